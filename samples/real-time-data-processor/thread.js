'use strict';

const { parentPort } = require('node:worker_threads');

parentPort.on('message', (data) => {
  if (data === null) {
    parentPort.close(); // There is nothing left to listen to, so this thread ends.
    return;
  }
  parentPort.postMessage({ id: data.id, smoothed: smooth(data.values) });
});

/** Stands for real work on a reading. */
function smooth(values) {
  let mean = 0;
  for (let i = 0; i < 300_000; i++) {
    mean += (values[i % values.length] - mean) / (i + 1);
  }
  return Math.round(mean);
}
