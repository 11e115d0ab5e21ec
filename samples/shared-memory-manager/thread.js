'use strict';

const { parentPort, workerData } = require('node:worker_threads');

const { task, sharedBuffers } = workerData;
const picture = sharedBuffers.picture && new Uint8Array(sharedBuffers.picture);
const histogram = sharedBuffers.histogram && new Int32Array(sharedBuffers.histogram);

const tasks = { draw, count, find };

parentPort.on('message', (round) => {
  if (round === null)
    parentPort.close(); // There is nothing left to listen to, so this thread ends.
  else parentPort.postMessage(tasks[task](round));
});

function draw(round) {
  for (let i = 0; i < picture.length; i++) {
    picture[i] = i % 2 === 0 ? round : i;
  }
}

function count() {
  histogram.fill(0);
  for (const shade of picture) {
    histogram[shade]++;
  }
}

function find() {
  const pixels = Math.max(...histogram);
  return { shade: histogram.indexOf(pixels), pixels };
}
