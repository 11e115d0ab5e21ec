import assert from 'node:assert/strict';
import { ModuleReferences } from '../../../rules/module-references';
import { type Role, Roles } from '../../../rules/roles';
import { SourceFile } from '../../../rules/source/source-file';
import { FunctionUses } from '../../../rules/values/function-uses';

const HEAD = `const cluster = require('cluster');
const { isMainThread, parentPort, threadId, workerData } = require('worker_threads');
`;
const ROLES: readonly Role[] = ['primary', 'worker', 'thread'];

/** Who runs the call of `here()` in a program, by their first letters: `p`, `w`, `t`; `-` for nobody. */
function whoRuns(code: string): string {
  const source = SourceFile.from(HEAD + code, 'a.js')!;
  const { evaluator } = new ModuleReferences(source);
  const roles = new Roles(evaluator, new FunctionUses(evaluator));
  const here = source.nodes.ofType('CallExpression').find(({ callee }) => source.textOf(callee) === 'here')!;
  const who = ROLES.filter((role) => roles.mayRun(here, role)).map(([letter]) => letter);
  assert.equal(roles.neverRuns(here), who.length === 0);
  return who.join('') || '-';
}

const CASES: Readonly<Record<string, string>> = {
  'here()': 'pwt',
  'if (cluster.isPrimary) here()': 'pt',
  'if (cluster.isWorker) here()': 'w',
  'if (cluster.isPrimary && isMainThread) here()': 'p',
  'if (isMainThread) {} else here()': 't',
  'if (isMainThread && !cluster.isMaster) here()': 'w',
  'if (!isMainThread && cluster.isWorker) here()': '-',
  'if (!(cluster.isPrimary && isMainThread)) here()': 'wt',
  'if (cluster.isPrimary && x) {} else here()': 'pwt',
  'if (parentPort !== null) here()': 't',
  'if (null == parentPort) here()': 'pw',
  'if (threadId === 0) here()': 'pw',
  'if (!workerData) here()': 'pwt',
  'if (workerData) here()': 't',
  'if (cluster.worker) here()': 'w',
  'if (Boolean(cluster.isWorker)) here()': 'w',
  'parentPort?.on("x", () => here())': 't',
  'parentPort?.on("x", go); here()': 'pwt',
  'parentPort.on("x", () => go()); here()': 't',
  '(parentPort || other).on("x", () => here()); here()': 'pwt',
  'const port = parentPort; port.on("x", () => here())': 't',
  'cluster.worker.on("x", () => here())': 'w',
  'try { cluster.worker.send(1) } catch {} here()': 'pwt',
  'if (process.send) here()': 'pw',
  'if (!process.send) here()': 'pt',
  'if (typeof process.send === "function") {} else here()': 'pt',
  'if (typeof cluster.fork !== "undefined") here()': 'pt',
  'if (typeof parentPort !== "undefined") here()': 'pwt',
  'function leave() { log(); process.exit(1) } if (cluster.isPrimary) leave(); here()': 'w',
  'const leave = () => process.exit(1); if (cluster.isPrimary) leave(); here()': 'w',
  'function leave() { if (x) return; process.exit(1) } if (cluster.isPrimary) leave(); here()': 'pwt',
  'async function leave() { await x; process.exit(1) } if (cluster.isPrimary) leave(); here()': 'pwt',
  'function fail() { throw new Error() } if (cluster.isPrimary) fail(); here()': 'w',
  'function again() { again() } if (cluster.isPrimary) again(); here()': 'pwt',
  'function workersOnly() { if (cluster.isPrimary) throw 1 } workersOnly(); here()': 'w',
  'cluster.isWorker || here()': 'pt',
  'cluster.isWorker ?? here()': 'pwt',
  'while (cluster.isWorker) here()': 'w',
  'if (cluster.isWorker) throw 1; else {} here()': 'pt',
  'if (cluster.isPrimary) { try { start() } finally { process.exit() } } here()': 'w',
  'if (cluster.isPrimary) { try { return } catch {} } here()': 'pwt',
  'l: { if (cluster.isPrimary) break l; here() }': 'w',
  'l: { if (cluster.isPrimary) break l; } here()': 'pwt',
  'for (const x of y) { if (cluster.isWorker) continue; here() }': 'pt',
  'switch (true) { case cluster.isPrimary: case isMainThread: here(); break; default: }': 'pwt',
  'switch (true) { case cluster.isPrimary: break; case isMainThread: here() }': 'w',
  'switch (cluster.isWorker) { default: here(); break; case true: work() }': 'pt',
  'switch (cluster.isWorker) { case true: work(); case false: here() }': 'pwt',
  'const p = cluster.isPrimary && isMainThread, w = !p; if (w) here()': 'wt',
  'let p = cluster.isPrimary; if (x) p = false; if (!p) here()': 'pwt',
  'const isThread = () => { return !isMainThread }; if (isThread()) here()': 't',
  'const a = b, b = a; if (a) here()': 'pwt',
  'function f() { here() } if (cluster.isPrimary) f()': 'pt',
  'function f() { here() } if (cluster.isPrimary) f(); else if (cluster.isWorker) setTimeout(f, 1)': 'pwt',
  'function f() { here() } module.exports = { f }; if (cluster.isPrimary) f()': 'pwt',
  'function f() { here() }': 'pwt',
  'function f() { here() } function g() { f() }': 'pwt',
  'function f() { g() } function g() { f(); here() } if (cluster.isWorker) f()': 'w',
  'function f() { g() } function g() { f(); here() }': 'pwt',
  'if (cluster.isPrimary) { const f = () => here(); register(f) }': 'pt',
  'if (cluster.isPrimary) return; function f() { here() } f()': 'w',
  'const app = { lead() { here() }, start() { if (cluster.isPrimary) this.lead() } }; app.start()': 'pt',
  'class A { constructor() { here() } } if (cluster.isWorker) new A()': 'w',
  'class A { #f() { here() } start() { if (cluster.isWorker) this.#f() } } module.exports = A': 'w',
  'class A { f() { here() } start() { if (cluster.isWorker) this.f() } } exports.A = A': 'pwt',
  'class A { f() { here() } start() { if (cluster.isWorker) this.f(); this[x]() } }': 'pwt',
};

describe('who runs a node', () => {
  for (const [code, who] of Object.entries(CASES)) it(`${who}: ${code}`, () => assert.equal(whoRuns(code), who));

  it('is told in linear time', () => {
    const count = 2_000;
    const calls = Array.from({ length: count }, (_, index) => `function f${index}() { f${index + 1}() }`).join('\n');
    const start = process.cpuUsage().user;
    assert.equal(whoRuns(`${calls}\nfunction f${count}() { here() } if (cluster.isWorker) f0()`), 'w');
    assert.ok(process.cpuUsage().user - start < 2_000_000, 'over 2 s of CPU');
  });
});
