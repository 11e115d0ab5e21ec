// What recordings are called, and how a place in code is read.
import assert from 'node:assert/strict';
import { fileStem, stemOf } from '../../../extension/timeline/file-names';
import { siteOf } from '../../../extension/timeline/site-text';

describe('names of recordings', () => {
  const at = new Date(2026, 2, 4, 5, 6, 7);

  it('hold the run and the time', () => {
    assert.equal(fileStem('app.js', at), 'app.js-2026-03-04-050607');
  });

  it('hold nothing that a file’s name may not', () => {
    assert.equal(fileStem('npm run "dev" -- src\\a/b', at), 'npm-run-dev----src-a-b-2026-03-04-050607');
    assert.equal(fileStem('../..', at), 'run-2026-03-04-050607');
    assert.equal(fileStem('\u0000', at), 'run-2026-03-04-050607');
    assert.equal(fileStem('x'.repeat(300), at).length, 80 + '-2026-03-04-050607'.length);
  });

  it('are known again by their end', () => {
    assert.equal(stemOf('/a/b.wlens.jsonl'), 'b');
    assert.equal(stemOf('/a/b.jsonl'), 'b.jsonl');
  });
});

describe('places of messages', () => {
  it('may have colons in the file', () => {
    assert.deepEqual(siteOf('/a/b.js:12:3'), { file: '/a/b.js', line: 12, column: 3 });
    assert.deepEqual(siteOf('file:///C:/b.js:12:3'), { file: 'file:///C:/b.js', line: 12, column: 3 });
    assert.deepEqual(siteOf('C:\\b.js:12:3'), { file: 'C:\\b.js', line: 12, column: 3 });
  });

  it('are none where line or column is missing', () => {
    assert.equal(siteOf('/a/b.js:12'), undefined);
    assert.equal(siteOf(''), undefined);
  });
});
