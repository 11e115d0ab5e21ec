'use strict';

const cluster = require('node:cluster');
const { setTimeout: delay } = require('node:timers/promises');
const express = require('express');

const port = Number(process.env.PORT || 3000);
const drainTime = 5000; // ms that requests have to finish once this worker is leaving

const app = express();
app.use(express.json());

app.get('/', (_request, response) => {
  response.json({ message: 'Hello from the cluster!', ...stamp() });
});

app.get('/api/data', async (_request, response) => {
  await delay(100); // stands for a query to a database
  response.json({ data: 'Sample data from the cluster', ...stamp() });
});

app.post('/api/process', (request, response) => {
  // Long enough to be seen, short enough not to block this worker's other requests.
  let result = 0;
  for (let i = 0; i < 100_000; i++) {
    result += Math.sqrt(i);
  }
  response.json({ result, processedData: request.body?.data, ...stamp() });
});

// Unlike an error in a handler, which Express answers with status 500, this one ends the worker.
app.get('/api/crash', (_request, response) => {
  response.json({ message: 'This worker crashes', ...stamp() });
  setImmediate(() => {
    throw new Error(`Worker ${cluster.worker.id} was asked to crash`);
  });
});

const server = app.listen(port, (error) => {
  if (error) throw error;
});

function stamp() {
  return { workerId: cluster.worker.id, pid: process.pid, timestamp: new Date().toISOString() };
}

let leaving = false;

function leave() {
  if (leaving) return;
  leaving = true;
  console.log(`Worker ${cluster.worker.id} (${process.pid}) is leaving`);
  if (server.listening) drain();
  else server.once('listening', drain);
}

/** Takes no more connections, answers what is in flight, closes each connection once it is idle, and disconnects. */
function drain() {
  server.close(() => cluster.worker.disconnect());
  setInterval(() => server.closeIdleConnections(), 100).unref();
  setTimeout(() => server.closeAllConnections(), drainTime).unref();
}

// SIGTERM to this worker alone, or the primary's word to all of them.
process.on('SIGTERM', leave);
process.on('message', (message) => {
  if (message === 'leave') leave();
});

// Ctrl-C in a terminal reaches every process. It is the primary that decides when workers leave.
process.on('SIGINT', () => {});
