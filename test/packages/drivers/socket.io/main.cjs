// Sticky sessions over a cluster: the primary hands connections on, and messages reach clients of other workers.
const cluster = require('node:cluster');
const { once } = require('node:events');
const http = require('node:http');
const { createAdapter, setupPrimary } = require('@socket.io/cluster-adapter');
const { setupMaster, setupWorker } = require('@socket.io/sticky');
const { Server } = require('socket.io');
const { io } = require('socket.io-client');

const WORKERS = 3;
const CLIENTS = 6;

if (cluster.isPrimary) primary();
else serve();

async function primary() {
  const server = http.createServer();
  setupMaster(server, { loadBalancingMethod: 'round-robin' });
  setupPrimary();
  cluster.setupPrimary({ serialization: 'advanced' });
  for (let i = 0; i < WORKERS; i++) await once(fork(), 'message');
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const clients = [];
  for (let i = 0; i < CLIENTS; i++) clients.push(await connect(server.address().port, i));

  console.log(clients.map((client) => client.io.engine.transport.name).join());

  const all = clients.map((client) => heard(client, 'all'));
  clients[0].emit('tell all', Buffer.from([1, 2, 3]));
  console.log(JSON.stringify(await Promise.all(all)));
  console.log('sockets', await clients[1].emitWithAck('count'));
  console.log('replies', await clients[2].emitWithAck('ask servers'));

  const moved = heard(clients[5], 'in the room');
  await clients[5].emitWithAck('enter', 'room');
  clients[3].emit('tell', 'room');
  console.log('room', await moved);

  for (const client of clients) client.disconnect();
  const ends = [];
  cluster.on('exit', (worker, code, signal) => ends.push(`${code} ${signal} ${worker.exitedAfterDisconnect}`));
  const [first, ...others] = Object.values(cluster.workers);
  first.kill('SIGKILL');
  await heard(first, 'exit');
  const left = others.map((worker) => heard(worker, 'exit'));
  for (const worker of others) worker.kill();
  await Promise.all(left);
  console.log(ends.join('\n'));
  server.closeAllConnections();
  server.close();
}

function fork() {
  // Sticky tells workers of connections that close, also one that is just being killed.
  return cluster.fork().on('error', () => {});
}

async function connect(port, n) {
  const transports = n % 2 ? ['websocket'] : ['polling'];
  // A client may be answered before the primary was told whose session it is: its next request is then refused.
  const client = io(`http://127.0.0.1:${port}`, { transports, reconnectionDelay: 1, forceNew: true });
  await heard(client, 'connect');
  return client;
}

/** `once` for what is no emitter of Node's, and where errors are no end. */
function heard(emitter, event) {
  return new Promise((resolve) => emitter.once(event, resolve));
}

function serve() {
  const server = http.createServer();
  const io = new Server(server);
  io.adapter(createAdapter());
  setupWorker(io);
  io.on('serverSide', (reply) => reply(cluster.worker.id));
  io.on('connection', (socket) => {
    socket.on('tell all', (bytes) => io.emit('all', [...bytes]));
    socket.on('count', async (reply) => reply((await io.fetchSockets()).length));
    socket.on('ask servers', async (reply) => reply((await io.serverSideEmitWithAck('serverSide')).length));
    socket.on('enter', (room, reply) => {
      socket.join(room);
      reply();
    });
    socket.on('tell', (room) => io.to(room).emit('in the room', room));
  });
  process.send('ready');
}
