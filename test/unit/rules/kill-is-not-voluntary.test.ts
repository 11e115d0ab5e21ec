import { killIsNotVoluntary as rule } from '../../../rules/kill-is-not-voluntary';
import { cases } from './support/cases';

const C =
  "const cluster = require('cluster');\ncluster.on('exit', (worker) => { if (!worker.exitedAfterDisconnect) log() });\n";

cases({
  rule,
  hits: [
    {
      code: `${C}const worker = cluster.fork();\nworker.«kill»();`,
      says: /leaves exitedAfterDisconnect false, as after a crash: call worker\.disconnect\(\)/,
      fixed: null,
      suggested: [`${C}const worker = cluster.fork();\nworker.disconnect();`],
    },
    {
      code: `${C}for (const id in cluster.workers) cluster.workers[id].process.«kill»('SIGTERM');`,
      suggested: [`${C}for (const id in cluster.workers) cluster.workers[id].disconnect();`],
    },
    `${C}process.on('SIGTERM', () => { for (const worker of Object.values(cluster.workers)) worker.«kill»() });`,
    `${C}cluster.on('listening', (worker) => { setTimeout(() => worker.«kill»('SIGINT'), 1000) });`,
    `${C}const worker = cluster.fork(); worker.«destroy»();`,
    `${C}class Pool { constructor() { this.worker = cluster.fork() } stop() { this.worker.«kill»() } }`,
    "const cluster = require('cluster'); const worker = cluster.fork(); worker.on('exit', () => { const { exitedAfterDisconnect } = worker; log(exitedAfterDisconnect) }); worker.«kill»();",
    "cluster.on('exit', (worker) => { log(worker.exitedAfterDisconnect) });\nworker.«kill»();",
    {
      file: 'a.ts',
      code: "import cluster from 'node:cluster';\nconst worker = cluster.fork()!;\n(worker as any).«kill»();\ncluster.on('exit', (worker) => log(worker.exitedAfterDisconnect));",
    },
  ],
  misses: [
    // Nobody asks.
    "const cluster = require('cluster'); const worker = cluster.fork(); worker.kill();",
    `${C}const worker = cluster.fork(); worker.disconnect(); setTimeout(() => worker.kill(), 2000);`,
    `${C}function stop(worker) { worker.disconnect(); setTimeout(() => worker.process.kill(), 2000) } Object.values(cluster.workers).forEach(stop);`,
    `${C}cluster.disconnect(() => { for (const id in cluster.workers) cluster.workers[id].kill() });`,
    `${C}const worker = cluster.fork(); worker.process.kill('SIGKILL');`,
    `${C}const worker = cluster.fork(); worker.process.kill('SIGUSR2');`,
    `${C}const worker = cluster.fork(); worker.kill(signal);`,
    // In a worker it disconnects first.
    `${C}if (cluster.isWorker) cluster.worker.kill();`,
    `${C}const { fork } = require('child_process'); const child = fork('./a.js'); child.kill();`,
    `${C}process.kill(pid);`,
    `${C}const worker = cluster.fork(); worker.disconnect();`,
    `${C}const worker = cluster.fork(); const { kill } = tools; kill(worker);`,
    "import { Worker } from 'worker_threads'; const worker = new Worker(f); worker.terminate(); log(worker.exitedAfterDisconnect);",
  ],
});
