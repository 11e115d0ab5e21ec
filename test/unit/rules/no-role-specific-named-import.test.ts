import { noRoleSpecificNamedImport as rule } from '../../../rules/no-role-specific-named-import';
import { cases } from './support/cases';

const file = 'a.mjs';
const ESM = { surroundings: { manifest: { type: 'module', dependencies: new Set<string>() } } } as const;

cases({
  rule,
  hits: [
    {
      file,
      code: "import { «fork», isPrimary } from 'node:cluster';\nif (isPrimary) fork(); else work();",
      says: /A worker runs this file too, and its cluster exports no fork/,
      fixed: "import cluster, { isPrimary } from 'node:cluster';\nif (isPrimary) cluster.fork(); else work();",
    },
    {
      file,
      code: "import { «fork» as start } from 'cluster';\nconst o = { start };\nstart();",
      fixed: "import cluster from 'cluster';\nconst o = { start: cluster.fork };\ncluster.fork();",
    },
    {
      file,
      code: "import { isPrimary, «fork», «workers», «setupPrimary» } from 'node:cluster';\nif (isPrimary) { setupPrimary({ args }); fork(); log(workers[1]) }",
      fixed:
        "import cluster, { isPrimary } from 'node:cluster';\nif (isPrimary) { cluster.setupPrimary({ args }); cluster.fork(); log(cluster.workers[1]) }",
    },
    {
      file,
      code: "import cluster, { «fork» } from 'node:cluster';\nif (cluster.isPrimary) fork();",
      fixed: "import cluster from 'node:cluster';\nif (cluster.isPrimary) cluster.fork();",
    },
    {
      file,
      code: "import { isPrimary, «worker» } from 'node:cluster';\nif (!isPrimary) log(worker.id);",
      says: /The primary runs this file too, and its cluster exports no worker/,
      fixed: "import cluster, { isPrimary } from 'node:cluster';\nif (!isPrimary) log(cluster.worker.id);",
    },
    { file, code: "import { «worker» } from 'node:cluster';\nlog(worker ? worker.id : 0);" },
    {
      file,
      code: "import * as c from 'node:cluster';\nimport { «SCHED_RR» } from 'node:cluster';\nif (c.isPrimary) { c.default.schedulingPolicy = SCHED_RR; c.fork() }",
      fixed:
        "import * as c from 'node:cluster';\nif (c.isPrimary) { c.default.schedulingPolicy = c.SCHED_RR; c.fork() }",
    },
    {
      file,
      code: "import { «fork» } from 'cluster'; const cluster = 1; if (process.send) work(); else fork()",
      fixed: null,
    },
    {
      file,
      code: "import { «disconnect», isWorker } from 'cluster'; export const stop = () => (isWorker ? process.disconnect() : disconnect())",
    },
    { file, code: "import { «fork», isPrimary } from 'cluster'; if (isPrimary) fork(); export { fork }", fixed: null },
    {
      file,
      code: "import cluster from 'cluster'; if (cluster.isPrimary) cluster.fork(); export { «workers» } from 'cluster'",
      fixed: null,
    },
    {
      file: 'a.mts',
      code: "import { «fork», isPrimary, type Worker } from 'node:cluster';\nlet w: Worker;\nif (isPrimary) w = fork();",
    },
    { file: 'a.js', options: ESM, code: "import { «fork», isPrimary } from 'node:cluster';\nif (isPrimary) fork();" },
  ],
  misses: [
    {
      file,
      code: "import cluster, { isPrimary, isWorker, Worker } from 'node:cluster'; if (isPrimary) cluster.fork()",
    },
    { file, code: "import * as cluster from 'node:cluster'; if (cluster.isPrimary) cluster.fork()" },
    { file, code: "const { fork, isPrimary } = await import('node:cluster'); if (isPrimary) fork()" },
    { file, code: "import { fork, setupPrimary } from 'cluster'; setupPrimary({ exec: 'worker.js' }); fork()" },
    {
      file,
      code: "import { fork, isPrimary } from 'cluster'; if (!isPrimary) throw new Error('no'); export const start = (n) => n",
    },
    { file, code: "import { fork } from 'cluster'; export function start() { fork() }" },
    { file, code: "import { workers } from 'cluster'; log(Object.keys(workers))" },
    { file, code: "import { worker } from 'cluster'; worker.send('ready')" },
    {
      file,
      code: "import { fork } from 'node:child_process'; import { isPrimary } from 'cluster'; if (isPrimary) fork('x')",
    },
    { file: 'a.js', code: "import { fork, isPrimary } from 'cluster'; if (isPrimary) fork()" },
    { file: 'a.ts', code: "import { fork, isPrimary } from 'cluster'; if (isPrimary) fork()" },
    {
      file: 'a.mts',
      code: "import type { fork } from 'cluster'; import { isPrimary } from 'cluster'; if (isPrimary) start()",
    },
    {
      file: 'a.mts',
      code: "import { isPrimary, worker } from 'cluster'; let w: typeof worker; if (isPrimary) w = start()",
    },
    { code: "const { fork, isPrimary } = require('cluster'); if (isPrimary) fork()", options: ESM, file: 'a.cjs' },
  ],
});
