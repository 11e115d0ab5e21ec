import { noUnboundedRefork as rule } from '../../../rules/no-unbounded-refork';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";

cases({
  rule,
  hits: [
    {
      code: `${C}cluster.on('exit', () => «cluster.fork»());`,
      says: /limit the restarts, or wait before each/,
      fixed: null,
    },
    `${C}cluster.on('exit', (worker, code, signal) => { log(code); const next = «cluster.fork»(); log(next.id) });`,
    `${C}cluster.on('disconnect', function () { «cluster.fork»({ AGAIN: '1' }).on('message', log) });`,
    // A crash: code 1, no signal, and nobody asked the worker to leave.
    `${C}cluster.on('exit', (worker) => { if (!worker.exitedAfterDisconnect) «cluster.fork»() });`,
    `${C}cluster.on('exit', (worker) => { if (worker.exitedAfterDisconnect) return; «cluster.fork»() });`,
    `${C}cluster.on('exit', (worker, code) => { if (code !== 0 && !worker.exitedAfterDisconnect) { «cluster.fork»() } });`,
    `${C}cluster.on('exit', (worker, code, signal) => { if (code === 0) return; if (signal === 'SIGTERM') return; «cluster.fork»() });`,
    `${C}cluster.on('exit', (worker, code) => code && «cluster.fork»());`,
    `${C}cluster.on('exit', (worker, code) => { if (verbose) console.log(code); «cluster.fork»() });`,
    // The flag is of no help while nobody stops the program.
    `${C}let stopping = false; process.on('SIGTERM', () => { stopping = true }); cluster.on('exit', () => { if (!stopping) «cluster.fork»() });`,
    `${C}let live = true; function stop() { live = false } process.once('SIGINT', stop); process.once('SIGTERM', stop); cluster.on('exit', () => { if (!live) return; «cluster.fork»() });`,
    `${C}if (cluster.isPrimary) { cluster.on('exit', onExit) } function onExit() { «cluster.fork»() }`,
    {
      code: `${C}function start() { const worker = cluster.fork(); worker.on('exit', () => { «start»() }) } start();`,
      related: ['cluster.fork'],
    },
    {
      code: `${C}class App { start() { cluster.on('exit', (worker, code) => «this.replace»(code)) } replace(code) { if (code !== 0) cluster.fork() } }`,
      related: ['cluster.fork'],
    },
    `${C}cluster.on('online', (worker) => worker.once('exit', () => «cluster.fork»()));`,
    `${C}cluster.on('exit', () => «setImmediate»(() => cluster.fork()));`,
    {
      file: 'a.ts',
      code: "import cluster, { type Worker } from 'node:cluster';\ncluster.on('exit', (worker: Worker) => { «cluster.fork»() });",
    },
    "cluster.on('exit', (worker) => { «cluster.fork»() });",
  ],
  misses: [
    `${C}cluster.on('exit', () => { if (restarts++ < 5) cluster.fork() });`,
    `${C}cluster.on('exit', () => { if (restarts > MAX) return; restarts++; cluster.fork() });`,
    `${C}cluster.on('exit', () => { if (++restarts > 5) process.exit(1); cluster.fork() });`,
    `${C}cluster.on('exit', () => setTimeout(() => cluster.fork(), 1000));`,
    `${C}cluster.on('exit', async () => { await delay(1000); cluster.fork() });`,
    `${C}cluster.on('exit', () => delay(1000).then(() => cluster.fork()));`,
    `${C}cluster.on('exit', (worker) => { if (Date.now() - worker.startedAt > 1000) cluster.fork() });`,
    `${C}cluster.on('exit', (worker, code) => { if (code === 0) cluster.fork() });`,
    `${C}cluster.on('exit', (worker, code, signal) => { if (signal) cluster.fork() });`,
    `${C}cluster.on('exit', (worker, code) => { if (code === 100) cluster.fork(); else process.exit(code) });`,
    `${C}cluster.on('exit', (worker, code) => { if (code !== 0) { process.exit(1) } cluster.fork() });`,
    `${C}cluster.on('exit', (worker) => { if (worker.exitedAfterDisconnect) cluster.fork() });`,
    `${C}cluster.on('exit', () => { if (!stopping) cluster.fork() });`,
    `${C}let broken = false; cluster.on('message', () => { broken = true }); cluster.on('exit', () => { if (!broken) cluster.fork() });`,
    `${C}let stopping = false; exports.stop = () => { stopping = true }; process.on('SIGTERM', exports.stop); cluster.on('exit', () => { if (!stopping) cluster.fork() });`,
    `${C}cluster.once('exit', () => cluster.fork());`,
    `${C}cluster.on('exit', () => limiter.schedule(() => cluster.fork()));`,
    `${C}cluster.on('exit', () => replace()); function replace() { if (failures.length > 5) throw new Error('too many'); cluster.fork() }`,
    // The second worker has no listener.
    `${C}const worker = cluster.fork(); worker.on('exit', () => cluster.fork());`,
    `${C}cluster.on('fork', () => cluster.fork());`,
    `${C}cluster.on('exit', log);`,
    `const cluster = require('./cluster'); cluster.on('exit', () => cluster.fork());`,
    `${C}server.on('exit', () => cluster.fork());`,
    `${C}cluster.on('exit', () => { while (true) { if (enough()) break; cluster.fork() } });`,
  ],
});
