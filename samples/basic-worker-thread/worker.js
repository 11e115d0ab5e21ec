'use strict';

const { parentPort, threadId, workerData } = require('node:worker_threads');

console.log(`Thread ${threadId} started`);

let sum = 0;
for (let i = 0; i < workerData.count; i++) {
  sum += Math.sqrt(i);
}

parentPort.postMessage({ sum, text: 'Calculation done' });
