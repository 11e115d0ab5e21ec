import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';

test('adds', () => expect(1 + 2).toBe(3));

test('has timers of its own', () => {
  vi.useFakeTimers();
  const late = vi.fn();
  setTimeout(late, 1e6);
  vi.advanceTimersByTime(1e6);
  expect(late).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});

test('starts a thread', async () => {
  const thread = new Worker('require("node:worker_threads").parentPort.postMessage(1)', { eval: true });
  // A thread that is quick to end gives its message and its end at once.
  const exited = once(thread, 'exit');
  expect(await once(thread, 'message')).toEqual([1]);
  await exited;
});

test('starts a child', async () => {
  const child = fork(new URL('./child.cjs', import.meta.url).pathname, { execArgv: [], env: {} });
  const [code] = await once(child, 'exit');
  expect(code).toBe(4);
});
