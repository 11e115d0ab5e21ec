'use strict';

const cluster = require('node:cluster');
const { availableParallelism } = require('node:os');

const workerCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));

const restartDelay = Number(process.env.RESTART_DELAY || 1000); // ms
const maxRestarts = 5; // crashes in a row, each within `healthyAfter` of the start
const healthyAfter = 10_000; // ms
const reportInterval = Number(process.env.REPORT_INTERVAL || 10_000); // ms

let stopping = false;

if (cluster.isPrimary) {
  runPrimary();
} else {
  require('./server.js');
}

function runPrimary() {
  console.log(`Primary process started (PID ${process.pid})`);
  cluster.on('fork', (worker) => {
    console.log(`Worker ${worker.id} (${worker.process.pid}) forked`);
  });
  cluster.on('listening', (worker, address) => {
    console.log(`Worker ${worker.id} (${worker.process.pid}) listens on port ${address.port}`);
  });

  setInterval(report, reportInterval).unref();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('exit', (code) => console.log(`Primary process ended with code ${code}`));

  for (let i = 0; i < workerCount; i++) startWorker(0);
}

function startWorker(crashes) {
  if (stopping) return;
  const startedAt = performance.now();
  const worker = cluster.fork();

  worker.on('error', (error) => {
    console.error(`Worker ${worker.id} could not be started or reached:`, error);
  });

  worker.on('exit', (code, signal) => {
    const left = worker.exitedAfterDisconnect;
    console.log(`Worker ${worker.id} ${left ? 'left' : 'crashed'} with ${signal ?? `code ${code}`}`);

    // A worker that left on request, or had run well for a while, is replaced with a clean record.
    const healthy = left || performance.now() - startedAt > healthyAfter;
    replaceWorker(healthy ? 0 : crashes + 1);
  });
}

function replaceWorker(crashes) {
  if (stopping) return;
  if (crashes > maxRestarts) {
    console.error(`Gave up after ${maxRestarts} restarts in a row`);
    process.exitCode = 1;
    return;
  }
  setTimeout(startWorker, restartDelay, crashes);
}

function report() {
  console.log(`Active workers: ${Object.keys(cluster.workers).length} of ${workerCount}`);
}

function stop(signal) {
  console.log(`Primary received ${signal}: workers finish their requests`);
  stopping = true;
  for (const worker of Object.values(cluster.workers)) {
    if (worker.isConnected()) worker.send('leave');
  }
}
