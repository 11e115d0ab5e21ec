import { requireWorkerErrorListener as rule } from '../../../rules/require-worker-error-listener';
import { cases } from './support/cases';

const W = "const { Worker } = require('worker_threads');\n";

cases({
  rule,
  hits: [
    {
      code: `${W}const worker = new «Worker»('./a.js');\nworker.on('message', log);`,
      says: /ends the whole process/,
      fixed: null,
      suggested: [
        `${W}const worker = new Worker('./a.js');\nworker.on('error', (error) => {\n  console.error(error);\n});\nworker.on('message', log);`,
      ],
    },
    {
      code: `${W}new Promise((resolve, reject) => {\n  const worker = new «Worker»(f);\n  worker.on('message', resolve);\n});`,
      fixed: `${W}new Promise((resolve, reject) => {\n  const worker = new Worker(f);\n  worker.on('error', reject);\n  worker.on('message', resolve);\n});`,
    },
    `${W}new «Worker»(__filename)`,
    `${W}class Pool { constructor() { this.worker = new «Worker»(f) } run(x) { this.worker.postMessage(x) } } new Pool().run(1)`,
    `${W}const workers = []; for (let i = 0; i < 4; i++) workers.push(new «Worker»(f)); for (const w of workers) w.on('exit', log)`,
    `${W}const workers = [1, 2].map(() => new «Worker»(f)); workers.forEach((w) => w.once('message', log))`,
    `${W}class Pool { constructor() { this.workers = [] } replace(i) { const next = new «Worker»(f); next.on('message', () => this.done(next)); this.workers[i] = next } done(w) { w.busy = false } }`,
    `${W}function make() { const w = new «Worker»(f); w.on('exit', log); return w } const w = make(); w.postMessage(1)`,
    `${W}let worker; worker ??= new «Worker»(f); worker.terminate(); console.log(worker)`,
    {
      file: 'a.ts',
      code: "import * as threads from 'node:worker_threads';\nconst w: threads.Worker = new «threads.Worker»(f as string);",
    },
  ],
  misses: [
    `${W}const worker = new Worker(f); worker.on('error', log)`,
    `${W}const worker = new Worker(f).once('message', log).once('error', log)`,
    `${W}const worker = new Worker(f); register(worker)`,
    `${W}export const worker = new Worker(f)`,
    `${W}module.exports = () => new Worker(f)`,
    `${W}const workers = []; workers.push(new Worker(f)); for (const w of workers) w.on('error', log)`,
    `${W}const workers = [1].map(() => new Worker(f)); workers.forEach((w) => { w.on('error', log) })`,
    `${W}const workers = new Map(); workers.set(1, new Worker(f)); for (const [id, w] of workers) w.on('error', log)`,
    `${W}class Pool { constructor() { this.w = new Worker(f); this.listen() } listen() { this.w.addListener('error', log) } } new Pool()`,
    `${W}class Pool { make() { return new Worker(f) } start() { this.make().on('error', log) } }`,
    `${W}class Pool { constructor() { this.w = new Worker(f) } } module.exports = Pool`,
    `${W}const worker = new Worker(f); for (const event of events) worker.on(event, log)`,
    `${W}const { once } = require('events'); const w = new Worker(f); once(w, 'message').then(log)`,
    `${W}function listen(w) { w.on('error', log) } listen(new Worker(f))`,
    `${W}async function make() { return new Worker(f) } const w = await make(); w.on('error', log)`,
    `${W}class Mine extends Worker { constructor() { super(f); this.on('error', log) } } new Mine()`,
    'new Worker(url)',
    `${W}const entry = { worker: new Worker(f), busy: false }; entry.worker.on('error', log)`,
    `${W}const slots = []; slots.push({ worker: new Worker(f) }); slots[0].worker.on('error', log)`,
    `${W}const w = new Worker(f); const on = w.on.bind(w); on('error', log)`,
  ],
});
