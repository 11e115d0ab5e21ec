// A cluster behind one port: each worker answers, one crashes and is replaced, one is reloaded, all leave in order.
const cluster = require('node:cluster');
const { once } = require('node:events');
const http = require('node:http');
const express = require('express');

if (cluster.isPrimary) primary();
else serve();

async function primary() {
  const ends = [];
  cluster.on('exit', (worker, code, signal) => {
    ends.push(`worker ${worker.id}: ${code} ${signal} ${worker.exitedAfterDisconnect}`);
  });
  const port = await fork();
  await fork();
  console.log(await ask(port, 20));
  console.log((await get(port, '/error')).status, JSON.stringify(await post(port, '/echo', { a: [1] })));

  const crash = once(cluster, 'exit');
  await get(port, '/crash').catch((error) => console.log(error.code));
  await crash;
  await fork();
  console.log(await ask(port, 10));

  const [old] = Object.values(cluster.workers);
  await fork();
  old.disconnect();
  await once(old, 'exit');
  console.log(await ask(port, 10));

  const left = Object.values(cluster.workers);
  for (const worker of left) worker.process.kill('SIGTERM');
  await Promise.all(left.map((worker) => once(worker, 'exit')));
  console.log(ends.sort().join('\n'));
}

async function fork() {
  const worker = cluster.fork();
  const [address] = await once(worker, 'listening');
  return address.port;
}

/** How many answers came from how many workers. */
async function ask(port, times) {
  const answers = {};
  for (let i = 0; i < times; i++) {
    const { body } = await get(port, '/');
    answers[body] = (answers[body] ?? 0) + 1;
  }
  return JSON.stringify(answers);
}

function get(port, path) {
  return request({ port, path, agent: false });
}

async function post(port, path, value) {
  const headers = { 'content-type': 'application/json' };
  const { body } = await request({ port, path, method: 'POST', headers, agent: false }, JSON.stringify(value));
  return JSON.parse(body);
}

async function request(options, body) {
  const asked = http.request({ host: '127.0.0.1', ...options }).end(body);
  const [response] = await once(asked, 'response');
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
}

function serve() {
  const app = express();
  app.use(express.json());
  app.get('/', (_, response) => response.send(`worker ${cluster.worker.id}`));
  app.post('/echo', ({ body }, response) => response.json(body));
  app.get('/error', () => {
    throw Object.assign(new Error('a reason'), { status: 418 });
  });
  app.get('/crash', () => process.exit(9));
  app.use((error, _request, response, _next) => response.status(error.status).end());
  const server = app.listen(0, '127.0.0.1');
  process.once('SIGTERM', () => server.close(() => process.exit(0)));
}
