'use strict';

const cluster = require('node:cluster');
const http = require('node:http');
const { availableParallelism } = require('node:os');

const port = Number(process.env.PORT || 3000);
const workerCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));
const maxRestarts = Number(process.env.MAX_RESTARTS || 5); // of one slot, each within `healthyAfter` of the start
const restartDelay = Number(process.env.RESTART_DELAY || 1000); // ms
const healthyAfter = 10_000; // ms

class HighAvailabilityCluster {
  #stopping = false;

  start() {
    console.log(`Primary process started (PID ${process.pid})`);
    cluster.on('listening', (worker, address) => {
      console.log(`Worker ${worker.id} (${worker.process.pid}) listens on port ${address.port}`);
    });
    process.once('SIGTERM', () => this.stop());
    process.once('SIGINT', () => this.stop());
    for (let number = 1; number <= workerCount; number++) this.startWorker({ number, restarts: 0, failing: false });
  }

  /** The restarts belong to the slot: a count kept for each worker would begin anew with the next one. */
  startWorker(slot) {
    if (this.#stopping) return;
    const startedAt = performance.now();
    const worker = cluster.fork(slot.failing ? { FAILS: '1' } : {});
    worker.on('message', (message) => {
      if (message === 'failing') slot.failing = true;
    });
    worker.on('exit', (code, signal) => {
      const how = worker.exitedAfterDisconnect ? 'left' : 'ended';
      console.log(`Worker ${worker.id} in slot ${slot.number} ${how} with ${signal ?? `code ${code}`}`);
      const healthy = worker.exitedAfterDisconnect || performance.now() - startedAt > healthyAfter;
      this.replaceWorker({ ...slot, restarts: healthy ? 0 : slot.restarts + 1 });
    });
  }

  replaceWorker(slot) {
    if (this.#stopping) return;
    if (slot.restarts > maxRestarts) {
      console.error(`Slot ${slot.number} is given up after ${maxRestarts} restarts`);
      process.exitCode = 1; // The others go on.
      return;
    }
    setTimeout(() => this.startWorker(slot), restartDelay);
  }

  stop() {
    this.#stopping = true;
    cluster.disconnect(); // Each worker closes its server, answers what is in flight, and ends.
  }
}

function runWorker() {
  if (process.env.FAILS) throw new Error('The workers of this slot can no longer start');

  const server = http.createServer((request, response) => {
    if (request.url === '/crash') {
      throw new Error(`Worker ${cluster.worker.id} was asked to crash`);
    } else if (request.url === '/crash-loop') {
      process.send('failing', () => {
        throw new Error(`Worker ${cluster.worker.id} was asked to crash, and all after it`);
      });
    } else {
      response.end(`Hello from worker ${cluster.worker.id} (${process.pid})\n`);
    }
  });
  server.listen(port);

  process.on('SIGINT', () => {}); // Ctrl-C reaches every process: leave it to the primary.
}

if (cluster.isPrimary) new HighAvailabilityCluster().start();
else runWorker();
