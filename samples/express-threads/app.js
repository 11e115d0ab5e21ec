'use strict';

const express = require('express');
const { check } = require('./check.js');
const { runTask } = require('./run-task.js');

const port = Number(process.env.PORT || 3000);
const maxIterations = 1_000_000_000;

const app = express();
app.use(express.json());

app.get('/', (_request, response) => {
  response.json({ message: 'Hello from the main thread!', ...stamp() });
});

// What a handler awaits here runs in a thread of its own: `/` answers at once however many of these are at work.
app.post('/api/heavy-computation', async (request, response) => {
  const { data = '', iterations = 1_000_000 } = request.body ?? {};
  check(typeof data === 'string', 'data must be a string');
  check(iterations >= 0 && iterations <= maxIterations, `iterations must be from 0 to ${maxIterations}`);
  const result = await runTask('heavy-computation', { data, iterations });
  response.json({ result, ...stamp() });
});

app.post('/api/image-processing', async (request, response) => {
  const { imageData, operations } = request.body ?? {};
  check(typeof imageData === 'string', 'imageData must be a string');
  check(Array.isArray(operations), 'operations must be an array');
  const processedImage = await runTask('image-processing', { imageData, operations });
  response.json({ processedImage, operations, ...stamp() });
});

app.post('/api/data-analysis', async (request, response) => {
  const { dataset, analysisType } = request.body ?? {};
  check(Array.isArray(dataset) && dataset.length > 0 && dataset.every(Number.isFinite), 'dataset must be numbers');
  const analysisResult = await runTask('data-analysis', { dataset, analysisType });
  response.json({ analysisResult, analysisType, ...stamp() });
});

// Express knows an error handler by its four parameters.
app.use((error, _request, response, _next) => {
  response.status(error.status ?? 500).json({ error: error.message });
});

const server = app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Main thread (PID ${process.pid}) listens on port ${server.address().port}`);
});

function stamp() {
  return { pid: process.pid, timestamp: new Date().toISOString() };
}

// Requests in flight, and the threads that work for them, finish first.
function stop() {
  server.close(() => console.log('Server closed'));
  setInterval(() => server.closeIdleConnections(), 100).unref();
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
