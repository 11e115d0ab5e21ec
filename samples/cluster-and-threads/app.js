'use strict';

const cluster = require('node:cluster');
const http = require('node:http');
const { availableParallelism } = require('node:os');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

const port = Number(process.env.PORT || 3000);
const workerCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));
const restartDelay = Number(process.env.RESTART_DELAY || 1000); // ms
const count = Number(process.env.COUNT || 100_000_000); // numbers that a heavy request adds up
const maxRestarts = 10; // for each worker's place

if (cluster.isPrimary) {
  runPrimary();
} else {
  runWorker();
}

function runPrimary() {
  let stopping = false;

  const startWorker = (restarts) => {
    if (stopping) return;
    const worker = cluster.fork();
    worker.on('exit', (code, signal) => {
      console.log(`Worker ${worker.id} (${worker.process.pid}) ended with ${signal ?? `code ${code}`}`);
      if (!stopping && restarts < maxRestarts) setTimeout(startWorker, restartDelay, restarts + 1);
    });
  };
  const stop = () => {
    stopping = true;
    cluster.disconnect(); // Each worker closes its server, answers what is in flight, and ends.
  };

  cluster.on('listening', (worker, address) => {
    console.log(`Worker ${worker.id} (${worker.process.pid}) listens on port ${address.port}`);
  });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  for (let i = 0; i < workerCount; i++) startWorker(0);
}

function runWorker() {
  const thread = new Worker(path.join(__dirname, 'thread.js'), { name: 'sum' });
  const waiting = new Map(); // responses by the id of their task
  let lastId = 0;

  thread.on('message', ({ id, sum }) => {
    waiting.get(id).end(`The sum is ${sum}\n`);
    waiting.delete(id);
  });
  thread.on('error', (error) => {
    console.error(`The thread of worker ${cluster.worker.id} failed:`, error);
    process.exit(1); // The primary starts another worker, with another thread.
  });
  thread.unref(); // It lives as long as there are requests to serve.

  const server = http.createServer((request, response) => {
    if (request.url === '/heavy') {
      const task = { id: ++lastId, count }; // Set a breakpoint here, and one in thread.js.
      waiting.set(task.id, response);
      thread.postMessage(task);
    } else if (request.url === '/crash') {
      throw new Error(`Worker ${cluster.worker.id} was asked to crash`);
    } else {
      response.end(`Hello from worker ${cluster.worker.id} (${process.pid})\n`);
    }
  });
  server.listen(port);

  process.on('SIGINT', () => {}); // Ctrl-C reaches every process: leave it to the primary.
}
