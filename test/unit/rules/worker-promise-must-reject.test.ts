import { workerPromiseMustReject as rule } from '../../../rules/worker-promise-must-reject';
import { cases } from './support/cases';

const W = "const { Worker } = require('worker_threads');\n";
const C = "const cluster = require('cluster');\n";

cases({
  rule,
  hits: [
    {
      code: `${W}const run = (f) => new «Promise»((resolve, reject) => {\n  const worker = new Worker(f);\n  worker.on('message', resolve);\n});`,
      says: /never settles when the thread ends/,
      fixed: `${W}const run = (f) => new Promise((resolve, reject) => {\n  const worker = new Worker(f);\n  worker.on('error', reject);\n  worker.on('exit', (code) => reject(new Error(\`The thread ended with code \${code} and no answer\`)));\n  worker.on('message', resolve);\n});`,
    },
    {
      code: `${C}new «Promise»(resolve => {\n  const worker = cluster.fork();\n  worker.once('message', (answer) => resolve(answer));\n});`,
      says: /when the worker ends/,
      fixed: `${C}new Promise((resolve, reject) => {\n  const worker = cluster.fork();\n  worker.on('error', reject);\n  worker.on('exit', (code, signal) => reject(new Error(\`The worker ended with \${signal || code} and no answer\`)));\n  worker.once('message', (answer) => resolve(answer));\n});`,
    },
    {
      code: `${W}async function run(f) {\n  const worker = new Worker(f);\n  return new «Promise»((resolve) => {\n    worker.on('message', (m) => { if (m.done) resolve(m) });\n  });\n}\nrun('/a.js');`,
      fixed: `${W}async function run(f) {\n  const worker = new Worker(f);\n  return new Promise((resolve, reject) => {\n    worker.on('message', (m) => { if (m.done) resolve(m) });\n    worker.on('error', reject);\n    worker.on('exit', (code) => reject(new Error(\`The thread ended with code \${code} and no answer\`)));\n  });\n}\nrun('/a.js');`,
    },
    {
      code: `${W}const worker = new Worker(f);\nfunction ask(x) {\n  return new «Promise»((resolve, reject) => {\n    worker.once('message', resolve);\n    worker.postMessage(x);\n  });\n}\nask(1);`,
      fixed: null,
      suggested: [
        `${W}const worker = new Worker(f);\nfunction ask(x) {\n  return new Promise((resolve, reject) => {\n    worker.once('message', resolve);\n    worker.on('error', reject);\n    worker.on('exit', (code) => reject(new Error(\`The thread ended with code \${code} and no answer\`)));\n    worker.postMessage(x);\n  });\n}\nask(1);`,
      ],
    },
    {
      code: `${W}new «Promise»((resolve, reject) => {\n  const w = new Worker(f);\n  w.on('message', (m) => { m.ok ? resolve(m) : reject(m.error) });\n  w.on('error', console.error);\n});`,
    },
    `${W}new «Promise»((resolve) => { const w = new Worker(f); w.on('exit', (code) => { console.log('exit', code) }); w.on('message', done); function done(m) { resolve(m) } })`,
    `${W}new «Promise»((resolve) => new Worker(f).on('message', resolve))`,
    `${C}new «Promise»((resolve, reject) => { const w = cluster.fork(); w.on('message', resolve); w.on('error', reject) })`,
    `${C}const { once } = require('events'); async function ask() { const w = cluster.fork(); const [m] = await «once»(w, 'message'); return m }`,
    {
      file: 'a.ts',
      code: "import { Worker } from 'node:worker_threads';\nexport const run = (f: string) => new «Promise»<number>((resolve: (n: number) => void) => {\n  const w = new Worker(f);\n  w.on('message', (n: number) => resolve(n));\n});",
      fixed: `import { Worker } from 'node:worker_threads';\nexport const run = (f: string) => new Promise<number>((resolve: (n: number) => void, reject) => {\n  const w = new Worker(f);\n  w.on('error', reject);\n  w.on('exit', (code) => reject(new Error(\`The thread ended with code \${code} and no answer\`)));\n  w.on('message', (n: number) => resolve(n));\n});`,
    },
  ],
  misses: [
    `${W}new Promise((resolve, reject) => { const w = new Worker(f); w.on('message', resolve); w.on('error', reject) })`,
    `${W}new Promise((resolve, reject) => { const w = new Worker(f); w.on('message', resolve); w.on('exit', reject) })`,
    `${W}new Promise((resolve, reject) => { const w = new Worker(f); w.on('message', resolve); w.on('exit', (code) => { if (code) reject(code) }) })`,
    `${W}new Promise((resolve, reject) => { const w = new Worker(f); w.on('message', resolve); setTimeout(reject, 1000) })`,
    `${W}new Promise((resolve, reject) => { const w = new Worker(f); w.on('message', resolve); this.pending.set(1, { resolve, reject }) })`,
    `${W}new Promise((resolve) => { const w = new Worker(f); w.on('message', resolve); w.on('error', () => process.exit(1)) })`,
    `${W}new Promise((resolve) => { const w = new Worker(f); w.on('message', resolve); w.on('error', (e) => { throw e }) })`,
    `${W}new Promise((resolve) => { const w = new Worker(f); w.on('message', log); w.on('exit', resolve) })`,
    `${W}const w = new Worker(f); w.on('error', fail); new Promise((resolve) => w.once('message', resolve))`,
    `${W}const w = new Worker(f); watch(w); new Promise((resolve) => w.once('message', resolve))`,
    `${W}Promise.race([new Promise((resolve) => { const w = new Worker(f); w.on('message', resolve) }), timeout])`,
    `${W}const { once } = require('events'); async function ask() { const w = new Worker(f); return once(w, 'message') }`,
    `${C}cluster.on('exit', stop); new Promise((resolve) => cluster.fork().on('message', resolve))`,
    `${C}new Promise((resolve, reject) => { const w = cluster.fork(); w.on('message', resolve); w.on('exit', reject) })`,
    `${C}new Promise((resolve) => { const w = cluster.fork(); w.on('message', resolve); w.on('disconnect', resolve) })`,
    `${C}const { once } = require('events'); async function ask() { const w = cluster.fork(); w.on('exit', fail); return once(w, 'message') }`,
    `${W}new Promise((resolve) => { const w = new Worker(f); w.on(event, resolve); w.on('message', resolve) })`,
    'new Promise((resolve) => { const w = new Worker(f); w.on("message", resolve) })',
    `${W}new Promise((resolve) => { const w = new Worker(f); w.on('message', log); server.on('message', resolve) })`,
  ],
});
