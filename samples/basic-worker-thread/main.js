'use strict';

const path = require('node:path');
const { Worker } = require('node:worker_threads');

console.log('Main thread started');

const worker = new Worker(path.join(__dirname, 'worker.js'), {
  name: 'square-roots',
  workerData: { count: Number(process.env.COUNT || 200_000_000) },
});

worker.on('message', (message) => {
  console.log('Main thread received', message);
});

worker.on('error', (error) => {
  console.error('Thread failed:', error);
  process.exitCode = 1;
});

worker.on('exit', (code) => {
  console.log(`Thread ended with code ${code}`);
});
