'use strict';

const cluster = require('node:cluster');
const http = require('node:http');

const port = Number(process.env.PORT || 8000);
const streams = new Set(); // responses that go on until this worker leaves

const server = http.createServer((request, response) => {
  if (request.url === '/stream') {
    streams.add(response);
    response.on('close', () => streams.delete(response));
    response.write(`Worker ${cluster.worker.id} streams\n`);
  } else if (request.url === '/stubborn') {
    response.write(`Worker ${cluster.worker.id} never ends this\n`);
  } else if (request.url === '/leave') {
    response.end(`Worker ${cluster.worker.id} leaves\n`);
    process.send('leave');
  } else {
    response.end(`Hello from worker ${cluster.worker.id} (${process.pid})\n`);
  }
});
server.listen(port);

process.on('message', (message) => {
  if (message !== 'shutdown') return;
  for (const response of streams) response.end('That was all\n');
  setInterval(() => server.closeIdleConnections(), 100).unref();
});

// Ctrl-C in a terminal reaches every process. It is the primary that decides when workers leave.
process.on('SIGINT', () => {});
