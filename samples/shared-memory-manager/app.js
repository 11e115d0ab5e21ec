'use strict';

const { once } = require('node:events');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { SharedMemoryManager } = require('./manager.js');

const rounds = Number(process.env.ROUNDS || 60);
const pause = Number(process.env.PAUSE || 1000); // ms before each round
const size = Number(process.env.SIZE || 2 ** 20); // bytes of the picture

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.once('SIGINT', () => stop.abort());
main();

/** One thread draws, one counts the shades of what it drew, one reads the counts: none of it is ever copied. */
async function main() {
  const manager = new SharedMemoryManager();
  manager.createSharedBuffer('picture', size);
  manager.createSharedBuffer('histogram', 256 * Int32Array.BYTES_PER_ELEMENT);
  console.log(`A picture of ${size} pixels, drawn and counted in place`);

  const start = (name, buffers) => startThread(manager, name, buffers);
  const draw = start('draw', ['picture']);
  const count = start('count', ['picture', 'histogram']);
  const find = start('find', ['histogram']);

  for (let round = 1; round <= rounds; round++) {
    await delay(pause, undefined, { signal: stop.signal }).catch(() => {});
    if (stop.signal.aborted) break;
    await ask(draw, round);
    await ask(count, round);
    const { shade, pixels } = await ask(find, round);
    console.log(`Round ${round}: shade ${shade} is the most frequent, in ${pixels} of ${size} pixels`);
  }
  for (const thread of [draw, count, find]) thread.postMessage(null);
}

function startThread(manager, name, buffers) {
  const thread = manager.createThread(path.join(__dirname, 'thread.js'), { name, buffers });
  thread.on('error', (error) => {
    throw error;
  });
  return thread;
}

/** The message carries no data, only whose turn it is. */
async function ask(thread, round) {
  const answer = once(thread, 'message');
  thread.postMessage(round);
  const [message] = await answer;
  return message;
}
