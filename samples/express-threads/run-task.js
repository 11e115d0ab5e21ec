'use strict';

const { availableParallelism } = require('node:os');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

const maxThreads = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));
const maxWaiting = 100;

const waiting = [];
let running = 0;

/** Runs one task in a thread made for it. No more than `maxThreads` run at once; others wait their turn. */
async function runTask(task, input) {
  await takeTurn();
  try {
    return await startThread(task, input);
  } finally {
    endTurn();
  }
}

function startThread(task, input) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(path.join(__dirname, 'thread.js'), { name: task, workerData: { task, input } });
    let result;

    worker.on('message', (message) => {
      result = message;
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code === 0) resolve(result);
      else reject(new Error(`Thread for ${task} ended with code ${code}`));
    });
  });
}

async function takeTurn() {
  if (running < maxThreads) {
    running++;
  } else if (waiting.length < maxWaiting) {
    await new Promise((resolve) => waiting.push(resolve));
  } else {
    throw Object.assign(new Error('Too many tasks are waiting'), { status: 503 });
  }
}

function endTurn() {
  const next = waiting.shift();
  if (next) next();
  else running--;
}

module.exports = { runTask };
