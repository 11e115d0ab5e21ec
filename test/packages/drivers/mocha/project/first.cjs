const assert = require('node:assert');
const { Worker } = require('node:worker_threads');
const { once } = require('node:events');

describe('first', () => {
  it('adds', () => assert.equal(1 + 1, 2));
  it('is wrong', () => assert.deepEqual({ a: 1 }, { a: 2 }));
  it('starts a thread', async () => {
    const [code] = await once(new Worker('process.exitCode = 5', { eval: true }), 'exit');
    assert.equal(code, 5);
  });
});
