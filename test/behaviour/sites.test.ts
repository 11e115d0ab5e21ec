// Where workers, children and threads were made: the line that a person wrote, whatever became of it on the way.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import { SourceMapReader } from '../../hub/source-map-reader';
import type { Site } from '../../protocol/agent';
import { ROOT } from './support/bundle';
import { nodeOf } from './support/nodes';
import { sameAsPlain, useStage } from './support/suite';

const TSX = path.join(ROOT, 'node_modules/tsx/dist');
const TSX_IMPORT = ['--import', pathToFileURL(path.join(TSX, 'loader.mjs')).href];
const TSX_REQUIRE = ['--require', path.join(TSX, 'cjs/index.cjs')];
const TSC = path.join(ROOT, 'node_modules/typescript/bin/tsc');

/** Types go away, and lines with them; it prints whatever of errors it can see. */
const MAKER = `
interface Job {
  readonly script: string;
}

export function make(job: Job): void {
  const plain = { execArgv: [] };
  new Worker('', { eval: true, ...plain });
  fork(job.script, [], plain);
  spawnSync(process.execPath, [job.script]);
  cluster.setupPrimary({ exec: job.script, ...plain });
  cluster.fork();
  const seen = Object.getOwnPropertyDescriptors(Error);
  console.log(seen.stackTraceLimit, seen.prepareStackTrace, new Error('seen').stack?.split('\\n').slice(0, 3));
  console.log((process as any).moduleLoadList.filter((name: string) => /source_map/.test(name)).sort().join());
}
`;
const MAKES = ['new Worker(', 'fork(job', 'spawnSync(process', 'cluster.fork('];

const SOURCES = {
  'src/maker.mts': `import { fork, spawnSync } from 'node:child_process';
import cluster from 'node:cluster';
import { Worker } from 'node:worker_threads';
${MAKER}`,
  'src/main.mts': `import { make } from './maker.mjs';\nmake({ script: 'nothing.js' });\n`,
  'src/maker.cts': `const { fork, spawnSync } = require('node:child_process');
const cluster = require('node:cluster');
const { Worker } = require('node:worker_threads');
${MAKER}`,
  'src/main.cts': `import { make } from './maker.cjs';\nmake({ script: 'nothing.js' });\n`,
};

for (const major of [18, 20, 26] as const) {
  describe(`sites: Node ${major}`, function () {
    this.timeout(120_000);
    const stage = useStage();
    const reader = new SourceMapReader();
    let node: string;

    before(async () => {
      node = major === 20 ? process.execPath : await nodeOf(major);
    });
    beforeEach(() => {
      write('nothing.js', 'process.exit()');
      for (const [name, text] of Object.entries(SOURCES)) write(name, text);
    });

    const at = (name: string) => path.join(fs.realpathSync(stage.bench.folder), name);

    function write(name: string, text: string): string {
      fs.mkdirSync(path.dirname(at(name)), { recursive: true });
      fs.writeFileSync(at(name), text);
      return at(name);
    }

    /** Where the program makes what, as a person finds it: thread, child, synchronous child, worker. */
    async function sites(program: string, flags: string[] = []): Promise<(Site | null)[]> {
      const options = { node, flags, env: { NODE_NO_WARNINGS: '1' } };
      await sameAsPlain(stage, program, [], options);
      const { hub } = stage;
      const [thread] = hub.all('threadCreate').map(({ site }) => site);
      const spawns = hub.all('spawn').map(({ site }) => site);
      const told = [thread!, ...spawns];
      return Promise.all(told.map(async (site) => site && ((await reader.original(site)) ?? site)));
    }

    async function leadTo(name: string, program: string, flags: string[] = []): Promise<void> {
      const found = await sites(program, flags);
      const lines = fs.readFileSync(at(name), 'utf8').split('\n');
      const wanted = MAKES.map((text) => `${at(name)}:${lines.findIndex((line) => line.includes(text)) + 1}`);
      assert.deepEqual(
        found.map((site) => site && `${site.file}:${site.line}`),
        wanted,
      );
      for (const [i, site] of found.entries()) {
        // At its first or its last word: `fork` of `cluster.fork`.
        const rest = lines[site!.line - 1]!.slice(site!.column - 1);
        assert.ok(rest.startsWith(MAKES[i]!) || rest.startsWith('fork('), rest);
      }
    }

    function compile(...flags: string[]): void {
      const words = ['--outDir', at('dist'), '--rootDir', at('src'), '--module', 'nodenext', '--target', 'es2022'];
      const programs = [at('src/main.mts'), at('src/main.cts')];
      execFileSync(process.execPath, [
        TSC,
        ...words,
        '--ignoreConfig',
        '--noCheck',
        '--types',
        '',
        ...flags,
        ...programs,
      ]);
    }

    function bundle(format: 'esm' | 'cjs', options: BuildOptions = {}): string {
      const outfile = at(format === 'esm' ? 'dist/app.mjs' : 'dist/app.cjs');
      const entry = at(format === 'esm' ? 'src/main.mts' : 'src/main.cts');
      buildSync({ entryPoints: [entry], bundle: true, platform: 'node', format, outfile, minify: true, ...options });
      return outfile;
    }

    for (const kind of ['mts', 'cts']) {
      it(`through tsx, imported, in .${kind}`, () => leadTo(`src/maker.${kind}`, at(`src/main.${kind}`), TSX_IMPORT));
    }

    it('through tsx, required', () => leadTo('src/maker.cts', at('src/main.cts'), TSX_REQUIRE));

    for (const flags of [[], ['--enable-source-maps']]) {
      describe(flags.join() || 'without flags', () => {
        for (const kind of ['m', 'c']) {
          it(`in what tsc wrote, .${kind}js`, async () => {
            compile('--sourceMap');
            await leadTo(`src/maker.${kind}ts`, at(`dist/main.${kind}js`), flags);
          });
        }

        for (const format of ['esm', 'cjs'] as const) {
          const source = format === 'esm' ? 'src/maker.mts' : 'src/maker.cts';
          it(`in a bundle, ${format}, with its map beside it`, () =>
            leadTo(source, bundle(format, { sourcemap: true }), flags));
          it(`in a bundle, ${format}, with its map in it`, () =>
            leadTo(source, bundle(format, { sourcemap: 'inline' }), flags));
        }

        it('in the bundle itself where its map is gone', async () => {
          const file = bundle('cjs', { sourcemap: true });
          fs.rmSync(`${file}.map`);
          for (const site of await sites(file, flags)) assert.equal(site!.file, file);
        });
      });
    }

    it('through tsx of what tsc wrote: from place to place', async () => {
      compile('--sourceMap');
      // `import` in a file that is no module: tsx rewrites it.
      const code = fs.readFileSync(at('dist/maker.mjs'), 'utf8').replace('maker.mjs.map', 'maker.js.map');
      const main = fs.readFileSync(at('dist/main.mjs'), 'utf8').replace('maker.mjs', 'maker.js');
      fs.renameSync(at('dist/maker.mjs.map'), at('dist/maker.js.map'));
      write('dist/maker.js', code);
      await leadTo('src/maker.mts', write('dist/main.js', main), TSX_IMPORT);
    });

    if (major === 26) {
      it('in types that Node strips', () => {
        write('src/main.mts', SOURCES['src/main.mts'].replace('maker.mjs', 'maker.mts'));
        return leadTo('src/maker.mts', at('src/main.mts'));
      });
    }
  });
}

