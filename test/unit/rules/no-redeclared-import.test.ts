import { noRedeclaredImport as rule } from '../../../rules/no-redeclared-import';
import { cases } from './support/cases';

cases({
  rule,
  hits: [
    {
      code: "const { Worker } = require('worker_threads');\nwork();\nconst { «Worker» } = require('worker_threads');",
      says: /^Worker is declared a second time: that is a syntax error, and the file does not start\.$/,
      related: ['Worker'],
    },
    {
      code: "const { Worker, parentPort, workerData } = require('node:worker_threads');\nconst { «parentPort», Worker: W, workerData } = require('node:worker_threads');",
      says: /^parentPort and workerData are declared a second time/,
      related: ['parentPort', 'workerData'],
    },
    "const cluster = require('cluster');\nlet «cluster» = require('node:cluster');",
    {
      file: 'a.mjs',
      code: "import cluster from 'node:cluster';\nimport { Worker as «cluster» } from 'node:worker_threads';",
    },
    { file: 'a.ts', code: "import { Worker } from 'worker_threads';\nclass «Worker» { id = 1 }" },
    "function start(cluster) { const «cluster» = require('cluster'); return cluster.fork() }",
    "var Worker = MyWorker;\nconst { «Worker» } = require('worker_threads');",
    "if (x) { const cp = require('child_process'); const «cp» = 1 }",
  ],
  misses: [
    "const { Worker } = require('worker_threads'); { const { Worker } = require('worker_threads'); }",
    "var cluster = require('cluster'); var cluster = require('cluster');",
    "const { Worker } = require('worker_threads'); function f(Worker) { return Worker }",
    "const { Worker } = require('worker_threads'); const { Worker: Thread } = require('worker_threads')",
    { file: 'a.ts', code: "import { Worker } from 'worker_threads';\ninterface Options { Worker: Worker }" },
    { file: 'a.ts', code: "import { Worker } from 'worker_threads';\nnamespace app { export class Worker {} }" },
    'let worker = 1; { let worker = 2 }',
  ],
});
