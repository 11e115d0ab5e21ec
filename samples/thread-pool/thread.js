'use strict';

const { parentPort } = require('node:worker_threads');

parentPort.on('message', (task) => {
  if (task === null) {
    parentPort.close(); // There is nothing left to listen to, so this thread ends.
    return;
  }
  if (task.fails) throw new Error(`Task ${task.id} failed`);
  let sum = 0;
  for (let i = 0; i < task.iterations; i++) {
    sum += Math.sqrt(i);
  }
  parentPort.postMessage(sum);
});
