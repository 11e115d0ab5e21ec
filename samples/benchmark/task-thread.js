'use strict';

const { parentPort } = require('node:worker_threads');
const { runTask } = require('./task.js');

parentPort.on('message', (message) => {
  if (message === 'end') parentPort.close();
  else parentPort.postMessage(runTask());
});
