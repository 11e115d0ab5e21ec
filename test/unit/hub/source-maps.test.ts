// Places of generated code in its sources: maps as bundlers and compilers write them, and such as lead nowhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { hostClock } from '../../../hub/clock';
import { readRegularFile } from '../../../hub/files';
import { SourceMapReader } from '../../../hub/source-map-reader';
import { SourceMaps } from '../../../hub/source-maps';
import type { Site } from '../../../protocol/agent';
import { FakeAgent, sourceMapThread, startHub, type TestHub, TestViewer, temporaryFolder } from './support';

const TSC = path.join(__dirname, '../../../node_modules/typescript/bin/tsc');

const MAIN = `import { fork } from './lib';

interface Options {
  size: number;
}

const options: Options = { size: 2 };
fork(options.size);
`;
const LIB = `/** Goes away. */
type Size = number;

export function fork(size: Size): void {
  const text: string = \`\${size} wörker\`; marker(text);
}
declare function marker(text: string): void;
`;
/** Where \`marker\` is called in LIB. */
const PLACE = { line: 5, column: 42 };

describe('source maps', function () {
  this.timeout(30_000);
  let folder: string;
  let remove: () => void;
  let reader: SourceMapReader;
  let hub: TestHub | null = null;

  beforeEach(() => {
    const made = temporaryFolder();
    folder = fs.realpathSync(made.path);
    remove = made.remove;
    reader = new SourceMapReader();
    write('src/main.ts', MAIN);
    write('src/lib.ts', LIB);
  });
  afterEach(async () => {
    remove();
    await hub?.close();
    hub = null;
  });

  const at = (name: string) => path.join(folder, name);

  function write(name: string, text: string): string {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), text);
    return at(name);
  }

  function bundle(options: BuildOptions): string {
    const outfile = at('dist/out.js');
    buildSync({ entryPoints: [at('src/main.ts')], bundle: true, platform: 'node', outfile, ...options });
    return outfile;
  }

  /** As the agent tells it. */
  function siteIn(file: string): Site {
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    const line = lines.findIndex((text) => text.includes('marker('));
    return { file, line: line + 1, column: lines[line]!.indexOf('marker(') + 1 };
  }

  /** Changes a map beside its file. */
  function changeMap(file: string, change: (map: { [key: string]: unknown; sources: string[] }) => void): void {
    const map = JSON.parse(fs.readFileSync(`${file}.map`, 'utf8'));
    change(map);
    fs.writeFileSync(`${file}.map`, JSON.stringify(map));
  }

  async function leadsTo(file: string, wanted: Site | null): Promise<void> {
    assert.deepEqual(await reader.original(siteIn(file)), wanted);
  }

  const inLib = () => ({ file: at('src/lib.ts'), ...PLACE });

  for (const sourcemap of ['linked', 'inline', 'both'] as const) {
    it(`reads a map of esbuild, ${sourcemap}`, () => leadsTo(bundle({ sourcemap }), inLib()));
  }

  it('reads a map of minified code, all in one line', () =>
    leadsTo(bundle({ sourcemap: true, minify: true }), inLib()));

  for (const flags of [['--sourceMap'], ['--inlineSourceMap'], ['--sourceMap', '--sourceRoot', '../src']]) {
    it(`reads a map of tsc ${flags.join(' ')}`, async () => {
      const words = ['--outDir', at('dist'), '--rootDir', at('src'), '--module', 'nodenext', '--target', 'es2022'];
      execFileSync(process.execPath, [TSC, ...words, '--ignoreConfig', '--types', '', ...flags, at('src/main.ts')]);
      await leadsTo(at('dist/lib.js'), inLib());
    });
  }

  it('reads a map given as text, and one in a comment of the other kind', async () => {
    const file = bundle({ sourcemap: true });
    const code = fs.readFileSync(file, 'utf8').replace(/\/\/# sourceMappingURL.*\s*$/, '');
    const map = fs.readFileSync(`${file}.map`, 'utf8');
    write('dist/text.js', `${code}//# sourceMappingURL=data:application/json,${encodeURIComponent(map)}\n`);
    write('dist/comment.js', `${code}/*# sourceMappingURL=out.js.map */`);
    for (const name of ['dist/text.js', 'dist/comment.js']) await leadsTo(at(name), inLib());
  });

  it('reads a map in sections', async () => {
    const file = bundle({ sourcemap: true });
    const map = JSON.parse(fs.readFileSync(`${file}.map`, 'utf8'));
    fs.writeFileSync(file, `\n\n${fs.readFileSync(file, 'utf8')}`);
    const sections = [{ offset: { line: 2, column: 0 }, map }];
    fs.writeFileSync(`${file}.map`, JSON.stringify({ version: 3, sections }));
    await leadsTo(file, inLib());
  });

  it('takes the paths of Windows for paths', async () => {
    const file = bundle({ sourcemap: true });
    changeMap(file, (map) => {
      map.sources = map.sources.map((source) => source.replaceAll('/', '\\'));
    });
    await leadsTo(file, inLib());
    // A drive of another machine is no place here.
    const other = bundle({ sourcemap: true, minify: true });
    changeMap(other, (map) => {
      map.sources = map.sources.map((source) => `Q:\\app\\${path.basename(source)}`);
    });
    await leadsTo(other, null);
  });

  it('keeps who was called there', async () => {
    const site = { ...siteIn(bundle({ sourcemap: true })), via: 'piscina' };
    assert.deepEqual(await reader.original(site), { ...inLib(), via: 'piscina' });
  });

  const lies: Record<string, (file: string) => void> = {
    'that is gone': (file) => fs.rmSync(`${file}.map`),
    'that was cut short': (file) => fs.truncateSync(`${file}.map`, 200),
    'whose sources are gone': () => fs.rmSync(at('src'), { recursive: true }),
    'whose source is shorter': () => write('src/lib.ts', 'export {};'),
    'with names that are no files': (file) =>
      changeMap(file, (map) => {
        map.sources = map.sources.map((source) => `webpack://app/./${path.basename(source)}`);
      }),
    'with sources on another host': (file) =>
      changeMap(file, (map) => {
        map.sources = map.sources.map((source) => `file://other${path.resolve(at('dist'), source)}`);
      }),
    'of noise': (file) =>
      changeMap(file, (map) => {
        map.mappings = `${';'.repeat(6)}!!!!,zzzzzzzzzzzzzzzz`;
      }),
    'of other shapes': (file) => fs.writeFileSync(`${file}.map`, '{"sources":{"entries":1},"mappings":[]}'),
    'that is null': (file) => fs.writeFileSync(`${file}.map`, 'null'),
    'that is a device': (file) => rename(file, '/dev/zero'),
    'that is a folder': (file) => rename(file, '.'),
    'on another host': (file) => rename(file, `file://other${file}.map`),
    'on the web': (file) => rename(file, 'https://localhost/out.js.map'),
    'that is no address': (file) => rename(file, 'http://[/'),
    'in broken base64': (file) => rename(file, 'data:application/json;base64,%%%'),
    'in a comment with code after it': (file) => fs.appendFileSync(file, 'more();'),
    'in a string': (file) => {
      const text = fs.readFileSync(file, 'utf8').replace('//# source', 'const text = "source');
      fs.writeFileSync(file, `${text.trimEnd()}"`);
    },
  };

  function rename(file: string, url: string): void {
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('=out.js.map', `=${url}`));
  }

  for (const [what, make] of Object.entries(lies)) {
    it(`keeps the generated place under a map ${what}`, async () => {
      const file = bundle({ sourcemap: true });
      const site = siteIn(file);
      assert.deepEqual(await reader.original(site), inLib());
      make(file);
      reader = new SourceMapReader();
      assert.equal(await reader.original(site), null);
    });
  }

  it('keeps places that are in no file, or outside the map', async () => {
    const file = bundle({ sourcemap: true });
    for (const name of ['[eval]', 'evalmachine.<anonymous>', 'webpack-internal:///./a.js', 'out.js', folder, '']) {
      assert.equal(await reader.original({ file: name, line: 1, column: 1 }), null);
    }
    for (const line of [-1, 0, 1, 1e9]) assert.equal(await reader.original({ file, line, column: 1 }), null);
    assert.equal(await reader.original({ file, line: 1, column: 0 }), null);
  });

  it('looks for nothing on another host, which a path names on Windows', async () => {
    const maps = new SourceMaps(hostClock, sourceMapThread());
    const site = siteIn(bundle({ sourcemap: true }));
    for (const file of [`/${site.file}`, `//${site.file}`, `/\\${site.file}`, `\\\\host\\share${site.file}`]) {
      assert.equal(await reader.original({ ...site, file }), null, file);
      assert.equal(await maps.original({ ...site, file }), null, file);
      await assert.rejects(readRegularFile(file), /is on another host|is no path/);
    }
    maps.close();
  });

  it('reads a map anew when the code was built again', async () => {
    await leadsTo(bundle({ sourcemap: true }), inLib());
    write('src/lib.ts', `// One line more.\n${LIB}`);
    const again = bundle({ sourcemap: true, banner: { js: '// Built again.' } });
    await leadsTo(again, { ...inLib(), line: PLACE.line + 1 });
  });

  it('reads in a thread, which is started only for code with a map', async () => {
    const maps = new SourceMaps(hostClock, path.join(folder, 'no-such-thread.js'));
    const plain = write('dist/plain.js', 'marker()');
    assert.equal(await maps.original({ file: plain, line: 1, column: 1 }), null);
    const site = siteIn(bundle({ sourcemap: true }));
    // A thread that fails answers nothing, and the next one is another.
    assert.deepEqual(await Promise.all([maps.original(site), maps.original(site)]), [null, null]);
    assert.equal(maps.isBusy, false);
    maps.close();
    const good = new SourceMaps(hostClock, sourceMapThread());
    const answers = await Promise.all([good.original(site), good.original({ ...site, line: 1 }), good.original(site)]);
    assert.deepEqual(answers, [inLib(), null, inLib()]);
    const unanswered = good.original(site);
    assert.equal(good.isBusy, true);
    good.close();
    assert.deepEqual([await unanswered, await good.original(site)], [null, null]);
  });

  it('ends the thread when it was of no use for a while', async () => {
    let idle: (() => void) | null = null;
    const clock = { ...hostClock, after: (_: number, action: () => void) => (idle = action), cancel: () => {} };
    const maps = new SourceMaps(clock, sourceMapThread());
    const site = siteIn(bundle({ sourcemap: true }));
    assert.deepEqual(await maps.original(site), inLib());
    const late = maps.original(site);
    idle!();
    assert.deepEqual(await late, inLib());
    idle!();
    assert.deepEqual(await maps.original(site), inLib());
    maps.close();
  });

  it('a hub tells viewers of the generated place at once, and of the source when it is known', async () => {
    hub = await startHub();
    const viewer = await TestViewer.connect(hub);
    const agent = await FakeAgent.connect(hub);
    const site = siteIn(bundle({ sourcemap: true }));
    const spawned = { spawn: 1, pid: null, file: 'node', args: [], worker: null, instance: null, error: null };
    agent.send({ type: 'spawn', time: 2, ...spawned, site, settings: null });
    const made = { thread: 7, file: '/app/t.js', name: null, creator: 0, options: null };
    agent.send({ type: 'threadCreate', time: 2, ...made, site });
    const child = await viewer.until(() => [...viewer.processes.values()].find(({ kind }) => kind === 'child'));
    await viewer.until(() => viewer.processes.get(child.id)?.site?.file === at('src/lib.ts'));
    const thread = await viewer.until(() =>
      [...viewer.threads.values()].find(({ site: place }) => place?.file === at('src/lib.ts')),
    );
    assert.deepEqual([viewer.processes.get(child.id)!.site, thread.site], [inLib(), inLib()]);
    const first = viewer.received.flatMap((message) => (message.type === 'changes' ? message.changes : []));
    const sites = first.map((change) => (change.kind === 'thread' ? change.value.site : null)).filter(Boolean);
    assert.deepEqual(sites, [site, inLib()]);
    // Told again after its agent lost the hub.
    agent.send({ type: 'threadCreate', time: 2, ...made, site });
    const times = () => viewer.received.filter((message) => JSON.stringify(message).includes('lib.ts')).length;
    const before = times();
    await viewer.until(() => times() > before);
    assert.deepEqual([...viewer.threads.values()][0]!.site, inLib());
    await Promise.all([viewer.close(), agent.close()]);
  });

  it('a hub finds the sources of what is on a stack', async () => {
    hub = await startHub();
    const viewer = await TestViewer.connect(hub);
    const site = siteIn(bundle({ sourcemap: true }));
    const sites = [site, { file: '/no/such/file.js', line: 1, column: 1 }, site];
    assert.deepEqual(await viewer.request({ type: 'findSources', sites }), { sources: [inLib(), null, inLib()] });
    assert.deepEqual(await viewer.request({ type: 'findSources', sites: [] }), { sources: [] });
    await viewer.close();
  });
});
