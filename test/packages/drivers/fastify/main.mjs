// A cluster whose workers close in order: requests in flight are answered, hooks run, an uncaught error ends one.
import cluster from 'node:cluster';
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import Fastify from 'fastify';

if (cluster.isPrimary) await primary();
else await serve();

async function primary() {
  const ends = [];
  cluster.on('exit', (worker, code, signal) => {
    ends.push(`worker ${worker.id}: ${code} ${signal} ${worker.exitedAfterDisconnect}`);
  });
  cluster.setupPrimary({ silent: true, serialization: 'advanced' });
  const port = await fork();
  await fork();
  const answers = new Map();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
  await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const { body } = await get(port, `/double/${n}`, agent);
      answers.set(n, body);
    }),
  );
  agent.destroy();
  console.log([...answers].sort(([a], [b]) => a - b).join(' '));
  console.log((await get(port, '/double/x')).body);
  console.log((await get(port, '/nowhere')).status, (await get(port, '/fail')).body);

  const [first, second] = Object.values(cluster.workers);
  let complaint = '';
  first.process.stderr.setEncoding('utf8').on('data', (text) => {
    complaint += text;
  });
  first.send({ crash: new Map([['a', 'reason']]) });
  await once(first.process, 'close');
  console.log(complaint);

  const asked = once(second, 'message');
  const slow = get(port, '/slow');
  await asked;
  const [said, exited] = [once(second, 'message'), once(second, 'exit')];
  second.send('close');
  console.log((await slow).body);
  console.log(...(await said));
  await exited;
  console.log(ends.sort().join('\n'));
}

async function fork() {
  const worker = cluster.fork();
  const [address] = await once(worker, 'listening');
  return address.port;
}

async function get(port, path, agent = false) {
  const [response] = await once(http.get({ host: '127.0.0.1', port, path, agent }), 'response');
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { status: response.statusCode, body };
}

async function serve() {
  const app = Fastify();
  const schema = { params: { type: 'object', properties: { n: { type: 'number' } } } };
  const closing = new EventEmitter();
  app.get('/double/:n', { schema }, async ({ params }) => String(params.n * 2));
  app.get('/fail', () => {
    throw new Error('a reason');
  });
  app.get('/slow', async () => {
    process.send('asked');
    await once(closing, 'closing');
    return 'answered';
  });
  app.addHook('onClose', async () => process.send('hooks have run'));
  process.on('message', (message) => {
    if (message === 'close') close();
    else throw new Error(`crash for ${[...message.crash]}`);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });

  async function close() {
    closing.emit('closing');
    await app.close();
    process.disconnect();
  }
}
