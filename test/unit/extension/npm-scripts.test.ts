// Scripts of package.json: which are offered, who runs them, and which row of the view NPM Scripts names which.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeScripts, packageManagerOf, scriptOfRow } from '../../../extension/debug/npm-scripts';

describe('npm scripts', () => {
  let top: string;
  let inner: string;

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'wl-'));
    inner = join(top, 'packages', 'app');
    mkdirSync(inner, { recursive: true });
  });
  afterEach(() => rmSync(top, { recursive: true }));

  function write(folder: string, manifest: unknown): void {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  }

  it('are offered where their name or their command says that they run Node', () => {
    const scripts = {
      start: 'next start',
      'test:unit': 'vitest',
      starter: 'sh starter.sh',
      build: 'tsc',
      jobs: 'NODE_ENV=dev node jobs.js',
      watch: 'tsc -w & nodemon out.js',
      nodeless: 'echo node-free',
    };
    write(inner, { scripts });
    assert.deepEqual(
      nodeScripts(inner).map(({ name }) => name),
      ['start', 'test:unit', 'jobs', 'watch'],
    );
  });

  for (const [what, text] of [
    ['no package.json', undefined],
    ['one that is no JSON', '{'],
    ['one that is no object', 'null'],
    ['one without scripts', '{}'],
    ['one with scripts of another kind', '{"scripts": 7, "packageManager": {}}'],
  ] as const) {
    it(`are none with ${what}`, () => {
      if (text !== undefined) writeFileSync(join(inner, 'package.json'), text);
      assert.deepEqual(nodeScripts(inner), []);
      assert.equal(packageManagerOf(inner, top), 'npm');
    });
  }

  for (const [file, manager] of [
    ['yarn.lock', 'yarn'],
    ['pnpm-lock.yaml', 'pnpm'],
    ['package-lock.json', 'npm'],
  ] as const) {
    it(`are run by ${manager} below a ${file}`, () => {
      writeFileSync(join(top, file), '');
      assert.equal(packageManagerOf(inner, top), manager);
      writeFileSync(join(inner, 'pnpm-lock.yaml'), '');
      assert.equal(packageManagerOf(inner, top), 'pnpm', 'the nearest counts');
    });
  }

  it('are run by the one that packageManager names, whatever lies beside it', () => {
    write(top, { packageManager: 'yarn@4.1.0+sha512.abc' });
    writeFileSync(join(top, 'package-lock.json'), '');
    assert.equal(packageManagerOf(inner, top), 'yarn');
    write(top, { packageManager: 'cargo@1' });
    assert.equal(packageManagerOf(inner, top), 'npm');
  });

  it('are not looked for above the workspace', () => {
    writeFileSync(join(top, 'yarn.lock'), '');
    assert.equal(packageManagerOf(inner, join(top, 'packages')), 'npm');
  });

  it('are known by the rows of their view', () => {
    const scope = { uri: { fsPath: top } };
    const row = (definition: object) => ({ task: { definition, scope } });
    assert.deepEqual(scriptOfRow(row({ type: 'npm', script: 'dev' })), { name: 'dev', folder: top });
    assert.deepEqual(scriptOfRow(row({ type: 'npm', script: 'dev', path: 'packages/app/' }))?.folder, inner);
    for (const none of [undefined, {}, { task: {} }, row({})]) assert.equal(scriptOfRow(none), undefined);
  });
});
