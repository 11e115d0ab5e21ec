'use strict';

const cluster = require('node:cluster');
const { once } = require('node:events');
const http = require('node:http');
const { availableParallelism } = require('node:os');
const { runTask } = require('./task.js');

const workerCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));

if (cluster.isPrimary) {
  runPrimary();
} else {
  runWorker();
}

async function runPrimary() {
  const workers = Array.from({ length: workerCount }, () => cluster.fork());
  const [[{ port }]] = await Promise.all(workers.map((worker) => once(worker, 'listening')));
  process.on('message', async (message) => {
    if (message === 'stop') {
      cluster.disconnect(() => process.disconnect());
    } else {
      const memory = await Promise.all(workers.map(memoryOf));
      process.send({ memory: [process.memoryUsage.rss(), ...memory] });
    }
  });
  process.send({ port });
}

async function memoryOf(worker) {
  worker.send('memory');
  const [rss] = await once(worker, 'message');
  return rss;
}

/** Each worker does its tasks itself, beside those of the others. */
function runWorker() {
  process.on('message', () => process.send(process.memoryUsage.rss()));
  const server = http.createServer((request, response) => {
    response.end(request.url === '/task' ? `${runTask()}\n` : 'Hello\n');
  });
  server.listen(0, '127.0.0.1');
  process.on('disconnect', () => server.closeIdleConnections());
}
