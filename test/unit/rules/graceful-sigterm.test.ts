import { gracefulSigterm as rule } from '../../../rules/graceful-sigterm';
import { cases } from './support/cases';

const HEAD = `const cluster = require('cluster');
const http = require('http'), express = require('express');
`;
const WORKER = 'if (cluster.isPrimary) cluster.fork(); else {';

cases({
  rule,
  hits: [
    {
      code: `${HEAD}${WORKER} const server = http.createServer(f); server.listen(80); process.on(«'SIGTERM'», () => { process.exit(0); }) }`,
      says: /close its servers first/,
      fixed: null,
      suggested: [
        `${HEAD}${WORKER} const server = http.createServer(f); server.listen(80); process.on('SIGTERM', () => { server.close(() => process.exit(0)); }) }`,
      ],
      related: ['process.exit(0)'],
    },
    {
      code: `${HEAD}${WORKER} const app = express(); const server = app.listen(80, f); process.once(«'SIGINT'», () => { console.log('bye'); process.exit() }) }`,
      says: /At SIGINT/,
      suggested: [
        `${HEAD}${WORKER} const app = express(); const server = app.listen(80, f); process.once('SIGINT', () => { console.log('bye'); server.close(() => process.exit()) }) }`,
      ],
    },
    {
      code: `${HEAD}${WORKER} const app = express(); app.listen(80); process.on(«'SIGTERM'», () => process.exit(0)) }`,
      suggested: [],
    },
    `${HEAD}${WORKER} process.on(«'SIGTERM'», leave); http.createServer(f).listen(80) } function leave() { logger.info('bye'); process.exit(0); }`,
    `${HEAD}if (cluster.isPrimary) { cluster.fork(); return } express().listen(80); for (const signal of list) f(); process.on(«'SIGTERM'», function () { process.exit(1) })`,
    `${HEAD}if (cluster.isPrimary) cluster.fork(); else { serve() } function serve() { http.createServer().listen(1) } process.on(«'SIGTERM'», () => { process.exit() })`,
    {
      file: 'a.mjs',
      code: "import cluster from 'node:cluster'; import Koa from 'koa'; import { exit } from 'node:process'; if (cluster.isWorker) { new Koa().listen(80); process.on(«'SIGTERM'», () => exit(0)) }",
    },
  ],
  misses: [
    `${HEAD}${WORKER} const server = http.createServer(f).listen(80); process.on('SIGTERM', () => { server.close(() => process.exit(0)) }) }`,
    `${HEAD}${WORKER} http.createServer(f).listen(80); process.on('SIGTERM', async () => { await close(); process.exit(0) }) }`,
    `${HEAD}${WORKER} http.createServer(f).listen(80); process.on('SIGTERM', () => { cluster.worker.disconnect(); process.exit(0) }) }`,
    `${HEAD}${WORKER} http.createServer(f).listen(80); process.on('SIGTERM', () => { setTimeout(() => process.exit(0), 1000) }) }`,
    `${HEAD}${WORKER} http.createServer(f).listen(80); process.on('SIGTERM', () => { if (idle) process.exit(0) }) }`,
    `${HEAD}${WORKER} http.createServer(f).listen(80); process.on('SIGUSR2', () => process.exit(0)); process.on('SIGTERM', shutdown) }`,
    `${HEAD}${WORKER} work(); process.on('SIGTERM', () => process.exit(0)) }`,
    `${HEAD}if (cluster.isPrimary) { cluster.fork(); process.on('SIGTERM', () => process.exit(0)) } else http.createServer(f).listen(80)`,
    `${HEAD}http.createServer(f).listen(80); process.on('SIGTERM', () => process.exit(0))`,
    `${HEAD}cluster.setupPrimary({ exec: 'worker.js' }); cluster.fork(); http.createServer(f).listen(80); process.on('SIGTERM', () => process.exit(0))`,
    `${HEAD}if (cluster.isPrimary) { cluster.fork(); http.createServer(f).listen(80) } else process.on('SIGTERM', () => process.exit(0))`,
    `${HEAD}${WORKER} http.createServer(f).listen(80); process.on('SIGTERM', () => { for (const s of sockets) s.end(); process.exit(0) }) }`,
  ],
});
