import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

async function main(): Promise<void> {
  const thread: Worker = new Worker(join(__dirname, 'thread.cjs'));
  const exited = once(thread, 'exit');
  const [words]: string[] = await once(thread, 'message');
  console.log(words, ...(await exited));
  const child = fork(join(__dirname, 'child.ts'), ['word'], { execArgv: process.execArgv });
  const [given] = await once(child, 'message');
  console.log('child', given, ...(await once(child, 'exit')));
}

main();
