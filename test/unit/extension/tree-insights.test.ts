// Insights in the tree: beneath what they are about, and pools in the rows of their threads.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import { insightOwner, NO_INSIGHTS, predecessorWords } from '../../../extension/tree/insight-row';
import { childrenOf, keyOf, type Node, parentOf } from '../../../extension/tree/nodes';
import { BARE, rowOf, type Sight } from '../../../extension/tree/row';
import type { Condition } from '../../../protocol/viewer';
import type { Insight } from '../../../viewer/insights/insight';
import type { Pool } from '../../../viewer/insights/pools';
import { processState, slotState, threadState, workerState } from '../support/states';
import { modelOf, textOf } from './tree-text';

function insight(id: string, owner: string, own: Partial<Insight> = {}): Insight {
  return {
    id,
    owner,
    kind: 'crash-loop',
    severity: 'warning',
    label: id,
    description: 'numbers',
    detail: 'why',
    targets: [],
    ...own,
  };
}

function sightOf(insights: Insight[], pools: Pool[] = []): Sight {
  return {
    ...BARE,
    insights: {
      ...NO_INSIGHTS,
      of: (owner) => insights.filter((each) => each.owner === owner),
      poolOf: (thread) => pools.find(({ threads }) => threads.includes(thread)),
    },
  };
}

describe('insights in the tree', () => {
  const end = { how: 'crashed' as const, code: 1, signal: null, why: null, before: [] };
  const error = { name: 'Error', message: 'boom', stack: null, code: null };
  const model = modelOf({
    processes: [
      processState({ id: 'p1', primary: true }),
      workerState('p2', 1, 1, { state: 'exited', ended: 1, end: { ...end, error } }),
      workerState('p3', 2, 2),
    ],
    slots: [{ ...slotState(1, null, ['p2']), restarts: 0 }, slotState(2, 'p3')],
    threads: [threadState('p3:1', { script: '/app/a.js' })],
  });
  const insights = [
    insight('leak p1 /app a.js:3', 'p1'),
    insight('loop p1#1', 'p1#1'),
    insight('few p1', 'p1', { severity: 'info' }),
    insight('deep', 'p3:1'),
  ];
  const sight = sightOf(insights);

  it('stand under their process, thread, or the worker that their slot shows, before all but its error', () => {
    assert.deepEqual(textOf(model, sight), [
      'app.js running',
      '  primary pid 1 · online',
      '    leak p1 /app a.js:3 numbers',
      '    few p1 numbers',
      '    worker 1 crashed · code 1',
      '      Error boom',
      '      loop p1#1 numbers',
      '    worker 2 pid 200 · online',
      '      thread 1 a.js · online',
      '        deep numbers',
    ]);
  });

  it('are beneath the row that they name as theirs', () => {
    const found: string[] = [];
    const walk = (node: Node | undefined) => {
      for (const child of childrenOf(model, node, undefined, sight.insights)) {
        if (child.kind === 'insight') found.push(keyOf(child));
        const parent = parentOf(model, child);
        assert.equal(parent && keyOf(parent), node && keyOf(node), keyOf(child));
        walk(child);
      }
    };
    walk(undefined);
    assert.equal(found.length, 4);
    assert.equal(insightOwner(model, 'p1#1 loop p1#1'), 'p2');
  });

  it('say by a look of their own whether they warn, and are spoken with their numbers', () => {
    const rows = ['p1 few p1', 'p1#1 loop p1#1'].map((id) => rowOf(model, { kind: 'insight', id }, english, sight));
    assert.deepEqual(
      rows.map((row) => [row?.look, row?.spoken]),
      [
        ['insight', 'numbers'],
        ['insightWarning', 'numbers'],
      ],
    );
    assert.equal(rowOf(model, { kind: 'insight', id: 'p1 gone' }, english, sight), undefined);
  });

  it('tell of a pool in the row of its threads how many are busy and what they do', () => {
    const blocked: Condition = { is: 'blocked', since: 0, on: 'Atomics.wait' };
    const site = { file: '/app/app.js', line: 1, column: 1, via: 'piscina' };
    const threads = Array.from({ length: 6 }, (_, i) =>
      threadState(`p1:${i + 1}`, { site, condition: i < 2 ? blocked : null }),
    );
    const pooled = modelOf({ processes: [processState({ id: 'p1' })], threads });
    const pool: Pool = {
      id: 'pool',
      owner: 'p1',
      name: 'piscina',
      threads: threads.map(({ id }) => id),
      busy: 3,
      tasks: 4.26,
      replaced: [],
    };
    const row = (own: Partial<Pool>) => textOf(pooled, sightOf([], [{ ...pool, ...own }]))[2];
    assert.equal(row({}), '    piscina × 6 3 busy · 4.3 tasks/s');
    assert.equal(row({ tasks: 41.7 }), '    piscina × 6 3 busy · 42 tasks/s');
    assert.equal(row({ tasks: null }), '    piscina × 6 3 busy');
    assert.equal(row({ tasks: null, busy: null }), '    piscina × 6 2 idle', 'what is known of each');
    assert.equal(row({ tasks: null, busy: 7 }), '    piscina × 6 6 busy', 'one has ended since it was looked at');
  });

  it('count those of a pool as busy that are known to be stuck since it was looked at', () => {
    const stuck: Condition = { is: 'stuck', since: 0, on: null };
    const threads = [1, 2, 3, 4, 5, 6].map((i) =>
      threadState(`p1:${i}`, { script: '/app/t.js', condition: i < 3 ? stuck : null }),
    );
    const pooled = modelOf({ processes: [processState({ id: 'p1' })], threads });
    const ids = threads.map(({ id }) => id);
    const pool: Pool = { id: 'pool', owner: 'p1', name: 't.js', threads: ids, busy: 0, tasks: 16, replaced: [] };
    assert.equal(textOf(pooled, sightOf([], [pool]))[2], '    t.js × 6 2 stuck · 2 busy · 16 tasks/s');
  });

  it('tell of a thread whose place in its pool it took', () => {
    const threads = [
      threadState('p1:1', { state: 'exited', ended: 1, end: { ...end, error } }),
      threadState('p1:2'),
      threadState('p1:3'),
    ];
    const pooled = modelOf({ processes: [processState({ id: 'p1' })], threads });
    const replaced = [
      { was: 'p1:1', by: 'p1:3' },
      { was: 'p1:forgotten', by: 'p1:2' },
    ];
    const pool: Pool = {
      ...{ id: 'pool', owner: 'p1', name: 'a.js', threads: ['p1:2', 'p1:3'] },
      ...{ busy: 0, tasks: 1, replaced },
    };
    const words = threads.map((thread) => predecessorWords(pooled, thread, sightOf([], [pool]).insights, english));
    assert.deepEqual(words, ['', '', 'thread 1, crashed · code 1']);
  });
});
