import assert from 'node:assert/strict';
import { findTasks, type Numbered } from '../../../../hub/conditions/find-tasks';
import type { Task } from '../../../../hub/host/tasks';

/** When the system started, on the clock of the hub. */
const BOOT = -100_000;

/** One that began at `time` of the hub's clock, as the system tells it: in ticks of 10 ms. */
function task(tid: number, time: number, own: Partial<Task> = {}): Task {
  const start = Math.floor((time - BOOT) / 10) * 10;
  return { tid, state: 'S', name: 'node', cpu: 10, faults: 1800, start, ...own };
}

function thread(number: number, created: number | null, tid: number | null = null): Numbered {
  return { thread: number, created, tid };
}

function found(threads: Numbered[], tasks: Task[]): Record<number, number> {
  return Object.fromEntries(findTasks(threads, tasks, BOOT));
}

const MAIN = task(100, 0);
const OF_V8 = [101, 102, 103].map((tid) => task(tid, 11, { faults: 200 }));

describe('hub: the threads of a process, as the system numbers them', () => {
  it('are found in the order of their creation, those made in one tick too', () => {
    const tasks = [MAIN, ...OF_V8, task(110, 1001), task(111, 1002), task(112, 1003)];
    const threads = [thread(1, 1001.5), thread(2, 1002.5), thread(3, 1003.5)];
    assert.deepEqual(found(threads, tasks), { 1: 110, 2: 111, 3: 112 });
    assert.deepEqual(found(threads.reverse(), tasks), { 1: 110, 2: 111, 3: 112 });
  });

  it('lie between those whose ids are known', () => {
    const tasks = [MAIN, task(110, 1001), task(111, 1002), task(112, 1003), task(113, 1004)];
    const threads = [thread(1, 1001.5, 110), thread(2, 1002.5), thread(3, 1003.5, 112)];
    assert.deepEqual(found(threads, tasks), { 2: 111 });
  });

  it('are none of those that Node starts for itself', () => {
    const idle = { faults: 4 };
    const tasks = [
      MAIN,
      ...OF_V8,
      task(110, 1001),
      task(111, 1003, idle),
      task(112, 1003, { name: 'libuv-worker' }),
      task(113, 1003, { name: 'node-V8Worker' }),
    ];
    assert.deepEqual(found([thread(1, 1002)], tasks), { 1: 110 });
  });

  it('began while their creators made them: no other is taken for one that is gone', () => {
    const tasks = [MAIN, task(110, 1001), task(111, 5000)];
    assert.deepEqual(found([thread(1, 1003), thread(2, 3000), thread(3, 5002)], tasks), { 1: 110, 3: 111 });
    assert.deepEqual(found([thread(1, 4950)], tasks), {});
  });

  it('are not found where nobody said when they were made', () => {
    assert.deepEqual(found([thread(1, null)], [MAIN, task(110, 1001)]), {});
  });

  it('are not found where the system does not tell when it started', () => {
    assert.deepEqual(Object.fromEntries(findTasks([thread(1, 1002)], [MAIN, task(110, 1001)], Number.NaN)), {});
  });
});
