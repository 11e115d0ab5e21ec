'use strict';

const { parentPort, workerData } = require('node:worker_threads');
const { calculate } = require('./calculate.js');

// A thread has a heap of its own, but shares the rest of its memory with its process.
calculate(workerData).then((sum) => {
  parentPort.postMessage({ sum, memory: process.memoryUsage().heapTotal });
});
