'use strict';

const cluster = require('node:cluster');
const http = require('node:http');
const { availableParallelism } = require('node:os');

const port = Number(process.env.PORT || 3000);
const workerCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));

const restartDelay = Number(process.env.RESTART_DELAY || 1000); // ms
const maxRestarts = 5; // in a row, each within `healthyAfter` of the start
const healthyAfter = 10_000; // ms

if (cluster.isPrimary) {
  let stopping = false;

  const startWorker = (restarts) => {
    if (stopping) return;
    const startedAt = performance.now();
    const worker = cluster.fork();

    worker.on('exit', (code, signal) => {
      console.log(`Worker ${worker.id} (${worker.process.pid}) ended with ${signal ?? `code ${code}`}`);
      if (stopping) return;

      const restartsInARow = performance.now() - startedAt < healthyAfter ? restarts + 1 : 1;
      if (restartsInARow > maxRestarts) {
        console.error(`Gave up after ${maxRestarts} restarts in a row`);
        process.exitCode = 1;
        return;
      }
      setTimeout(startWorker, restartDelay, restartsInARow);
    });
  };

  // Each worker closes its server, answers what is in flight, and ends.
  const stop = () => {
    stopping = true;
    cluster.disconnect(() => console.log('All workers disconnected'));
  };

  console.log(`Primary process started (PID ${process.pid})`);
  cluster.on('listening', (worker, address) => {
    console.log(`Worker ${worker.id} (${worker.process.pid}) listens on port ${address.port}`);
  });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);

  for (let i = 0; i < workerCount; i++) startWorker(0);
} else {
  const server = http.createServer((_request, response) => {
    const greeting = `Hello from worker ${cluster.worker.id} (${process.pid})\n`; // Set a breakpoint here.
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.end(greeting);
  });
  server.listen(port);

  // Ctrl-C in a terminal reaches every process. It is the primary that decides when workers leave.
  process.on('SIGINT', () => {});
}
