import { schedulingPolicyBeforeFork as rule } from '../../../rules/scheduling-policy-before-fork';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";
const SET = '«cluster.schedulingPolicy» = cluster.SCHED_NONE';

cases({
  rule,
  hits: [
    {
      code: `${C}if (cluster.isPrimary) { cluster.fork(); ${SET} }`,
      says: /changes nothing, so set it before/,
      fixed: null,
      related: ['cluster.fork()'],
    },
    {
      code: `${C}cluster.setupPrimary({ silent: true }); ${SET}; cluster.fork()`,
      related: ['cluster.setupPrimary({ silent: true })'],
    },
    `${C}function start() { cluster.setupMaster(); ${SET} }`,
    `${C}if (cluster.isPrimary) { for (const cpu of cpus) cluster.fork(); ${SET} }`,
    `${C}if (cluster.isPrimary) { cpus.forEach(() => { cluster.fork() }); ${SET} }`,
    `${C}const workers = Array.from({ length: 4 }, () => cluster.fork()); ${SET}`,
    `${C}if (cluster.isPrimary) cluster.fork(); else work(); if (cluster.isPrimary) { ${SET} }`,
    `${C}if (cluster.isWorker) work(); else { cluster.fork() } ${SET}`,
    { code: `${C}const a = cluster.fork(), b = cluster.fork(); if (x) ${SET}`, related: ['cluster.fork()'] },
    { file: 'a.mjs', code: `import cluster, { setupPrimary } from 'node:cluster';\nsetupPrimary();\n${SET};` },
  ],
  misses: [
    `${C}cluster.schedulingPolicy = cluster.SCHED_RR; cluster.fork()`,
    `${C}if (cluster.isPrimary) { cluster.schedulingPolicy = 1; cluster.setupPrimary(); cluster.fork() }`,
    `${C}for (const policy of [1, 2]) { cluster.schedulingPolicy = policy; cluster.fork() }`,
    `${C}if (x) cluster.fork(); cluster.schedulingPolicy = 1`,
    `${C}if (x) cluster.fork(); else cluster.schedulingPolicy = 1`,
    `${C}x && cluster.fork(); cluster.schedulingPolicy = 1`,
    `${C}function start() { cluster.fork() } cluster.schedulingPolicy = 1; start()`,
    `${C}cluster.fork(); function early() { cluster.schedulingPolicy = 1 }`,
    `${C}setTimeout(() => cluster.fork()); cluster.schedulingPolicy = 1`,
    `${C}switch (x) { case 1: cluster.fork(); break; default: cluster.schedulingPolicy = 1 }`,
    `${C}if (cluster.isPrimary) { cluster.fork(); return } cluster.schedulingPolicy = 1`,
    "const { fork } = require('child_process'); fork('x'); require('cluster').schedulingPolicy = 1",
    "const cluster = require('./cluster'); cluster.fork(); cluster.schedulingPolicy = 1",
  ],
});
