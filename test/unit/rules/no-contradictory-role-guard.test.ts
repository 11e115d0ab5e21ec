import { noContradictoryRoleGuard as rule } from '../../../rules/no-contradictory-role-guard';
import { cases, type Hit } from './support/cases';

const HEAD = `const cluster = require('cluster');
const { isMainThread, parentPort } = require('worker_threads');
`;

/** A guard that is warned of, and its branch, which is shown as unneeded. */
function twice(code: string, more: Partial<Hit> = {}): Hit {
  return { code: HEAD + code, severity: ['warning', 'hint'], fixed: null, ...more };
}

cases({
  rule,
  hits: [
    twice('if («!isMainThread && cluster.isWorker») «{ serve() }»', { says: /holds nowhere|could run this/ }),
    twice('if («cluster.isPrimary && cluster.isWorker») «start()»', { related: ['start()'] }),
    twice('if (cluster.isPrimary) { if («cluster.isWorker») «start()» }', {
      says: /No worker comes here|could run this/,
    }),
    twice('if (cluster.isWorker) server.on("x", () => { if («cluster.isPrimary») «log()» })'),
    twice('if (cluster.isPrimary) lead(); else if («cluster.isMaster») «{ other() }»', {
      says: /Only workers come here|could run this/,
    }),
    twice('if (cluster.isPrimary) return lead(); if («!cluster.isWorker») «other()»'),
    twice('if (isMainThread) { if («!isMainThread») «work()» }', { says: /No thread comes here|could run this/ }),
    twice('«cluster.isWorker && !isMainThread» && «work()»'),
    twice('isMainThread && go(); if («!cluster.isPrimary && !isMainThread») «work()»'),
    {
      code: `${HEAD}if (cluster.isPrimary) lead(); else if (cluster.isWorker) work(); else «{ log('never'); exit() }»`,
      severity: 'hint',
      says: /Nobody is left/,
    },
    {
      code: `${HEAD}if («isMainThread && !cluster.isMaster») { start() }\nfunction start() { if (cluster.isMaster) cluster.fork(); else work() }`,
      says: /ask whether this is the primary/,
      fixed: null,
      suggested: [
        `${HEAD}if (isMainThread && cluster.isMaster) { start() }\nfunction start() { if (cluster.isMaster) cluster.fork(); else work() }`,
      ],
      related: ['cluster.fork()'],
    },
    `${HEAD}class A { run() { this.lead() } lead() { if (cluster.isPrimary) cluster.fork() } }\nif («cluster.isWorker») new A().run()`,
  ],
  misses: [
    `${HEAD}if (cluster.isPrimary) lead(); else if (cluster.isWorker) work()`,
    `${HEAD}if (isMainThread && cluster.isWorker) work()`,
    `${HEAD}if (isMainThread && !cluster.isPrimary) work()`,
    `${HEAD}if (!isMainThread && cluster.isPrimary) work()`,
    `${HEAD}if (cluster.isPrimary && isMainThread) lead(); else if (cluster.isPrimary) thread(); else work()`,
    `${HEAD}if (cluster.isPrimary) lead(); else if (cluster.isWorker) work(); else throw new Error('never')`,
    `${HEAD}if (cluster.isPrimary) lead(); else { const id = cluster.worker ? cluster.worker.id : 0 }`,
    `${HEAD}if (!isMainThread) { if (parentPort) parentPort.postMessage(1); else log('never') }`,
    `${HEAD}if (cluster.isWorker && cluster.isPrimary) throw new Error('never')`,
    `${HEAD}const who = cluster.isPrimary ? 'primary' : cluster.isWorker ? 'worker' : 'none'`,
    `${HEAD}function name() { return cluster.isPrimary ? lead() : work() } if (cluster.isWorker) name()`,
    `${HEAD}let primary = cluster.isPrimary; if (x) primary = false; if (cluster.isWorker && primary) start()`,
    `${HEAD}if (cluster.isPrimary || x) lead(); if (cluster.isWorker) work()`,
    `${HEAD}if (!cluster.isMaster) { start() } else { cluster.fork() } function start() { work() }`,
    `${HEAD}if (!cluster.isMaster) start(); function start() { if (cluster.isMaster) cluster.fork() } exports.start = start`,
    `${HEAD}if (cluster.isPrimary) setTimeout(() => { if (cluster.isPrimary) lead() })`,
    "const cluster = require('./cluster'); if (cluster.isPrimary && cluster.isWorker) start()",
  ],
});
