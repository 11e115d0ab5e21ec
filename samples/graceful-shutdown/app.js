'use strict';

const cluster = require('node:cluster');
const { availableParallelism } = require('node:os');

const workerCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));
const timeLimit = Number(process.env.TIME_LIMIT || 20_000); // ms that a worker has to leave

if (cluster.isPrimary) {
  runPrimary();
} else {
  require('./server.js');
}

function runPrimary() {
  console.log(`Primary process started (PID ${process.pid})`);
  cluster.on('listening', (worker, address) => {
    console.log(`Worker ${worker.id} (${worker.process.pid}) listens on port ${address.port}`);
  });
  cluster.on('disconnect', (worker) => console.log(`Worker ${worker.id} disconnected`));
  cluster.on('exit', (worker, code, signal) => {
    console.log(`Worker ${worker.id} ended with ${signal ?? `code ${code}`}`);
  });
  cluster.on('message', (worker, message) => {
    if (message === 'leave') shutDown(worker);
  });

  const stop = () => Object.values(cluster.workers).forEach(shutDown);
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  for (let i = 0; i < workerCount; i++) cluster.fork();
}

/** Lets a worker finish what it holds, but no longer than the time limit. */
function shutDown(worker) {
  if (worker.isConnected()) worker.send('shutdown'); // Only the program knows how to end its own connections.
  worker.disconnect();

  // The limit is on the exit: a worker that has disconnected can still hang on a timer or a client of its own.
  const timer = setTimeout(() => {
    console.log(`Worker ${worker.id} is not done after ${timeLimit} ms`);
    worker.process.kill('SIGKILL');
  }, timeLimit);
  worker.once('exit', () => clearTimeout(timer));
}
