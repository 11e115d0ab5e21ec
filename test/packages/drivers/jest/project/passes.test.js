const { Worker } = require('node:worker_threads');
const { execFileSync, fork } = require('node:child_process');
const { once } = require('node:events');
const { sum } = require('./sum');

test('adds', () => expect(sum(1, 2)).toBe(3));

test('has timers of its own', () => {
  jest.useFakeTimers();
  const late = jest.fn();
  setTimeout(late, 1e6);
  jest.advanceTimersByTime(1e6);
  expect(late).toHaveBeenCalledTimes(1);
  jest.useRealTimers();
});

test('spies on child processes', () => {
  const childProcess = require('node:child_process');
  const spy = jest.spyOn(childProcess, 'spawn').mockReturnValue('a child');
  expect(childProcess.spawn('nothing')).toBe('a child');
  spy.mockRestore();
});

test('starts a thread', async () => {
  const thread = new Worker('require("node:worker_threads").parentPort.postMessage(1)', { eval: true });
  // A thread that is quick to end gives its message and its end at once.
  const exited = once(thread, 'exit');
  expect(await once(thread, 'message')).toEqual([1]);
  await exited;
});

test('starts children', async () => {
  expect(String(execFileSync(process.execPath, ['-p', '1 + 1']))).toBe('2\n');
  const child = fork(require.resolve('./child.js'), { execArgv: [] });
  const [code] = await once(child, 'exit');
  expect(code).toBe(4);
});
