import { noSelfSpawnWithoutGuard as rule } from '../../../rules/no-self-spawn-without-guard';
import { cases } from './support/cases';

const W = "const { Worker } = require('worker_threads');\n";
const I = "import { Worker } from 'node:worker_threads';\n";
const ALL = "const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');\n";

cases({
  rule,
  hits: [
    {
      code: `${W}new «Worker»(__filename);`,
      says: /make it only if isMainThread/,
      fixed:
        "const { Worker, isMainThread } = require('worker_threads');\nif (isMainThread) {\n  new Worker(__filename);\n}",
    },
    {
      code: `${W}function start() {\n  const worker = new «Worker»(__filename);\n  worker.on('message', log);\n}\nstart();`,
      fixed: null,
    },
    {
      code: `${ALL}for (let i = 0; i < 4; i++) {\n    workers.push(new «Worker»(__filename, { workerData: i }));\n}`,
      fixed: `${ALL}if (isMainThread) {\n    for (let i = 0; i < 4; i++) {\n        workers.push(new Worker(__filename, { workerData: i }));\n    }\n}`,
    },
    {
      file: 'a.mjs',
      code: `${I}new «Worker»(new URL(import.meta.url));`,
      fixed:
        "import { Worker, isMainThread } from 'node:worker_threads';\nif (isMainThread) {\n  new Worker(new URL(import.meta.url));\n}",
    },
    { file: 'a.mjs', code: `${I}import { fileURLToPath } from 'url';\nnew «Worker»(fileURLToPath(import.meta.url));` },
    { file: 'a.mjs', code: `${I}new «Worker»(import.meta.filename);` },
    {
      file: 'a.mjs',
      code: `${I}import url from 'node:url';\nconst __filename = url.fileURLToPath(import.meta.url);\nnew «Worker»(__filename);`,
    },
    { file: 'pool.js', code: `${W}const path = require('path'); new «Worker»(path.join(__dirname, 'pool.js'))` },
    {
      code: "const threads = require('worker_threads');\nnew «threads.Worker»(process.argv[1]);",
      fixed:
        "const threads = require('worker_threads');\nif (threads.isMainThread) {\n  new threads.Worker(process.argv[1]);\n}",
    },
    `${W}const cluster = require('cluster'); if (cluster.isPrimary) { new «Worker»(__filename) }`,
    `${ALL}if (isMainThread) listen(); new «Worker»(__filename)`,
    `${W}new Promise((resolve, reject) => { const w = new «Worker»(__filename); w.on('message', resolve) })`,
    `${W}class Pool { constructor() { this.workers = []; this.grow() } grow() { if (this.workers.length < 4) new «Worker»(__filename) } }\nnew Pool();`,
    {
      code: 'class Pool {\n  grow(worker) {\n    const index = this.workers.indexOf(worker);\n    if (index !== -1) {\n      this.workers[index] = new «Worker»(__filename);\n    }\n  }\n  constructor() { this.workers = [] }\n}',
      fixed:
        "const { isMainThread } = require('node:worker_threads');\nclass Pool {\n  grow(worker) {\n    const index = this.workers.indexOf(worker);\n    if (isMainThread) {\n      if (index !== -1) {\n        this.workers[index] = new Worker(__filename);\n      }\n    }\n  }\n  constructor() { this.workers = [] }\n}",
    },
    `${W}(async () => { const w = new «Worker»(__filename); await once(w, 'exit') })()`,
    `${W}['a', 'b'].forEach((name) => new «Worker»(__filename, { name }))`,
    {
      file: 'a.ts',
      code: "import { Worker } from 'worker_threads';\nexport const size = 4;\nnew «Worker»(__filename as string);",
    },
  ],
  misses: [
    `${ALL}if (isMainThread) new Worker(__filename); else parentPort.postMessage(1)`,
    `${ALL}if (!isMainThread) { work(); return } new Worker(__filename)`,
    `${ALL}if (isMainThread) { main() } function main() { new Worker(__filename) }`,
    `${ALL}if (!parentPort) new Worker(__filename)`,
    `${ALL}if (workerData) { work() } else { new Worker(__filename, { workerData: 1 }) }`,
    `${ALL}const { role } = workerData ?? {}; if (role !== 'child') new Worker(__filename, { workerData: { role: 'child' } })`,
    "const { Worker, threadId } = require('worker_threads'); if (threadId === 0) new Worker(__filename)",
    `${W}if (!process.env.CHILD) new Worker(__filename, { env: { CHILD: '1' } })`,
    `${W}if (process.argv[2] === 'child') { work(); return } new Worker(__filename, { argv: ['child'] })`,
    `${W}const isChild = process.argv.includes('child'); if (!isChild) start(); function start() { new Worker(__filename, { argv: ['child'] }) }`,
    `${W}switch (process.argv[2]) { case 'child': work(); break; default: new Worker(__filename, { argv: ['child'] }) }`,
    `${W}function main(mode) { if (mode === 'main') new Worker(__filename) } main(process.argv[2])`,
    `${W}const { isMain } = require('./role'); if (isMain) new Worker(__filename)`,
    `${W}const { isMain } = require('./role'); isMain() && new Worker(__filename)`,
    `${W}try { require('worker_threads').parentPort.on('message', work) } catch { new Worker(__filename) }`,
    `${W}module.exports = () => new Worker(__filename)`,
    `${W}module.exports = class { run() { return new Worker(__filename) } }`,
    `${W}class Pool { run() { return new Worker(__filename) } } module.exports = Pool`,
    `${W}function start() { return new Worker(__filename) }`,
    `${W}it('works', () => new Worker(__filename))`,
    `${W}server.on('request', () => new Worker(__filename))`,
    `${W}new Worker(path)`,
    `${W}new Worker('./thread.js')`,
    `${W}const path = require('path'); new Worker(path.join(__dirname, 'thread.js'))`,
    `${W}new Worker(__filename, { eval: true })`,
    `${W}new Worker(__filename, options)`,
    { file: 'a.mjs', code: `${I}new Worker(new URL('./thread.js', import.meta.url))` },
    { file: 'a.mjs', code: 'new Worker(new URL(import.meta.url))' },
    {
      file: 'a.mjs',
      code: `${I}import { isMain } from './x.js';\nif (isMain(import.meta)) new Worker(new URL(import.meta.url))`,
    },
    `${ALL}class Pool { grow() { if (!isMainThread) return; new Worker(__filename) } }`,
    `${ALL}class Pool { grow() { new Worker(__filename) } } if (isMainThread) new Pool().grow()`,
    `${W}class Worker2 extends Worker { constructor() { super(__filename) } } if (require.main === module) new Worker2()`,
    `${W}if (globalThis.document) new Worker(__filename)`,
  ],
});
