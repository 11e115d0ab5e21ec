import { noUnguardedFork as rule } from '../../../rules/no-unguarded-fork';
import { cases } from './support/cases';

const C = "const cluster = require('cluster');\n";

cases({
  rule,
  hits: [
    {
      code: `${C}«cluster.fork»();\nserver.listen(80);`,
      says: /fork only if cluster\.isPrimary/,
      fixed: `${C}if (cluster.isPrimary) {\n  cluster.fork();\n}\nserver.listen(80);`,
    },
    {
      code: `${C}for (let i = 0; i < 4; i++) {\n    «cluster.fork»();\n}`,
      fixed: `${C}if (cluster.isPrimary) {\n    for (let i = 0; i < 4; i++) {\n        cluster.fork();\n    }\n}`,
    },
    {
      code: `${C}function start() {\n  «cluster.fork»();\n}\nstart();`,
      fixed: `${C}function start() {\n  if (cluster.isPrimary) {\n    cluster.fork();\n  }\n}\nstart();`,
    },
    { code: `${C}const worker = «cluster.fork»();`, fixed: null },
    { code: `${C}os.cpus().forEach(() => «cluster.fork»());` },
    {
      file: 'a.mjs',
      code: "import { fork } from 'node:cluster';\n«fork»();",
      fixed: "import { fork, isPrimary } from 'node:cluster';\nif (isPrimary) {\n  fork();\n}",
    },
    { code: `${C}class App { start() { «cluster.fork»() } } new App().start()` },
    { code: `${C}if (!cluster.isPrimary) server.listen(80); «cluster.fork»()` },
    { code: `${C}if (cluster.isPrimary) { log() } else { log() } (async () => { «cluster.fork»() })()` },
  ],
  misses: [
    'const worker = cluster.fork(); worker.send(1)',
    `${C}if (cluster.isPrimary) cluster.fork()`,
    `${C}if (cluster.isMaster) start(); function start() { for (;;) cluster.fork() }`,
    `${C}cluster.setupPrimary({ exec: 'worker.js' }); cluster.fork()`,
    `${C}cluster.setupPrimary(settings); cluster.fork()`,
    `${C}exports.start = () => cluster.fork(); cluster.fork()`,
    `${C}export const worker = cluster.fork()`,
    `${C}function start() { cluster.fork() }`,
    `${C}it('forks', () => cluster.fork())`,
    `${C}if (cluster.isWorker) { work(); return } cluster.fork()`,
    `${C}if (!cluster.isMaster) process.exit(1); cluster.fork()`,
    `${C}cluster.isWorker ? work() : cluster.fork()`,
    "const cluster = require('./cluster'); cluster.fork()",
    "const { fork } = require('child_process'); fork('x')",
    `${C}cluster.on('exit', () => cluster.fork())`,
    `${C}class App { start() { if (cluster.isPrimary) this.lead() } lead() { cluster.fork() } } new App().start()`,
  ],
});