describe('sites: whose line it is', function () {
  this.timeout(60_000);
  const stage = useStage();

  const LIBRARY = `const { Worker } = require('node:worker_threads');
    class Pool {
      constructor() { this.grow(); setImmediate(() => this.grow()); }
      grow() { new Worker('', { eval: true }); }
    }
    module.exports = { Pool, call: (callback) => callback() };`;

  function write(name: string, text: string): string {
    const file = path.join(stage.bench.folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return fs.realpathSync(file);
  }

  async function threads(program: string): Promise<Site[]> {
    await sameAsPlain(stage, program);
    return stage.hub.all('threadCreate').map(({ site }) => site!);
  }

  it('the caller’s, where a library makes it, with the library named; the library’s, where nobody called', async () => {
    const library = write('node_modules/@some/pool/index.js', LIBRARY);
    const app = write('app.js', `const { Pool } = require('@some/pool');\n  new Pool();\n`);
    assert.deepEqual(await threads(app), [
      { file: app, line: 2, column: 3, via: '@some/pool' },
      { file: library, line: 4, column: 16 },
    ]);
  });

  it('the program’s, where a library only called it, or the program is a library itself', async () => {
    write('node_modules/pool/index.js', LIBRARY);
    const code = `const { call } = require('pool'); const { Worker } = require('node:worker_threads');
call(() => new Worker('', { eval: true }));`;
    const app = write('app.js', code);
    const tool = write('node_modules/tool/bin.js', code);
    assert.deepEqual(await threads(app), [{ file: app, line: 2, column: 12 }]);
    assert.deepEqual((await threads(tool))[1], { file: tool, line: 2, column: 12 });
  });

  it('found without asking how the program prints its errors', async () => {
    const app = write(
      'app.js',
      `const { Worker } = require('node:worker_threads');
      let asked = 0;
      Error.prepareStackTrace = (error, frames) => { asked++; return frames.length; };
      Error.stackTraceLimit = 3;
      new Worker('', { eval: true });
      console.log(asked, Error.stackTraceLimit, new Error('x').stack, asked);`,
    );
    assert.deepEqual(await threads(app), [{ file: app, line: 5, column: 7 }]);
  });

  it('left to the hub where Node would have to decode a large map', async () => {
    const source = write(
      'src/app.ts',
      `const size: number = 1;\nimport { Worker } from 'node:worker_threads';\nnew Worker('', { eval: true });`,
    );
    const outfile = path.join(path.dirname(source), '../app.cjs');
    const padding = `globalThis.padding = "${'x'.repeat(256 * 1024)}";`;
    const options = { bundle: true, platform: 'node', sourcemap: true, footer: { js: padding } } as const;
    buildSync({ entryPoints: [source], outfile, ...options });
    await sameAsPlain(stage, outfile, [], { flags: ['--enable-source-maps'] });
    const site = stage.hub.all('threadCreate')[0]!.site!;
    assert.equal(site.file, outfile);
    const { file, line } = (await new SourceMapReader().original(site))!;
    assert.deepEqual([file, line], [source, 3]);
  });
});
