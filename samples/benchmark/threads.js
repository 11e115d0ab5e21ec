'use strict';

const http = require('node:http');
const { availableParallelism } = require('node:os');
const path = require('node:path');
const { Worker } = require('node:worker_threads');

const threadCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));

const threads = Array.from({ length: threadCount }, (_, i) => startThread(i + 1));
let nextThread = 0;

/** One event loop answers all requests, but gives each task to the next thread. */
const server = http.createServer((request, response) => {
  if (request.url !== '/task') {
    response.end('Hello\n');
    return;
  }
  const { worker, waiting } = threads[nextThread++ % threadCount];
  waiting.push(response); // A thread answers in the order in which it was asked.
  worker.postMessage('task');
});

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

process.on('message', (message) => {
  if (message === 'stop') stop();
  else process.send({ memory: [process.memoryUsage.rss()] });
});

function startThread(number) {
  const worker = new Worker(path.join(__dirname, 'task-thread.js'), { name: `tasks ${number}` });
  const waiting = [];
  worker.on('message', (sum) => waiting.shift().end(`${sum}\n`));
  worker.on('error', (error) => {
    throw error; // Its requests would never be answered.
  });
  return { worker, waiting };
}

function stop() {
  server.close();
  server.closeIdleConnections();
  for (const { worker } of threads) worker.postMessage('end');
  process.disconnect();
}
