import assert from 'node:assert/strict';
import { allowsNodeBefore, manifestFor, nodeRangeFor } from '../../../rules/engines';
import { surroundingsOf } from '../../../rules/surroundings';

describe('the Node versions of a package', () => {
  it('come from the nearest manifest that is one of a package', () => {
    const files: Record<string, string> = {
      '/p/package.json': '{"name":"p","engines":{"node":">=14"}}',
      '/p/esm/package.json': '{"type":"module"}',
      '/p/packages/q/package.json': '{"name":"q"}',
      '/p/packages/r/package.json': '{"engines":{"node":">=20"}}',
      '/p/broken/package.json': '{',
    };
    const rangeFor = (file: string) => nodeRangeFor(file, (path) => files[path]);
    assert.equal(rangeFor('/p/a.js'), '>=14');
    assert.equal(rangeFor('/p/lib/deep/a.js'), '>=14');
    assert.equal(rangeFor('/p/esm/a.js'), '>=14');
    assert.equal(rangeFor('/p/packages/q/a.js'), undefined);
    assert.equal(rangeFor('/p/packages/r/src/a.js'), '>=20');
    assert.equal(rangeFor('/p/broken/a.js'), '>=14');
    assert.equal(rangeFor('/elsewhere/a.js'), undefined);
    assert.equal(
      nodeRangeFor('C:\\p\\lib\\a.js', (path) => files[path.slice(2)]),
      '>=14',
    );
  });

  it('come with its module system and all that it depends on', () => {
    const files: Record<string, string> = {
      '/p/package.json': '{"name":"p","type":"module","dependencies":{"a":"1"},"devDependencies":{"b":"1"}}',
      '/p/cjs/package.json': '{"type":"commonjs"}',
      '/p/esm/package.json': '{"dependencies":[]}',
    };
    const manifest = (file: string) => manifestFor(file, (path) => files[path]);
    assert.deepEqual(manifest('/p/a.js'), { type: 'module', dependencies: new Set(['a', 'b']) });
    assert.deepEqual(manifest('/p/cjs/a.js'), { type: 'commonjs', dependencies: new Set(['a', 'b']) });
    assert.equal(manifest('/p/esm/a.js')?.type, 'commonjs');
    assert.equal(manifest('/q/a.js'), undefined);
  });

  it('come with the files beside it', () => {
    const isFile = (path: string) => path === '/p/lib/worker.js';
    const { fileExists, manifest } = surroundingsOf('/p/lib/a.js', { readFile: () => undefined, isFile });
    assert.deepEqual(
      ['worker.js', '/p/lib/worker.js', '/worker.js'].map((path) => fileExists!(path)),
      [true, true, false],
    );
    assert.equal(manifest, undefined);
  });

  it('are taken for current ones where they are not said', () => {
    assert.equal(allowsNodeBefore(undefined, '16.0.0'), false);
    assert.equal(allowsNodeBefore('not a range', '16.0.0'), false);
    assert.equal(allowsNodeBefore('>=16.0.0', '16.0.0'), false);
    assert.equal(allowsNodeBefore('>=15', '16.0.0'), true);
  });
});
