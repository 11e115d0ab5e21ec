import { noListenZeroInWorker as rule } from '../../../rules/no-listen-zero-in-worker';
import { cases } from './support/cases';

const HEAD = `const cluster = require('cluster');
const http = require('http'), net = require('net');
`;
const FORK = 'if (cluster.isPrimary) { for (const cpu of cpus) cluster.fork(); } else';

cases({
  rule,
  hits: [
    {
      code: `${HEAD}${FORK} http.createServer(app).listen(«0»)`,
      says: /one random port that all workers share/,
      fixed: null,
      suggested: [`${HEAD}${FORK} http.createServer(app).listen({ port: 0, exclusive: true })`],
    },
    {
      code: `${HEAD}${FORK} { const server = net.createServer(); server.listen({ port: «0» }, () => log(server.address().port)) }`,
      suggested: [
        `${HEAD}${FORK} { const server = net.createServer(); server.listen({ port: 0, exclusive: true }, () => log(server.address().port)) }`,
      ],
    },
    { code: `${HEAD}${FORK} new http.Server(app).listen(«0», '127.0.0.1')`, suggested: [] },
    `${HEAD}const PORT = 0; ${FORK} http.createServer(app).listen(«PORT», () => log('up'))`,
    `${HEAD}const express = require('express'); ${FORK} { const app = express(); app.listen(«0»); }`,
    `${HEAD}const fastify = require('fastify')(); ${FORK} fastify.listen({ host: 'localhost', port: «0» })`,
    `${HEAD}if (cluster.isPrimary) { cluster.fork(); cluster.fork(); return } require('https').createServer(o, app).listen(«'0'»)`,
    `${HEAD}class App { start() { this.server = http.createServer(); this.server.listen(«0») } } ${FORK} new App().start()`,
    `${HEAD}function spawn() { cluster.fork() } if (cluster.isPrimary) cpus.map(() => spawn()); else http.createServer().listen(«0»)`,
    `${HEAD}if (cluster.isWorker) http.createServer().listen(«0»)`,
    `${HEAD}if (cluster.isPrimary) cpus.forEach(() => cluster.fork()); http.createServer(app).listen(«0»)`,
    {
      file: 'a.mjs',
      code: "import cluster from 'node:cluster'; import Koa from 'koa'; const app = new Koa(); if (cluster.isWorker) app.listen(«0»)",
    },
  ],
  misses: [
    'require("http").createServer().listen(0)',
    `${HEAD}http.createServer().listen(0); cluster.on('exit', f)`,
    `${HEAD}${FORK} http.createServer().listen(8000)`,
    `${HEAD}${FORK} http.createServer().listen(process.env.PORT || 0)`,
    `${HEAD}${FORK} http.createServer().listen({ port: 0, exclusive: true })`,
    `${HEAD}${FORK} http.createServer().listen({ port: 0, ...options })`,
    `${HEAD}${FORK} server.listen(0)`,
    `${HEAD}if (cluster.isPrimary) { http.createServer().listen(0); cluster.fork(); cluster.fork() }`,
    `${HEAD}if (cluster.isPrimary) cluster.fork(); else http.createServer().listen(0)`,
    `${HEAD}function spawn() { cluster.fork() } if (cluster.isPrimary) spawn(); else http.createServer().listen(0)`,
    `${HEAD}cluster.on('listening', (worker, { port }) => log(port)); ${FORK} http.createServer().listen(0)`,
    `${HEAD}if (cluster.isPrimary) { const all = cpus.map(() => cluster.fork()); all[0].on('listening', f) } else http.createServer().listen(0)`,
    `${HEAD}cluster.setupPrimary({ exec: 'worker.js' }); cpus.map(() => cluster.fork()); http.createServer().listen(0)`,
    `${HEAD}exports.start = () => http.createServer().listen(0); if (cluster.isPrimary) cpus.map(() => cluster.fork())`,
    `${HEAD}let port = 0; if (x) port = 80; ${FORK} http.createServer().listen(port)`,
  ],
});
