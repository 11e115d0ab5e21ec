import assert from 'node:assert/strict';
import { ModuleReferences } from '../../../rules/module-references';
import { SourceFile } from '../../../rules/source/source-file';
import { typeOf } from '../../../rules/values/builtins';

const HEAD = `const cluster = require('cluster');
const { Worker, MessageChannel, parentPort } = require('worker_threads');
const os = require('os');
`;

/** What type of object the argument of `what(…)` is. */
function typeIn(code: string): string | undefined {
  const source = SourceFile.from(HEAD + code, 'a.js')!;
  const references = new ModuleReferences(source);
  const call = source.nodes.ofType('CallExpression').find(({ callee }) => source.textOf(callee) === 'what')!;
  return typeOf(references.valueOf(call.arguments[0]!));
}

const CASES: readonly (readonly [code: string, type: string | undefined])[] = [
  ['what(new Worker(f))', 'thread'],
  ['class A extends Worker {} class B extends A {} what(new B())', 'thread'],
  ['let w; w = new Worker(a); if (x) w = new Worker(b); what(w)', 'thread'],
  ['const w = x ? new Worker(a) : null; what(w)', 'thread'],
  ['class P { constructor() { this.w = new Worker(f) } m() { what(this.w) } }', 'thread'],
  ['async function make() { return new Worker(f) } what(await make())', 'thread'],
  ['for (const w of [1, 2].map(() => new Worker(f))) what(w)', 'thread'],
  ['Array.from({ length: 2 }, () => new Worker(f)).forEach((w) => what(w))', 'thread'],
  ['const list = [1].map(() => new Worker(f)); what(list.find((w) => w.idle))', 'thread'],
  ['what([...[1].map(() => new Worker(f))][0])', 'thread'],
  ['const all = await Promise.all([1].map(async () => new Worker(f))); what(all[0])', 'thread'],
  ['const list = []; list.push(new Worker(f)); what(list[0])', 'thread'],
  ['const list = []; for (let i = 0; i < 4; i++) list.push(new Worker(f)); for (const w of list) what(w)', 'thread'],
  ['const list = []; list[i] = new Worker(f); list.forEach((w) => what(w))', 'thread'],
  ['const list = []; list.push(...[1].map(() => new Worker(f)), new Worker(f)); what(list.pop())', 'thread'],
  ['class P { list = []; add() { this.list.push(new Worker(f)) } m() { what(this.list[0]) } }', 'thread'],
  ['class P { constructor() { this.list = [] } add(w) { this.list.push(w) } m() { what(this.list[0]) } }', undefined],
  ['const list = []; list.push(new Worker(f)); list.push(other()); what(list[0])', undefined],
  ['const list = make(); list.push(new Worker(f)); what(list[0])', undefined],
  ['function f(list) { list.push(new Worker(f)); what(list[0]) }', undefined],
  ['let w = new Worker(f); w = 1 + x; use(() => what(w))', undefined],
  ['what(cluster.fork())', 'worker'],
  ['what(cluster.worker)', 'worker'],
  ['what(cluster.worker.process)', undefined],
  ["cluster.on('exit', (worker) => what(worker))", 'worker'],
  ["cluster.on('exit', (worker, code) => what(code))", undefined],
  ["cluster.on('setup', (settings) => what(settings))", undefined],
  ["server.on('exit', (worker) => what(worker))", undefined],
  ['for (const worker of Object.values(cluster.workers)) what(worker)', 'worker'],
  ['Object.values(cluster.workers).forEach((worker) => what(worker))', 'worker'],
  ['for (const id in cluster.workers) what(cluster.workers[id])', 'worker'],
  ['Object.keys(cluster.workers).forEach((id) => what(cluster.workers[id]))', 'worker'],
  ['what(cluster.fork().process)', 'child'],
  ["what(require('child_process').fork('a'))", 'child'],
  ['const { port1 } = new MessageChannel(); what(port1)', 'port'],
  ['what(parentPort)', 'port'],
  ['what(os.cpus())', 'cpus'],
  ['what(new Foo())', undefined],
];

describe('what is taken from an object', () => {
  it('is found in patterns', () => {
    const source = SourceFile.from(
      `${HEAD}const { kill, process: p } = cluster.fork(); cluster.on('exit', ({ id, kill: k }) => k()); const { kill: other } = x`,
      'a.js',
    )!;
    const taken = new ModuleReferences(source).takenFrom('worker', new Set(['kill', 'process']));
    assert.deepEqual(
      taken.map(({ name, node }) => `${name}: ${source.textOf(node)}`),
      ['kill: kill', 'process: process: p', 'kill: kill: k'],
    );
  });
});

describe('objects that Node makes', () => {
  for (const [code, type] of CASES) it(`${type ?? 'nothing'}: ${code}`, () => assert.equal(typeIn(code), type));
});
