'use strict';

const cluster = require('node:cluster');
const { performance } = require('node:perf_hooks');
const { setImmediate: nextTurn, setTimeout: delay } = require('node:timers/promises');

const reportInterval = Number(process.env.REPORT_INTERVAL || 2000); // ms

const works = {
  cpu: { task: compute, atOnce: 1 },
  io: { task: wait, atOnce: 20 },
};

let done = 0;
let leaving = false;

async function work(task) {
  while (!leaving) {
    await task();
    done++;
  }
}

async function compute() {
  let sum = 0;
  for (let i = 0; i < 2_000_000; i++) sum += Math.sqrt(i);
  await nextTurn(); // Messages, and the end, come in between.
  return sum;
}

/** Stands for a query to a database. */
function wait() {
  return delay(20);
}

let before = performance.eventLoopUtilization();
let doneBefore = 0;

function report() {
  const now = performance.eventLoopUtilization();
  const { utilization } = performance.eventLoopUtilization(now, before);
  process.send({ utilization, tasksPerSecond: ((done - doneBefore) / reportInterval) * 1000 });
  before = now;
  doneBefore = done;
}

const timer = setInterval(report, reportInterval);
const { task, atOnce } = works[process.env.KIND];
for (let i = 0; i < atOnce; i++) work(task);

// The primary's `cluster.disconnect()`; the worker ends once its tasks in flight have.
cluster.worker.once('disconnect', () => {
  leaving = true;
  clearInterval(timer);
});
process.on('SIGINT', () => {}); // Ctrl-C reaches every process: leave it to the primary.
