import { threadId } from 'node:worker_threads';
import { runAsWorker } from 'synckit';

const tasks = {
  double: (n) => n * 2,
  map: (map) => new Map([...map].map(([key, value]) => [key, value + 1n])),
  fail(reason) {
    throw Object.assign(new RangeError(reason), { detail: 42 });
  },
  say: (line) => void process.stdout.write(`${line}\n`),
  surroundings: () => ({ threadId, execArgv: process.execArgv, options: process.env.NODE_OPTIONS }),
};

runAsWorker(async (task, value) => tasks[task](value));
