'use strict';

const { availableParallelism } = require('node:os');
const path = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');
const { Worker } = require('node:worker_threads');
const { SUM, DONE, ROUND, END } = require('./cells.js');

const threadCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));
const rounds = Number(process.env.ROUNDS || 60);
const pause = Number(process.env.PAUSE || 2000); // ms before a round: all threads stand in Atomics.wait
const count = Number(process.env.COUNT || 1_000_000); // additions of each thread in a round

const cells = new Int32Array(new SharedArrayBuffer(1024));
const stop = new AbortController();

process.once('SIGTERM', () => stop.abort());
process.once('SIGINT', () => stop.abort());
main();

async function main() {
  console.log(`${threadCount} threads share ${cells.buffer.byteLength} bytes`);
  let finishRound;
  for (let i = 1; i <= threadCount; i++) startThread(i, (message) => finishRound(message));

  for (let round = 1; round <= rounds; round++) {
    await delay(pause, undefined, { signal: stop.signal }).catch(() => {});
    if (stop.signal.aborted) break;
    const { sum } = await new Promise((resolve) => {
      finishRound = resolve;
      Atomics.store(cells, SUM, 0);
      Atomics.store(cells, DONE, 0);
      beginRound(round);
    });
    console.log(`Round ${round}: ${threadCount} threads counted to ${sum}`);
  }
  beginRound(END);
}

function beginRound(round) {
  Atomics.store(cells, ROUND, round);
  Atomics.notify(cells, ROUND);
}

function startThread(number, handleMessage) {
  const worker = new Worker(path.join(__dirname, 'thread.js'), {
    name: `counter ${number}`,
    workerData: { cells, count, threadCount },
  });
  worker.on('message', handleMessage);
  worker.on('error', (error) => {
    throw error; // The round would never end without it.
  });
}
