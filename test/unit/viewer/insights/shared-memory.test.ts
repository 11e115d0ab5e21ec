// Which threads hold the same memory, in words.
import assert from 'node:assert/strict';
import { sharedMemoryInsights } from '../../../../viewer/insights/shared-memory';
import { processState, threadState } from '../../support/states';
import { english, Scene } from './support';

const counter = { id: 'p1/1', bytes: 16, name: 'counter' };
const image = { id: 'p1/2', bytes: 3 * 1024 * 1024, name: null };

function said(...threads: ReturnType<typeof threadState>[]): string[] {
  const scene = new Scene();
  scene.set(processState({ id: 'p1' }), ...threads);
  return sharedMemoryInsights(scene.model, english).map(
    ({ owner, label, description }) => `${owner}: ${label} ${description}`,
  );
}

describe('insights into shared memory', () => {
  it('name each buffer with who holds it, the largest first, by the name that one of them knows it by', () => {
    const first = threadState('p1:1', { shares: [{ ...counter, name: null }, image] });
    const second = threadState('p1:2', { shares: [counter] });
    assert.deepEqual(said(first, second), ['p1: shared memory 3 MB · thread 1', 'p1: counter 16 B · threads 1, 2']);
  });

  it('count many threads, and leave out those that ended', () => {
    const many = Array.from({ length: 6 }, (_, at) => threadState(`p1:${at + 1}`, { shares: [counter] }));
    assert.deepEqual(said(...many), ['p1: counter 16 B · 6 threads']);
    assert.deepEqual(said(threadState('p1:1', { shares: [counter], state: 'exited' })), []);
  });

  it('leave out what a package gives a thread of its own, but not what that shares with others', () => {
    const script = '/app/node_modules/piscina/dist/worker.js';
    const pool = [1, 2].map((at) => ({ script, shares: [{ ...counter, id: `p1/${at}` }] }));
    assert.deepEqual(said(...pool.map((own, at) => threadState(`p1:${at + 1}`, own))), []);
    const both = pool.map((own, at) => threadState(`p1:${at + 1}`, { ...own, shares: [counter] }));
    assert.deepEqual(said(...both), ['p1: counter 16 B · threads 1, 2']);
  });

  it('say at most five of a process', () => {
    const shares = Array.from({ length: 9 }, (_, at) => ({ id: `p1/${at}`, bytes: 1024 * (at + 1), name: `b${at}` }));
    assert.deepEqual(
      said(threadState('p1:1', { shares })).map((line) => line.split(' ')[1]),
      ['b8', 'b7', 'b6', 'b5', 'b4'],
    );
  });
});
