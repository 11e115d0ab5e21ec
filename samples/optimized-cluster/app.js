'use strict';

const cluster = require('node:cluster');
const { availableParallelism } = require('node:os');

/**
 * Who computes needs a core: more workers than cores only wait for each other. Who waits for input and output needs none: one
 * worker waits for thousands at once, and a second is of use only when the event loop of the first is busy.
 */
const workerCounts = {
  cpu: Number(process.env.CPU_WORKERS || availableParallelism()),
  io: Number(process.env.IO_WORKERS || 1),
};
const duration = Number(process.env.DURATION || 0); // ms; 0: until it is stopped

class OptimizedCluster {
  start() {
    console.log(`Primary process started (PID ${process.pid})`);
    for (const kind of ['cpu', 'io']) {
      for (let i = 0; i < workerCounts[kind]; i++) this.startWorker(kind);
    }
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    if (duration > 0) setTimeout(stop, duration).unref();
  }

  startWorker(kind) {
    const worker = cluster.fork({ KIND: kind });
    worker.on('message', ({ utilization, tasksPerSecond }) => {
      const busy = (utilization * 100).toFixed(0);
      console.log(`Worker ${worker.id} (${kind}): ${busy} % busy, ${tasksPerSecond.toFixed(0)} tasks/s`);
    });
    worker.on('exit', (code, signal) => {
      console.log(`Worker ${worker.id} (${kind}) ended with ${signal ?? `code ${code}`}`);
      if (!worker.exitedAfterDisconnect) process.exitCode = 1;
    });
  }
}

function stop() {
  cluster.disconnect();
}

if (cluster.isPrimary) new OptimizedCluster().start();
else require('./worker.js');
