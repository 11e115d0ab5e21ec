import { existsSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { workerData } from 'piscina';

export const square = (n) => n * n;

export function fail(reason) {
  throw new RangeError(reason, { cause: 'the task' });
}

export const sum = (buffer) => new Uint8Array(buffer).reduce((total, each) => total + each, 0);

export function speak({ port }) {
  port.postMessage('a word');
  port.close();
}

export function hang({ port }) {
  port.postMessage('started');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

export const exit = (code) => process.exit(code);

export function hoard() {
  const kept = [];
  for (;;) kept.push(new Array(10_000).fill(kept.length));
}

export const surroundings = () => ({
  env: process.env,
  argv: process.argv.slice(2),
  execArgv: process.execArgv,
  threadId,
  workerData: workerData ?? null,
});

export const never = () => new Promise(() => {});

export function spin(file) {
  while (!existsSync(file));
  return 'spun';
}
