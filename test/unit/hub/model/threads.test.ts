// Threads in the model: what they were given.
import assert from 'node:assert/strict';
import type { Told } from './world';
import { World } from './world';

const made = (thread: number, own: Partial<Extract<Told, { type: 'threadCreate' }>> = {}): Told => ({
  type: 'threadCreate',
  thread,
  file: '/t.js',
  name: null,
  creator: 0,
  site: null,
  options: null,
  ...own,
});

describe('model: threads', () => {
  it('says which memory they share: by the same id where the same thread gave it', () => {
    const world = new World();
    const root = world.root();
    const counter = { buffer: 1, bytes: 16, name: 'counter' };
    root.tell(made(1, { workerData: '{ counter: SharedArrayBuffer(16) }', shares: [counter] }));
    root.tell(made(2));
    root.tell({ type: 'threadShares', thread: 2, shares: [{ ...counter, name: null }] });
    root.tell({ type: 'threadShares', thread: 2, shares: [{ ...counter, name: null }] });
    const [first, second] = [...world.threads.values()];
    assert.equal(first?.workerData, '{ counter: SharedArrayBuffer(16) }');
    assert.deepEqual(first?.shares, [{ id: 'p1/1', bytes: 16, name: 'counter' }]);
    assert.equal(second?.workerData, null);
    assert.deepEqual(second?.shares, [{ id: 'p1/1', bytes: 16, name: null }]);
  });

  it('tells apart what two threads numbered alike', () => {
    const world = new World();
    const root = world.root();
    root.tell(made(1, { shares: [{ buffer: 1, bytes: 16, name: null }] }));
    root.tell(made(2, { creator: 1, shares: [{ buffer: 1, bytes: 16, name: null }] }));
    const ids = [...world.threads.values()].map(({ shares }) => shares[0]?.id);
    assert.deepEqual(ids, ['p1/1', 'p1:1/1']);
  });
});
