import { noClusterRoleInThread as rule } from '../../../rules/no-cluster-role-in-thread';
import { cases } from './support/cases';

const HEAD = `const cluster = require('cluster');
const { isMainThread, parentPort, threadId } = require('worker_threads');
`;

cases({
  rule,
  hits: [
    {
      code: `${HEAD}if (!isMainThread) { if (cluster.«isPrimary») lead(); else work() }`,
      says: /isPrimary is true in every thread, also in a worker's/,
      fixed: null,
    },
    { code: `${HEAD}if (isMainThread) {} else log(cluster.«isWorker»)`, says: /isWorker is false in every thread/ },
    `${HEAD}parentPort.on('message', () => { if (cluster.«isMaster») lead() })`,
    `${HEAD}if (!isMainThread && cluster.«isPrimary») lead()`,
    `${HEAD}if (isMainThread) return; log(cluster.«isPrimary»)`,
    `${HEAD}function run() { return cluster['«isWorker»'] } if (threadId !== 0) run()`.replace(
      "'«isWorker»'",
      "«'isWorker'»",
    ),
    "const { isPrimary } = require('cluster'); const { parentPort } = require('worker_threads'); if (parentPort) log(«isPrimary»)",
    {
      file: 'a.mjs',
      code: "import { isPrimary as p } from 'node:cluster'; import { isMainThread } from 'node:worker_threads'; isMainThread || log(«p»)",
    },
    "const c = require('cluster'); const { parentPort } = require('worker_threads');\nparentPort.postMessage('started');\nlog(c.«isPrimary»)",
  ],
  misses: [
    `${HEAD}if (cluster.isPrimary) lead()`,
    `${HEAD}if (isMainThread && cluster.isPrimary) lead()`,
    `${HEAD}if (cluster.isPrimary && isMainThread) lead(); else if (cluster.isPrimary) thread(); else work()`,
    `${HEAD}if (!isMainThread || cluster.isPrimary) lead()`,
    `${HEAD}function role() { return cluster.isPrimary } if (isMainThread) role(); else role()`,
    `${HEAD}exports.role = function () { return cluster.isPrimary }; if (!isMainThread) exports.role()`,
    `${HEAD}parentPort?.postMessage(1); log(cluster.isPrimary)`,
    `${HEAD}(parentPort ?? other).on('message', () => log(cluster.isPrimary))`,
    `${HEAD}if (!isMainThread) { log(cluster.settings, other.isPrimary) }`,
    {
      file: 'a.ts',
      code: "import cluster from 'cluster'; import { isMainThread } from 'worker_threads'; if (!isMainThread) { let x: typeof cluster.isPrimary }",
    },
  ],
});
