import { noPrimaryApiInWorker as rule } from '../../../rules/no-primary-api-in-worker';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";

cases({
  rule,
  hits: [
    {
      code: `${C}if (cluster.isPrimary) {} else { cluster.«fork»() }`,
      says: /cluster\.fork exists in the primary only/,
    },
    `${C}if (cluster.isWorker) for (const id in cluster.«workers») log(id)`,
    `${C}if (!cluster.isPrimary) { cluster.«setupPrimary»({}); cluster[«'setupMaster'»]() }`,
    `${C}if (cluster.isPrimary) return; server.listen(80); cluster.«fork»()`,
    `${C}if (cluster.isMaster) { start(); process.exit() } cluster.«fork»()`,
    `${C}cluster.isPrimary ? start() : cluster.«fork»()`,
    `${C}cluster.isPrimary || cluster.«fork»(); cluster.worker && cluster.«fork»()`,
    `${C}switch (true) { case cluster.isPrimary: start(); break; default: cluster.«fork»() }`,
    `${C}switch (cluster.isPrimary) { case true: break; case false: cluster.«fork»() }`,
    `${C}const isPrimary = cluster.isPrimary; if (!isPrimary) cluster.«fork»()`,
    `${C}const main = () => cluster.isPrimary; if (main()) {} else cluster.«fork»()`,
    `${C}function work() { cluster.«fork»() } if (cluster.isPrimary) go(); else work();`,
    `${C}function work() { again() } function again() { setTimeout(work); cluster.«fork»() } if (cluster.isWorker) work();`,
    `${C}class App { start() { if (cluster.isPrimary) this.lead(); else this.work() } lead() {} work() { cluster.«fork»() } } new App().start()`,
    `${C}if (cluster.isWorker) process.on('message', () => { const { «workers» } = cluster; })`,
    "const { isPrimary, fork } = require('cluster');\nif (!isPrimary) «fork»()",
    { file: 'a.mts', code: "import cluster from 'node:cluster';\nif (cluster.isPrimary === false) cluster!.«fork»()" },
    `${C}class A { constructor() { this.primary = cluster.isPrimary } go() { if (!this.primary) cluster.«fork»() } }`,
  ],
  misses: [
    `${C}if (cluster.isPrimary) cluster.fork()`,
    `${C}if (cluster.isPrimary || force) cluster.fork(); else if (x) {}`,
    `${C}if (cluster.isWorker) { if (cluster.fork) cluster.fork(); cluster.workers?.[1]; cluster.fork?.() }`,
    `${C}if (cluster.isWorker && x) return; cluster.fork()`,
    `${C}function start() { cluster.fork() } if (cluster.isWorker) start(); else start()`,
    `${C}function start() { cluster.fork() } module.exports = start; if (cluster.isWorker) start()`,
    `${C}export function start() { cluster.fork() } if (cluster.isWorker) start()`,
    `${C}let primary = cluster.isPrimary; primary = true; if (!primary) cluster.fork()`,
    `${C}if (cluster.isWorker && cluster.isPrimary) cluster.fork()`,
    `${C}if (!isPrimary) cluster.fork()`,
    `${C}class App { work() { cluster.fork() } } module.exports = App; if (cluster.isWorker) new App().work()`,
    `${C}switch (x) { case cluster.isWorker: cluster.fork() }`,
    `${C}for (;;) { if (cluster.isPrimary) break; work() } cluster.fork()`,
    { file: 'a.ts', code: "import cluster from 'cluster'; if (cluster.isWorker) { let f: typeof cluster.fork }" },
  ],
});
