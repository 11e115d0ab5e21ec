import { noWorkerSuicide as rule } from '../../../rules/no-worker-suicide';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";

cases({
  rule,
  hits: [
    {
      code: `${C}cluster.on('exit', (worker) => { if (!worker.«suicide») log() });`,
      says: /gone since Node\.js 9.*use worker\.exitedAfterDisconnect/,
      fixed: `${C}cluster.on('exit', (worker) => { if (!worker.exitedAfterDisconnect) log() });`,
    },
    { code: `${C}log(cluster.worker.«suicide»);`, fixed: `${C}log(cluster.worker.exitedAfterDisconnect);` },
    {
      code: `${C}const worker = cluster.fork(); worker.on('exit', () => log(worker[«'suicide'»]));`,
      fixed: `${C}const worker = cluster.fork(); worker.on('exit', () => log(worker['exitedAfterDisconnect']));`,
    },
    {
      code: `${C}cluster.on('exit', (worker) => { const { «suicide» } = worker; log(suicide) });`,
      fixed: `${C}cluster.on('exit', (worker) => { const { exitedAfterDisconnect: suicide } = worker; log(suicide) });`,
    },
    {
      code: `${C}cluster.on('exit', (worker) => { const { «suicide»: left } = worker; log(left) });`,
      fixed: `${C}cluster.on('exit', (worker) => { const { exitedAfterDisconnect: left } = worker; log(left) });`,
    },
    `${C}log(cluster.workers[1].«suicide»)`,
    `${C}for (const worker of Object.values(cluster.workers)) if (worker.«suicide») log(cluster)`,
    `${C}exports.onExit = function (worker) { return worker.«suicide» && cluster.isMaster };`,
    { code: `${C}cluster.on('exit', (w) => log(w?.«suicide»))`, options: { nodeRange: '>=6' } },
    {
      file: 'a.ts',
      code: "import cluster, { type Worker } from 'node:cluster';\ncluster.on('exit', (worker: Worker) => log((worker as any).«suicide»));",
    },
  ],
  misses: [
    `${C}cluster.on('exit', (worker) => log(worker.exitedAfterDisconnect))`,
    { code: `${C}cluster.on('exit', (worker) => log(worker.suicide))`, options: { nodeRange: '>=4' } },
    `${C}cluster.on('exit', (worker) => log(worker.exitedAfterDisconnect || worker.suicide))`,
    `${C}cluster.on('exit', (worker) => log(worker.exitedAfterDisconnect === undefined ? worker.suicide : worker.exitedAfterDisconnect))`,
    `${C}const worker = cluster.fork(); worker.suicide = true; cluster.on('exit', (w) => log(w.suicide))`,
    'exports.check = (worker) => worker.suicide',
    `${C}log(report.suicide)`,
    `${C}exports.check = (report) => report.suicide`,
    `${C}const worker = { suicide: 1 }; log(worker.suicide)`,
    "const { Worker } = require('worker_threads'); const worker = new Worker(f); log(worker.suicide)",
  ],
});
