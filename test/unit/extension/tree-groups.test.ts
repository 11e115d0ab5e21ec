// Rows that stand for many, and the order of rows.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import { threadsLike } from '../../../extension/debug/groups';
import { gatherPool, MANY, RANGE } from '../../../extension/tree/groups';
import { HeldOrder, HOLDS, HOLDS_FOR_A_PERSON } from '../../../extension/tree/held-order';
import { childrenOf, keyOf, type Node, parentOf } from '../../../extension/tree/nodes';
import { rowOf } from '../../../extension/tree/row';
import type { Condition, ThreadState } from '../../../protocol/viewer';
import type { Model } from '../../../viewer/model';
import { processState, slotState, threadState, workerState } from '../support/states';
import { measured, modelOf, sightOf, textOf } from './tree-text';

const busy: Condition = { is: 'busy', since: 0, on: null };
const end = { how: 'crashed' as const, code: 1, signal: null, error: null, why: null, before: [] };

const threadsOf = (count: number, script = '/app/heavy.js', from = 1) =>
  Array.from({ length: count }, (_, i) => threadState(`p1:${from + i}`, { script }));

function everyRowIsBeneathItsParent(model: Model): void {
  const walk = (node: Node | undefined) => {
    for (const child of childrenOf(model, node)) {
      const parent = parentOf(model, child);
      assert.equal(parent && keyOf(parent), node && keyOf(node), keyOf(child));
      walk(child);
    }
  };
  walk(undefined);
}

