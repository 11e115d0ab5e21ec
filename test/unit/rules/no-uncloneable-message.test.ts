import { noUncloneableMessage as rule } from '../../../rules/no-uncloneable-message';
import { cases } from './support/cases';

const P = "const { parentPort, Worker, MessageChannel, BroadcastChannel, workerData } = require('worker_threads');\n";
const I = "import { parentPort, Worker } from 'node:worker_threads';\n";
const HEAVY = 'async function heavy(x) { return x }\n';
const MAKES = 'function heavy(x) { return new Promise((resolve) => resolve(x)) }\n';

cases({
  rule,
  hits: [
    {
      code: `${P}${MAKES}const result = heavy(1);\nparentPort.postMessage({ success: true, result: «result» });`,
      says: /await it first/,
      fixed: null,
    },
    {
      code: `${P}${HEAVY}async function main() {\n  const result = heavy(1);\n  parentPort.postMessage({ «result» });\n}`,
      fixed: `${P}${HEAVY}async function main() {\n  const result = heavy(1);\n  parentPort.postMessage({ result: await result });\n}`,
    },
    {
      code: `${P}${HEAVY}parentPort.on('message', async (x) => {\n  parentPort.postMessage(«heavy(x)»);\n});`,
      fixed: `${P}${HEAVY}parentPort.on('message', async (x) => {\n  parentPort.postMessage(await heavy(x));\n});`,
    },
    {
      file: 'a.mjs',
      code: `${I}${HEAVY}parentPort.postMessage([«heavy(1)»]);`,
      fixed: `${I}${HEAVY}parentPort.postMessage([await heavy(1)]);`,
    },
    {
      file: 'a.ts',
      code: `${I}function heavy(x: number): Promise<number> { return new Promise((r) => r(x)) }\nparentPort!.postMessage(«heavy(1)»);`,
    },
    `${P}class Task { async run() { return 1 } start() { parentPort.postMessage(«this.run()») } }`,
    { code: `${P}parentPort.postMessage({ run: «() => 1» })`, says: /A function/ },
    { code: `${P}parentPort.postMessage({ deep: [{ «run»() {} }] })`, fixed: null },
    `${P}function run() {} new Worker(f, { workerData: { run: «run» } })`,
    `${P}const w = new Worker(f); w.postMessage({ type: 'run', task: «function () { return 1 }» })`,
    { code: `${P}parentPort.postMessage({ type: «Symbol('done')» })`, says: /A symbol/ },
    `${P}const DONE = Symbol.for('done'); parentPort.postMessage(«Symbol.iterator»); parentPort.postMessage(«Symbol.for('x')»)`,
    `${P}const { port1, port2 } = new MessageChannel(); port1.postMessage(«Promise.resolve(1)»)`,
    `${P}const channel = new BroadcastChannel('x'); channel.postMessage({ then: «import('x')» })`,
    `${P}const message = { id: 1, done: «() => 1» }; parentPort.postMessage(message)`,
    `${P}parentPort.postMessage(ok ? «new WeakMap()» : null)`,
    { code: `${P}class Task {} parentPort.postMessage(«Task»)`, says: /A class/ },
    {
      code: `${P}class Point { constructor(x) { this.x = x } length() { return this.x } }\nparentPort.postMessage({ point: «new Point(1)» })`,
      severity: 'warning',
      says: /The Point arrives as a plain object without its methods/,
    },
    {
      code: `${P}class Point { get length() { return 1 } }\nconst point = new Point(); new Worker(f, { workerData: «point» })`,
      severity: 'warning',
    },
    { code: `${P}class Task { run = () => 1 }\nparentPort.postMessage(«new Task()»)`, says: /holds a function/ },
    {
      code: `${P}const { port1, port2 } = new MessageChannel(); const w = new Worker(f); w.postMessage({ port: «port2» })`,
      says: /transfer list/,
    },
    `${P}const channel = new MessageChannel(); new Worker(f, { workerData: { port: «channel.port2» } })`,
    { code: `${P}const w = new Worker(f); new Worker(f, { workerData: «w» })`, says: /thread object/ },
    `${P}let result; switch (x) { case 1: result = heavy(1); break; default: result = heavy(2) } parentPort.postMessage(«result»); ${HEAVY}`,
  ],
  misses: [
    `${P}${HEAVY}async function main() { parentPort.postMessage({ result: await heavy(1) }) }`,
    `${P}${HEAVY}async function main() { const result = await heavy(1); parentPort.postMessage(result) }`,
    `${P}${HEAVY}heavy(1).then((result) => parentPort.postMessage(result))`,
    `${P}${HEAVY}async function main() { let result = heavy(1); result = await result; parentPort.postMessage(result) }`,
    `${P}function light(x) { return x } parentPort.postMessage(light(1))`,
    `${P}const run = require('./run'); parentPort.postMessage(run(1))`,
    `${P}function post(message) { parentPort.postMessage(message) } post(() => 1)`,
    `${P}function light(x) { return x ? new Promise(y) : 1 } parentPort.postMessage(light(1))`,
    `${P}parentPort.postMessage({ run: String(() => 1), name: (() => 1).name })`,
    `${P}parentPort.postMessage({ code: run.toString() }); function run() {}`,
    `${P}const { port1, port2 } = new MessageChannel(); w.postMessage({ port: port2 }, [port2])`,
    `${P}const { port1, port2 } = new MessageChannel(); const w = new Worker(f); w.postMessage({ port: port2 }, [port2])`,
    `${P}const { port1, port2 } = new MessageChannel(); const w = new Worker(f); w.postMessage({ port: port2 }, { transfer: [port2] })`,
    `${P}const { port2 } = new MessageChannel(); new Worker(f, { workerData: { port2 }, transferList: [port2] })`,
    `${P}class Point { constructor(x) { this.x = x } } parentPort.postMessage(new Point(1))`,
    `${P}class Point { static of(x) { return x } } parentPort.postMessage(new Point(1))`,
    `${P}class Task { #run = () => 1 } parentPort.postMessage(new Task())`,
    `${P}class Failure extends Error { text() { return 1 } } parentPort.postMessage(new Failure())`,
    `${P}parentPort.postMessage({ error: new Error('x'), at: new Date(), map: new Map() })`,
    `${P}process.send(() => 1)`,
    `${P}window.postMessage(() => 1)`,
    `${P}assert.throws(() => parentPort.postMessage(() => 1))`,
    `${P}expect(() => parentPort.postMessage(Symbol('x'))).toThrow()`,
    `${P}const message = { done: () => 1 }; delete message.done; parentPort.postMessage(message)`,
    `${P}const message = { done: heavy(1) }; message.done = 1; parentPort.postMessage(message); ${HEAVY}`,
    `${P}parentPort.postMessage({ get run() { return 1 } })`,
    `${P}parentPort.postMessage({ ...{ run() {} } })`,
    `${P}const w = new Worker(f, options); w.on('message', () => 1)`,
    `${P}const run = ok ? () => 1 : 'x'; parentPort.postMessage(run)`,
    `${P}class Task { constructor(run) { this.run = run } post() { parentPort.postMessage(this.run) } } new Task(() => 1)`,
  ],
});
