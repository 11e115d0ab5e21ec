'use strict';

const cluster = require('node:cluster');
const http = require('node:http');
const { availableParallelism } = require('node:os');

const port = Number(process.env.PORT || 8000);
const workerCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));
const reportInterval = 1000; // ms

if (cluster.isPrimary) {
  runPrimary();
} else {
  runWorker();
}

function runPrimary() {
  console.log(`Primary process started (PID ${process.pid})`);
  tellEvents();

  let requests = 0;
  let reported = 0;
  // On the cluster, not on each worker: those that are forked later are counted as well.
  cluster.on('message', (worker, message) => {
    if (message.type === 'notifyRequest') requests++;
    if (message.type === 'echo') console.log(`Worker ${worker.id} echoes: ${message.text}`);
  });
  setInterval(() => {
    if (requests === reported) return;
    reported = requests;
    console.log(`${requests} requests so far`);
  }, reportInterval).unref();
  process.once('exit', () => console.log(`${requests} requests in all`));

  const stop = () => cluster.disconnect();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  for (let i = 0; i < workerCount; i++) cluster.fork().send({ type: 'echo', text: 'hi there' });
}

function tellEvents() {
  for (const event of ['fork', 'online', 'disconnect']) {
    cluster.on(event, (worker) => console.log(`Worker ${worker.id}: ${event}`));
  }
  cluster.on('listening', (worker, { port }) => console.log(`Worker ${worker.id}: listening on port ${port}`));
  cluster.on('exit', (worker, code, signal) =>
    console.log(`Worker ${worker.id}: exit with ${signal ?? `code ${code}`}`),
  );
}

function runWorker() {
  process.on('message', (message) => {
    if (message.type === 'echo') process.send(message);
  });

  const server = http.createServer((_request, response) => {
    response.end('hello world\n');
    process.send({ type: 'notifyRequest' });
  });
  server.listen(port);

  process.on('SIGINT', () => {}); // Ctrl-C reaches every process: leave it to the primary.
}