describe('groups in the tree', () => {
  const process = processState({ id: 'p1' });

  it('fold the threads of one script once they are many, with how they do together', () => {
    const threads = threadsOf(8).map((thread, i) => (i < 3 ? { ...thread, condition: busy } : thread));
    const others = [threadState('p1:9', { script: '/app/other.js' })];
    const model = modelOf({ processes: [process], threads: [...threads, ...others] });
    const figures = { 'p1:1': measured({ rss: null }), 'p1:2': measured({ rss: null, cpu: 0.9 }) };
    const text = textOf(model, sightOf(figures));
    assert.equal(text[2], '    heavy.js × 8 3 busy · 102 % · 16 MB');
    assert.deepEqual(text.slice(3, 7), [
      '      thread 1 busy · 12 % · 8 MB',
      '      thread 2 busy · 90 % · 8 MB',
      '      thread 3 busy',
      '      thread 4 online',
    ]);
    assert.equal(text.at(-1), '    thread 9 other.js · online');
    everyRowIsBeneathItsParent(model);
    const group = childrenOf(model, { kind: 'process', id: 'p1' })[0];
    const spoken = group && rowOf(model, group, english, sightOf(figures))?.spoken;
    assert.equal(spoken, 'group of 8, 3 busy, 102 % CPU, 16 MB memory');
  });

  it('leave a few in the open', () => {
    const model = modelOf({ processes: [process], threads: threadsOf(MANY) });
    assert.equal(textOf(model).length, 2 + MANY);
    assert.equal(textOf(model)[2], '    thread 1 heavy.js · online');
  });

  it('stay one row as a pool shrinks, until one is left', () => {
    const threads = threadsOf(MANY + 1);
    const model = modelOf({ processes: [process], threads });
    assert.equal(textOf(model)[2], `    heavy.js × ${MANY + 1} `.trimEnd());
    const leave = (left: number) =>
      model.apply(
        threads.slice(left).map((thread) => ({ kind: 'thread', value: { ...thread, state: 'exited', ended: 1, end } })),
      );
    leave(2);
    assert.equal(textOf(model)[2], '    heavy.js × 2');
    everyRowIsBeneathItsParent(model);
    leave(1);
    assert.equal(textOf(model)[2], '    thread 1 heavy.js · online');
    everyRowIsBeneathItsParent(model);
  });

  it('count only what lives, and leave what ended where it was', () => {
    const ended = threadState('p1:9', { script: '/app/heavy.js', state: 'exited', ended: 1, end });
    const model = modelOf({ processes: [process], threads: [...threadsOf(MANY + 1), ended] });
    const text = textOf(model);
    assert.equal(text[2], `    heavy.js × ${MANY + 1}`);
    assert.equal(text.at(-1), '    thread 9 heavy.js · crashed');
    everyRowIsBeneathItsParent(model);
  });

  it('hold the threads of a pool together, whatever they run', () => {
    const site = { file: '/app/index.js', line: 3, column: 1, via: 'piscina' };
    const threads = threadsOf(6).map((thread, i) => ({ ...thread, script: `/task ${i}.js`, site }));
    const model = modelOf({ processes: [process], threads });
    assert.equal(textOf(model)[2], '    piscina × 6');
    everyRowIsBeneathItsParent(model);
  });

  it('hold a pool from its first two threads on, and stay as these are replaced', () => {
    const threads = threadsOf(2);
    const model = modelOf({ processes: [process], threads: [...threads, ...threadsOf(2, '/app/other.js', 5)] });
    assert.equal(textOf(model)[2], '    thread 1 heavy.js · online');
    gatherPool(model, threads[0]!);
    const rows = [
      '    heavy.js × 2',
      '      thread 1 online',
      '      thread 2 online',
      '    thread 5 other.js · online',
    ];
    assert.deepEqual(textOf(model).slice(2, 6), rows);
    everyRowIsBeneathItsParent(model);
    const change = (value: ThreadState) => model.apply([{ kind: 'thread', value }]);
    change({ ...threads[1]!, state: 'exited', ended: 1, end });
    assert.equal(textOf(model)[2], '    heavy.js × 1', 'until the next is there');
    everyRowIsBeneathItsParent(model);
    change(threadState('p1:3', { script: '/app/heavy.js' }));
    assert.equal(textOf(model)[2], '    heavy.js × 2');
    change({ ...threads[0]!, state: 'exited', ended: 1, end });
    change(threadState('p1:3', { script: '/app/heavy.js', state: 'exited', ended: 1, end }));
    assert.equal(textOf(model)[2], '    thread 5 other.js · online', 'a pool that has ended is no row');
    everyRowIsBeneathItsParent(model);
  });

  it('stand under a thread as under a process, and hold children of one script', () => {
    const threads = [threadState('p1:1', { script: '/maker.js' })].concat(
      threadsOf(5, '/app/made.js', 2).map((thread) => ({ ...thread, creator: 1 })),
    );
    const children = Array.from({ length: 5 }, (_, i) =>
      processState({ id: `p${i + 2}`, parent: 'p1', kind: 'child', script: '/app/my mail.js' }),
    );
    const model = modelOf({ processes: [process, ...children], threads });
    const text = textOf(model).filter((line) => line.includes('×'));
    assert.deepEqual(text, ['      made.js × 5', '    my mail.js × 5']);
    everyRowIsBeneathItsParent(model);
  });

  it('keep up to 64 workers in the open, and take more by the ranges of their slots', () => {
    const clusterOf = (count: number) => {
      const workers = Array.from({ length: count }, (_, i) => workerState(`w${i + 1}`, i + 1, i + 1));
      const slots = workers.map(({ id }, i) => slotState(i + 1, id));
      return modelOf({ processes: [processState({ id: 'p1', primary: true }), ...workers], slots });
    };
    assert.equal(textOf(clusterOf(RANGE)).length, 2 + RANGE);
    const many = clusterOf(2 * RANGE + 22);
    const labels = textOf(many).filter((line) => line.startsWith('    workers'));
    assert.deepEqual(labels, ['    workers 1–64', '    workers 65–128', '    workers 129–150']);
    everyRowIsBeneathItsParent(many);
  });

  it('say what of a range crashed', () => {
    const crashed = { state: 'exited' as const, ended: 1, end };
    const workers = Array.from({ length: RANGE + 1 }, (_, i) =>
      workerState(`w${i + 1}`, i + 1, i + 1, i < 2 ? crashed : i === 3 ? { condition: { ...busy, is: 'stuck' } } : {}),
    );
    const slots = workers.map(({ id }, i) => slotState(i + 1, i < 2 ? null : id, i < 2 ? [id] : []));
    const model = modelOf({ processes: [processState({ id: 'p1', primary: true }), ...workers], slots });
    const [range] = childrenOf(model, { kind: 'process', id: 'p1' });
    const row = range && rowOf(model, range, english);
    assert.deepEqual([row?.description, row?.look], ['2 crashed · 1 stuck', 'stuck']);
  });

  it('offer to attach to all of their threads', () => {
    const model = modelOf({ processes: [process], threads: [...threadsOf(5), ...threadsOf(1, '/other.js', 6)] });
    const [group] = childrenOf(model, { kind: 'process', id: 'p1' });
    assert.deepEqual(group && rowOf(model, group, english)?.abilities, ['threading']);
    assert.deepEqual(threadsLike(model, group?.id ?? ''), ['p1:1', 'p1:2', 'p1:3', 'p1:4', 'p1:5']);
  });
});

