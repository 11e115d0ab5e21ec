import { preferAvailableParallelism as rule } from '../../../rules/prefer-available-parallelism';
import { cases } from './support/cases';

const H = "const cluster = require('cluster');\nconst os = require('os');\n";
const W = "const { Worker } = require('worker_threads');\nconst os = require('os');\n";

cases({
  rule,
  hits: [
    {
      code: `${H}for (let i = 0; i < «os.cpus().length»; i++) cluster.fork();`,
      says: /use os\.availableParallelism\(\)/,
      fixed: `${H}for (let i = 0; i < os.availableParallelism(); i++) cluster.fork();`,
    },
    {
      code: "const cluster = require('cluster');\nconst count = «require('os').cpus().length»;\nfor (let i = 0; i < count; i++) cluster.fork();",
      fixed:
        "const cluster = require('cluster');\nconst count = require('os').availableParallelism();\nfor (let i = 0; i < count; i++) cluster.fork();",
    },
    {
      file: 'a.mjs',
      code: "import cluster from 'node:cluster';\nimport { cpus } from 'node:os';\nconst n = Math.max(1, «cpus().length» - 1);\nfor (let i = 0; i < n; i++) cluster.fork();",
      fixed:
        "import cluster from 'node:cluster';\nimport { cpus, availableParallelism } from 'node:os';\nconst n = Math.max(1, availableParallelism() - 1);\nfor (let i = 0; i < n; i++) cluster.fork();",
    },
    { code: `${W}const cores = os.cpus();\nfor (let i = 0; i < «cores.length»; i++) new Worker(f);`, fixed: null },
    `${W}const workers = Array.from({ length: «os.cpus().length» }, () => new Worker(f));`,
    `${W}const workers = new Array(«os.cpus().length» * 2).fill(0).map(() => new Worker(f));`,
    `${W}class Pool { constructor(size = «os.cpus().length») { this.size = size; this.fill() } fill() { for (let i = 0; i < this.size; i++) this.add() } add() { this.list.push(new Worker(f)) } }`,
    `${H}const count = process.env.WORKERS || «os.cpus().length»; let n = count; while (n--) cluster.fork();`,
    `${H}start(«os.cpus().length»); function start(count) { for (let i = 0; i < count; i++) cluster.fork() }`,
    `${H}function size() { return «os.cpus().length» } for (let i = 0; i < size(); i++) cluster.fork()`,
    `${H}const settings = { workers: «os.cpus().length» }; for (let i = 0; i < settings.workers; i++) cluster.fork();`,
    `${H}if (Object.keys(cluster.workers).length < «os.cpus().length») cluster.fork();`,
    "const Piscina = require('piscina'); const os = require('os'); const pool = new Piscina({ maxThreads: «os.cpus().length» });",
    { code: `${H}for (let i = 0; i < «os.cpus().length»; i++) cluster.fork();`, options: { nodeRange: '>=18.14.0' } },
    {
      file: 'a.ts',
      code: "import * as os from 'os';\nimport { fork } from 'child_process';\nconst count: number = «os.cpus().length»!;\nfor (let i = 0; i < count; i++) fork('./a.js');",
    },
  ],
  misses: [
    { code: `${H}for (let i = 0; i < os.cpus().length; i++) cluster.fork();`, options: { nodeRange: '>=16' } },
    {
      code: `${H}for (let i = 0; i < os.cpus().length; i++) cluster.fork();`,
      options: { nodeRange: '^18.0.0 || >=20' },
    },
    `${H}console.log(os.cpus().length); for (let i = 0; i < 4; i++) cluster.fork();`,
    "const os = require('os'); module.exports = os.cpus().length;",
    "const os = require('os'); for (let i = 0; i < os.cpus().length; i++) log(os.cpus()[i].model);",
    `${H}for (const cpu of os.cpus()) cluster.fork();`,
    `${H}const count = os.availableParallelism?.() ?? os.cpus().length; for (let i = 0; i < count; i++) cluster.fork();`,
    `${H}function size() { if (os.availableParallelism) return os.availableParallelism(); return os.cpus().length } for (let i = 0; i < size(); i++) cluster.fork();`,
    `${H}const load = os.loadavg()[0] / os.cpus().length; if (load > 1) cluster.fork();`.replace(
      'if (load > 1)',
      'log(load);',
    ),
    `${H}for (let i = 0; i < os.availableParallelism(); i++) cluster.fork();`,
    "const os = { cpus: () => [1] }; const cluster = require('cluster'); for (let i = 0; i < os.cpus().length; i++) cluster.fork();",
    `${H}const info = { cpus: os.cpus().length, memory: os.totalmem() }; send(info); for (let i = 0; i < 2; i++) cluster.fork();`,
    `${W}const jobs = limit(os.cpus().length); new Worker(f);`,
  ],
});
