// Places named in the text of an error's stack, as V8 and Node write them.
import assert from 'node:assert/strict';
import { isOwnCode, sitesOf } from '../../../extension/stack-sites';

describe('places on a stack', () => {
  it('are read in every form that V8 writes, the innermost first', () => {
    const stack = `TypeError: no (/not/a/frame.js:1:1)
more at /not/a/frame.js:2:2
    at fail (/app/lib.js:3:7)
    at new Pool (/app/a b (c)/pool.js:10:11)
    at async Promise.all (index 0)
    at async load (file:///app/load%20it.mjs?v=1:4:5)
    at Server.<anonymous> (/app/main.js:20:1)
    at /app/main.js:21:1
    at Array.map (<anonymous>)
    at eval (eval at run (/app/evaluates.js:1:1), <anonymous>:1:7)
    at Object.handler [as emit] (C:\\app\\main.js:5:6)
    at Module._compile (node:internal/modules/cjs/loader:1554:14)`;
    assert.deepEqual(
      sitesOf(stack).map(({ file, line, column }) => `${file}:${line}:${column}`),
      [
        '/app/lib.js:3:7',
        '/app/a b (c)/pool.js:10:11',
        '/app/load it.mjs:4:5',
        '/app/main.js:20:1',
        '/app/main.js:21:1',
        'C:\\app\\main.js:5:6',
      ],
    );
  });

  it('begin with the file that V8 could not read', () => {
    const stack =
      '/app/broken.js:3\nfoo bar\n    ^^^\n\nSyntaxError: Unexpected\n    at wrapSafe (node:internal:1:1)\n    at x (/a.js:1:2)';
    assert.deepEqual(sitesOf(stack), [
      { file: '/app/broken.js', line: 3, column: 1 },
      { file: '/a.js', line: 1, column: 2 },
    ]);
  });

  it('are none where nothing is told', () => {
    assert.deepEqual(sitesOf(''), []);
    assert.deepEqual(sitesOf('Error: no'), []);
    assert.deepEqual(sitesOf('Error: at file://other/%ff.js:1'), []);
  });

  it('are a person’s own outside of packages', () => {
    const own = (file: string) => isOwnCode({ file, line: 1, column: 1 });
    assert.equal(own('/app/src/main.ts'), true);
    assert.equal(own('/app/node_modules/piscina/dist/index.js'), false);
    assert.equal(own('C:\\app\\node_modules\\x\\y.js'), false);
  });
});
