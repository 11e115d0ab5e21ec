import assert from 'node:assert/strict';
import { Instances } from '../../../rules/instances';
import { ModuleReferences } from '../../../rules/module-references';
import { SourceFile } from '../../../rules/source/source-file';
import { FunctionUses } from '../../../rules/values/function-uses';

/** What happens to the first `new Worker(…)` of a program, in short. */
function lifeIn(code: string) {
  const source = SourceFile.from(`const { Worker } = require('worker_threads');\n${code}`, 'a.js')!;
  const references = new ModuleReferences(source);
  const instances = new Instances(references.evaluator, new FunctionUses(references.evaluator));
  const [creation] = references.made('thread');
  const { listeners, calls, accesses, names, escapes, ...may } = instances.of(creation!);
  return {
    listeners: listeners.map(({ event, callback }) => `${event}: ${callback && source.textOf(callback)}`),
    calls: calls.map(({ name }) => name),
    accesses: accesses.map(({ name, isWrite }) => `${isWrite ? 'write' : 'read'} ${name}`),
    names: names.map(({ name }) => name),
    escapes: escapes.map((node) => source.textOf(node)),
    ...may,
  };
}

describe('what happens to an object', () => {
  it('is its listeners, calls and properties, under all its names', () => {
    const life = lifeIn(`let w = new Worker(f); const other = w;
      other.on('exit', done).postMessage(1); w.busy = true; log(w.threadId); w.onmessage = got; use({ threadId: other.threadId })`);
    assert.deepEqual(life.names, ['w', 'other']);
    assert.deepEqual(life.calls.toSorted(), ['on', 'postMessage']);
    assert.deepEqual(life.listeners.toSorted(), ['exit: done', 'message: got']);
    assert.deepEqual(life.accesses.toSorted(), ['read threadId', 'read threadId', 'write busy', 'write onmessage']);
    assert.deepEqual(life.escapes, []);
    assert.equal(life.mayListenTo('exit'), true);
    assert.equal(life.mayListenTo('error'), false);
    assert.equal(life.mayCall('terminate'), false);
  });

  it('may be anything where it is out of sight', () => {
    for (const code of [
      'register(new Worker(f))',
      'export const w = new Worker(f)',
      'const w = new Worker(f); export { w }',
      'exports.w = new Worker(f)',
      'global.w = new Worker(f)',
      'module.exports = class { constructor() { this.w = new Worker(f) } }',
      'const list = make(); list.push(new Worker(f))',
      'function make() { return new Worker(f) }',
      'function make() { return new Worker(f) } register(make)',
      'function f(list) { list.push(new Worker(f)) } f([])',
      'const o = { w: new Worker(f) }; register(o)',
      'class A { w = new Worker(f) } export default A',
      'const w = new Worker(f); w[x]()',
      'const p = new Proxy(new Worker(f), {})',
      'function* make() { yield new Worker(f) }',
    ]) {
      assert.notDeepEqual(lifeIn(code).escapes, [], code);
      assert.equal(lifeIn(code).mayListenTo('error'), true);
    }
  });

  it('is seen through what the language does with it', () => {
    for (const code of [
      "const w = new Worker(f); if (w && !w.dead) w.on('error', e)",
      "const w = (x, new Worker(f)); (w ?? other).on('error', e)",
      "const [w] = [new Worker(f)]; w.on('error', e)",
      "const { w } = { w: new Worker(f) }; w.on('error', e)",
      "const all = new Set(); all.add(new Worker(f)); for (const w of all) w.on('error', e)",
      "const all = {}; all.first = new Worker(f); all.first.on('error', e)",
      "class A { #w; start() { this.#w = new Worker(f); this.#w.on('error', e) } } module.exports = A",
      "new Promise((resolve) => resolve(new Worker(f))).then((w) => w.on('error', e))",
      "const make = async () => new Worker(f); (async () => { const w = await make(); w.on('error', e) })()",
      "(function (w) { w.on('error', e) })(new Worker(f))",
      "(() => new Worker(f))().on('error', e)",
      "Promise.all([1].map(() => new Worker(f))).then(([w]) => w.on('error', e))",
      "let w; ({ w } = { w: new Worker(f) }); w.on('error', e)",
      "const w = new Worker(f); w.addEventListener('error', e)",
    ]) {
      const { listeners, escapes } = lifeIn(code);
      assert.deepEqual(escapes, [], code);
      assert.deepEqual(listeners, ['error: e'], code);
    }
  });
});
