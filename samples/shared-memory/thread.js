'use strict';

const { parentPort, workerData } = require('node:worker_threads');
const { SUM, DONE, ROUND, END } = require('./cells.js');

const { cells, count, threadCount } = workerData;

for (let round = 1; ; round++) {
  Atomics.wait(cells, ROUND, round - 1); // Stands here until the main thread begins the next round.
  if (Atomics.load(cells, ROUND) === END) break;

  // `cells[SUM]++` would lose what another thread adds between its reading and its writing.
  for (let i = 0; i < count; i++) Atomics.add(cells, SUM, 1);

  const isLast = Atomics.add(cells, DONE, 1) === threadCount - 1;
  if (isLast) parentPort.postMessage({ sum: Atomics.load(cells, SUM) });
}
