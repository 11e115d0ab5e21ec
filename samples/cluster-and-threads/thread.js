'use strict';

const { parentPort } = require('node:worker_threads');

parentPort.on('message', ({ id, count }) => {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += Math.sqrt(i);
  }
  parentPort.postMessage({ id, sum }); // Set a breakpoint here.
});