describe('the order of rows', () => {
  const nodes: Node[] = ['a', 'b', 'c'].map((id) => ({ kind: 'process', id }));
  const ids = (sorted: Node[]) => sorted.map(({ id }) => id).join('');

  function orderOf(values: Record<string, number>): HeldOrder {
    const order = new HeldOrder(({ id }) => values[id] ?? null);
    order.by = 'cpu';
    return order;
  }

  it('is the highest first; who has no figure is last, and equal ones stand as they were made', () => {
    assert.equal(ids(orderOf({ b: 1, c: 5 }).sorted(nodes)), 'cba');
    assert.equal(ids(orderOf({ a: 1, b: 1, c: 1 }).sorted(nodes)), 'abc');
    const order = orderOf({ c: 5 });
    order.by = 'creation';
    assert.equal(ids(order.sorted(nodes)), 'abc');
  });

  it('changes at most every two seconds', () => {
    const values = { a: 3, b: 2, c: 1 };
    const order = orderOf(values);
    assert.equal(ids(order.sorted(nodes)), 'abc');
    values.c = 9;
    assert.equal(ids(order.sorted(nodes)), 'abc', 'not by itself');
    assert.equal(order.renew(0), true);
    assert.equal(ids(order.sorted(nodes)), 'cab');
    values.a = 20;
    assert.equal(order.renew(HOLDS - 1), false);
    assert.equal(order.renew(HOLDS), true);
    assert.equal(ids(order.sorted(nodes)), 'acb');
    assert.equal(order.renew(10 * HOLDS), false, 'nothing changed');
  });

  it('is held while a person points at a row', () => {
    const values = { a: 1, b: 2, c: 3 };
    const order = orderOf(values);
    assert.equal(ids(order.sorted(nodes)), 'cba');
    order.hold(100);
    values.a = 9;
    assert.equal(order.renew(20_000), false, 'a tooltip takes a while to read');
    assert.equal(order.renew(99 + HOLDS_FOR_A_PERSON), false);
    assert.equal(order.renew(100 + HOLDS_FOR_A_PERSON), true);
    assert.equal(ids(order.sorted(nodes)), 'acb');
  });

  it('holds among what is alike: threads, workers and children', () => {
    const processes = [
      processState({ id: 'p1', primary: true }),
      workerState('p2', 1, 1),
      workerState('p3', 2, 2),
      processState({ id: 'p4', parent: 'p1', kind: 'child', script: '/mail.js' }),
    ];
    const model = modelOf({
      processes,
      threads: threadsOf(2),
      slots: [slotState(1, 'p2'), slotState(2, 'p3')],
    });
    const values: Record<string, number> = { p4: 99, p3: 50, 'p1:2': 1 };
    const text = textOf(model, sightOf({}), orderOf(values).sorted).slice(2);
    const labels = text.map((line) => line.trim().split(' ').slice(0, 2).join(' '));
    assert.deepEqual(labels, ['thread 2', 'thread 1', 'worker 2', 'worker 1', 'child mail.js']);
  });
});
