import type { LintOptions } from '../../../rules/engine';
import { noEndlessThread as rule } from '../../../rules/no-endless-thread';
import { cases } from './support/cases';

const W = "const { Worker } = require('worker_threads');\n";
const ALL = "const { Worker, isMainThread, parentPort } = require('worker_threads');\n";
const STAYS = "\nif (!isMainThread) parentPort.on('message', (x) => parentPort.postMessage(x * 2));";
const RUN = 'w.on("message", log); w.postMessage(x)';
const BESIDE = "new «Worker»(require.resolve('./thread.js'))";

/** With a `thread.js` of this text beside the file. */
function thread(text: string): LintOptions {
  return { surroundings: { readFile: (path) => (path === 'thread.js' ? text : undefined) } };
}

const stays = thread(
  "const { parentPort } = require('worker_threads');\nparentPort.on('message', (x) => parentPort.postMessage(x));",
);

cases({
  rule,
  hits: [
    {
      code: `${ALL}server.on('request', (x) => {\n  const w = new «Worker»(__filename);\n  w.on('message', (y) => {\n    log(y);\n  });\n  w.postMessage(x);\n});${STAYS}`,
      says: /never ends/,
      fixed: null,
      suggested: [
        `${ALL}server.on('request', (x) => {\n  const w = new Worker(__filename);\n  w.on('message', (y) => {\n    w.terminate();\n    log(y);\n  });\n  w.postMessage(x);\n});${STAYS}`,
      ],
      related: ['w.postMessage(x)'],
    },
    {
      code: `${ALL}class Processor { make() { const w = new «Worker»(__filename); w.on('message', log); return w } process(x) { const w = this.make(); w.postMessage({ x }) } }\nif (isMainThread) { const p = new Processor(); setInterval(() => p.process(1), 100) } else { parentPort.on('message', (x) => parentPort.postMessage(x)) }`,
    },
    { code: `${W}app.post('/x', (x) => { const w = ${BESIDE}; ${RUN} })`, options: stays },
    {
      code: `${W}exports.run = (x) => new Promise((resolve) => { const w = ${BESIDE}; w.on('message', resolve); w.postMessage(x) })`,
      options: stays,
    },
    { code: `${W}items.forEach((x) => { const w = ${BESIDE}; ${RUN} })`, options: stays },
    {
      code: `${W}function run(x) { const w = ${BESIDE}; ${RUN} }\nfor (const item of items) run(item);`,
      options: stays,
    },
    { code: `${W}class Runner { run(x) { const w = ${BESIDE}; ${RUN} } }`, options: stays },
    { code: `${W}module.exports = { run(x) { const w = ${BESIDE}; ${RUN}; console.log(w) } }`, options: stays },
    {
      code: `${W}export function run(x) { const w = ${BESIDE}; ${RUN} }`,
      options: thread(
        "import { parentPort } from 'node:worker_threads';\nif (parentPort) parentPort.onmessage = ({ data }) => parentPort.postMessage(data);",
      ),
    },
  ],
  misses: [
    { code: `${W}app.post('/x', (x) => { const w = ${BESIDE.replaceAll(/[«»]/g, '')}; ${RUN} })` },
    ...[
      `app.post('/x', (x) => { const w = NEW; w.on('message', () => w.terminate()); w.postMessage(x) })`,
      `app.post('/x', (x) => { const w = NEW; w.unref(); ${RUN} })`,
      `app.post('/x', (x) => { const w = NEW; workers.push(w); ${RUN} })`,
      `app.post('/x', (x) => { const w = NEW; this.worker = w; ${RUN} })`,
      `app.post('/x', (x) => { const w = NEW; track(w); ${RUN} })`,
      `let w; app.post('/x', (x) => { w ??= NEW; ${RUN} })`,
      `app.post('/x', (x) => { const w = cache.get(x) ?? NEW; ${RUN} })`,
      `const w = NEW; app.post('/x', (x) => { ${RUN} })`,
      `for (let i = 0; i < 4; i++) { const w = NEW; w.on('message', log); w.postMessage(i) }`,
      `function run(x) { const w = NEW; ${RUN} } run(process.argv[2])`,
      `function run(x) { const w = NEW; ${RUN} }`,
      `(function (x) { const w = NEW; ${RUN} })(1)`,
      `app.post('/x', () => { const w = NEW; w.on('message', log); w.postMessage('go') })`,
      `app.once('x', (x) => { const w = NEW; ${RUN} })`,
      `class Runner { constructor(x) { const w = NEW; ${RUN} } }`,
      `exports.make = (x) => { const w = NEW; ${RUN}; return w }`,
      `exports.make = (x) => { const w = NEW; ${RUN}; return { stop: () => w.terminate() } }`,
    ].map((code) => ({ code: W + code.replace('NEW', "new Worker(require.resolve('./thread.js'))"), options: stays })),
    ...[
      "parentPort.once('message', (x) => parentPort.postMessage(x))",
      "parentPort.on('message', (x) => { parentPort.postMessage(x); parentPort.close() })",
      "parentPort.on('message', (x) => { parentPort.postMessage(x); process.exit() })",
      "parentPort.on('message', log); parentPort.unref()",
      "if (workerData.stays) parentPort.on('message', log)",
      'parentPort.postMessage(workerData)',
      'export const x = ;',
    ].map((code) => ({
      code: `${W}app.post('/x', (x) => { const w = new Worker(require.resolve('./thread.js')); ${RUN} })`,
      options: thread(`const { parentPort, workerData } = require('worker_threads');\n${code}`),
    })),
    { code: `${W}app.post('/x', (x) => { const w = new Worker(file); ${RUN} })`, options: stays },
    {
      code: `${W}app.post('/x', (x) => { const w = new Worker(require.resolve('./other.js')); ${RUN} })`,
      options: stays,
    },
  ],
});
