// The tree's rows: what stands beneath what, and what each says.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import { childrenOf, ENDED_IN_THE_OPEN, keyOf, type Node, parentOf } from '../../../extension/tree/nodes';
import { BARE, rowOf } from '../../../extension/tree/row';
import type { NotObserved } from '../../../protocol/agent';
import type { End, ProcessState } from '../../../protocol/viewer';
import { processState, runState, slotState, threadState, workerState } from '../support/states';
import { modelOf, NOW, textOf } from './tree-text';

const end = (own: Partial<End>): End => ({
  how: 'exited',
  code: 0,
  signal: null,
  error: null,
  why: null,
  before: [],
  ...own,
});
const ended = (own: Partial<End> = {}, at = 1) => ({ state: 'exited' as const, ended: at, end: end(own) });
const port = (number: number) => [{ address: null, port: number, addressType: 4 as const }];
const primary = processState({ id: 'p1', primary: true, pid: 10 });

describe('tree', () => {
  it('puts a worker in its slot, and those before it beneath, the last one first', () => {
    const processes = [
      primary,
      workerState('p2', 1, 1, ended({ how: 'crashed', code: null, signal: 'SIGKILL' })),
      workerState('p3', 2, 2, { state: 'listening', addresses: port(3000) }),
      workerState('p4', 3, 1, ended({ how: 'asked', code: null, signal: 'SIGTERM' })),
      workerState('p5', 4, 1, { state: 'listening', addresses: port(3000) }),
    ];
    const slots = [slotState(2, 'p3'), slotState(1, 'p5', ['p2', 'p4'])];
    assert.deepEqual(textOf(modelOf({ processes, slots })), [
      'app.js running',
      '  primary pid 10 · online',
      '    worker 4 pid 400 · :3000',
      '      slot 1 restarted 2×',
      '        14:03 asked for · SIGTERM',
      '        14:03 crashed · SIGKILL',
      '    worker 2 pid 200 · :3000',
    ]);
  });

  it('says of a worker of the past when it ended and how long it lived, and leads to its place', () => {
    const error = { name: 'Error', message: 'no', stack: null, code: null };
    const site = { file: '/app.js', line: 1, column: 1 };
    const past = (own: Partial<ProcessState>, at = NOW) => {
      const processes = [primary, workerState('p2', 1, 1, { ...ended({ how: 'crashed', code: 1 }), ...own })];
      const model = modelOf({
        processes: [...processes, workerState('p3', 2, 1)],
        slots: [slotState(1, 'p3', ['p2'])],
      });
      return rowOf(model, { kind: 'past', id: 'p2' }, english, undefined, at);
    };
    assert.deepEqual(past({ started: -10_000, ended: 1000 })?.description, 'crashed · code 1 · 11 s');
    assert.deepEqual(
      past({ started: -10_000, ended: 1000 })?.spoken,
      'worker before, crashed · code 1, up 11 s, pid 100',
    );
    assert.deepEqual(past({ started: -8_000_000, ended: 0 })?.description, 'crashed · code 1 · 2 h');
    assert.deepEqual(past({ started: 0, ended: 450 })?.description, 'crashed · code 1 · 0.5 s');
    const yesterday = new Date(2026, 10, 27).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
    assert.deepEqual([past({ ended: 1 })?.label, past({ ended: -86_400_000 })?.label], ['14:03', yesterday]);
    const midnight = { monotonic: 600_000, wall: new Date(2026, 10, 29, 0, 5) };
    assert.equal(past({ ended: 180_000 }, midnight)?.label, '23:58', 'a while ago, though it was yesterday');
    assert.equal(past({})?.opens, undefined);
    assert.equal(past({ site })?.opens, 'p2');
    assert.equal(past(ended({ how: 'crashed', code: 1, error }))?.opens, 'p2');
    assert.deepEqual(past({ site })?.abilities, ['crashed', 'revealable']);
  });

  it('folds a slot’s older workers, and counts those that are forgotten', () => {
    const workers = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`);
    const textWith = (known: number, restarts: number) => {
      const processes = [
        primary,
        ...workers(known).map((id, i) => workerState(id, i + 1, 1, ended({ how: i ? 'exited' : 'crashed' }, i))),
        workerState('now', 99, 1),
      ];
      const slot = { ...slotState(1, 'now', workers(known)), restarts };
      return textOf(modelOf({ processes, slots: [slot] })).slice(3);
    };
    assert.equal(textWith(ENDED_IN_THE_OPEN, ENDED_IN_THE_OPEN).length, 1 + ENDED_IN_THE_OPEN);
    const folded = textWith(ENDED_IN_THE_OPEN + 3, ENDED_IN_THE_OPEN + 3);
    assert.equal(folded[1 + ENDED_IN_THE_OPEN], '        earlier 3 ended · 1 crashed');
    assert.equal(folded.at(-1), '          14:03 crashed · 0.0 s');
    const forgotten = textWith(ENDED_IN_THE_OPEN + 3, ENDED_IN_THE_OPEN + 20);
    assert.equal(forgotten[1 + ENDED_IN_THE_OPEN], '        earlier 20 ended · 3 kept');
    assert.equal(forgotten.length, folded.length);
  });

  it('shows the last worker of a slot where none sits in it', () => {
    const processes = [primary, workerState('p2', 1, 1, ended({ how: 'voluntary' }))];
    const text = textOf(
      modelOf({ processes, slots: [slotState(1, null, ['p2'])].map((slot) => ({ ...slot, restarts: 0 })) }),
    );
    assert.deepEqual(text.slice(2), ['    worker 1 voluntary exit']);
  });

  it('says how each kind of end came about', () => {
    const ends: [Partial<End>, string][] = [
      [{}, 'exited'],
      [{ how: 'voluntary' }, 'voluntary exit'],
      [{ how: 'voluntary', code: 2 }, 'voluntary exit · code 2'],
      [{ how: 'asked', code: null, signal: 'SIGINT' }, 'asked for · SIGINT'],
      [{ how: 'crashed', code: 1 }, 'crashed · code 1'],
      [{ how: 'unknown', code: null }, 'ended, unknown how'],
      [{ how: 'crashed', code: null, signal: 'SIGABRT', why: 'abort' }, 'aborted by itself'],
      [{ how: 'crashed', code: null, signal: 'SIGABRT', why: 'fatal' }, 'aborted · out of memory?'],
      [{ how: 'crashed', code: null, signal: 'SIGKILL', why: 'killed-by-kernel' }, 'killed · out of memory'],
      [{ how: 'crashed', code: null, why: 'not-started' }, 'could not be started'],
    ];
    for (const [own, words] of ends) {
      const model = modelOf({ processes: [processState({ id: 'p1', ...ended(own) })] });
      assert.equal(rowOf(model, { kind: 'process', id: 'p1' }, english)?.description, words);
      assert.ok(words.length <= 25, 'it fits a row');
    }
  });

  it('says how each kind of a thread’s end came about, beside its name', () => {
    const ends: [Partial<End>, string][] = [
      [{ how: 'crashed', code: 1 }, 'loader.js · crashed'],
      [{ how: 'crashed', code: 1, why: 'resource-limits' }, 'out of memory · loader.js'],
      [{ how: 'unknown', code: null, why: 'process-ended' }, 'ended with process · loader.js'],
    ];
    for (const [own, words] of ends) {
      const threads = [threadState('p1:1', { script: '/loader.js', ...ended(own) })];
      const model = modelOf({ processes: [processState({ id: 'p1' })], threads });
      assert.equal(rowOf(model, { kind: 'thread', id: 'p1:1' }, english)?.description, words);
    }
  });

  it('tells the error that something crashed with, its first line only', () => {
    const error = { name: 'TypeError', message: 'no\nmore', stack: null, code: null };
    const processes = [processState({ id: 'p1', ...ended({ how: 'crashed', code: 1, error }) })];
    assert.deepEqual(textOf(modelOf({ processes })).slice(1), ['  main process crashed · code 1', '    TypeError no']);
  });

  it('shows where each address is listened on', () => {
    const addresses = [
      ...port(80),
      ...port(80),
      { address: '/tmp/a.sock', port: null, addressType: -1 as const },
      { address: null, port: 53, addressType: 'udp4' as const },
    ];
    const model = modelOf({ processes: [processState({ id: 'p1', pid: 1, state: 'listening', addresses })] });
    assert.equal(rowOf(model, { kind: 'process', id: 'p1' }, english)?.description, 'pid 1 · :80, a.sock, udp :53');
  });

  it('says of what is not observed why, and offers no debugger', () => {
    const whys: [NotObserved, string][] = [
      [{ reason: 'permission', detail: '--allow-net' }, '--permission without --allow-net'],
      [{ reason: 'oldNode', detail: 'v14.21.3' }, 'Node.js v14.21.3'],
      [{ reason: 'agentMissing', detail: '/gone/agent.cjs' }, 'agent gone'],
      [{ reason: 'agentFailed', detail: 'no' }, 'agent failed'],
      [{ reason: 'environment', detail: null }, 'environment emptied'],
      [{ reason: 'environment', detail: 'NODE_OPTIONS' }, 'NODE_OPTIONS replaced'],
      [{ reason: 'otherUser', detail: '33' }, 'another user'],
      [{ reason: 'noHub', detail: null }, 'began without hub'],
      [{ reason: 'unknown', detail: null }, 'unknown why'],
    ];
    const site = { file: '/app/pool.js', line: 41, column: 3 };
    for (const [notObserved, words] of whys) {
      const processes = [
        processState({ id: 'p1' }),
        processState({ id: 'p2', parent: 'p1', kind: 'child', pid: 7, connected: false, notObserved, site }),
      ];
      const model = modelOf({ processes, threads: [threadState('p1:1', { connected: false, notObserved, site })] });
      const child = rowOf(model, { kind: 'process', id: 'p2' }, english);
      assert.deepEqual([child?.description, child?.look], [`not observed · ${words}`, 'unobserved']);
      assert.deepEqual(child?.abilities, ['signalable', 'revealable']);
      assert.equal(child?.spoken, `online, not observed, ${words}, pid 7`);
      const thread = rowOf(model, { kind: 'thread', id: 'p1:1' }, english);
      assert.deepEqual([thread?.description, thread?.look], [`not observed · ${words}`, 'unobserved']);
      assert.deepEqual(thread?.abilities, ['revealable']);
    }
  });

  it('says how something ended that was not observed', () => {
    const notObserved = { reason: 'oldNode' as const, detail: 'v14.21.3' };
    const model = modelOf({ processes: [processState({ id: 'p1', notObserved, ...ended() })] });
    const row = rowOf(model, { kind: 'process', id: 'p1' }, english);
    assert.deepEqual([row?.description, row?.look], ['exited', 'exited']);
  });

  it('offers no debugger where the permission model forbids the inspector', () => {
    const inspector = { state: 'forbidden' as const, url: null, attached: false, held: null };
    const model = modelOf({ processes: [processState({ id: 'p1', inspector })] });
    const row = rowOf(model, { kind: 'process', id: 'p1' }, english);
    assert.deepEqual([row?.description, row?.abilities], ['pid 1 · online', ['signalable']]);
  });

  it('nests threads under the thread that made them', () => {
    const threads = [
      threadState('p1:1', { name: 'pool' }),
      threadState('p1:2', { creator: 1, script: 'file:///x/deep.mjs' }),
    ];
    assert.deepEqual(textOf(modelOf({ processes: [processState({ id: 'p1' })], threads })).slice(2), [
      '    thread 1 pool · online',
      '      thread 2 deep.mjs · online',
    ]);
  });

  it('keeps the last few that ended in the open, and folds the others', () => {
    const count = ENDED_IN_THE_OPEN + 3;
    const threads = Array.from({ length: count }, (_, i) =>
      threadState(`p1:${i + 1}`, ended({ how: i ? 'exited' : 'crashed' }, i)),
    );
    const text = textOf(modelOf({ processes: [processState({ id: 'p1' })], threads })).slice(2);
    assert.equal(text[0], `    thread ${count} t.js · exited`);
    assert.equal(text[ENDED_IN_THE_OPEN], '    earlier 3 ended · 1 crashed');
    assert.equal(text.at(-1), '      thread 1 t.js · crashed');
  });

  it('shows live runs first, then the newest; none that came to nothing', () => {
    const runs = [
      runState({ id: 'a', name: 'old', root: 'x', state: 'ended', started: 1 }),
      runState({ id: 'b', name: 'new', root: 'y', state: 'ended', started: 3 }),
      runState({ id: 'c', name: 'live', started: 2 }),
      runState({ id: 'd', name: 'failed', root: null, state: 'ended', started: 4 }),
    ];
    const names = childrenOf(modelOf({ runs }), undefined).map(
      (node) => rowOf(modelOf({ runs }), node, english)?.label,
    );
    assert.deepEqual(names, ['live', 'new', 'old']);
  });

  it('shows what a launcher started in its stead, and a launcher only where it failed before', () => {
    const runs = [runState({ name: 'npm' })];
    const npm = processState({ id: 'p1', launcher: 'npm', pid: 1 });
    const inner = processState({ id: 'p2', parent: 'p1', launcher: 'yarn', pid: 2 });
    const program = processState({ id: 'p3', parent: 'p2', pid: 3 });
    const child = processState({ id: 'p4', parent: 'p3', kind: 'child', script: '/mail.js', pid: 4 });
    const model = modelOf({ runs, processes: [npm, inner, program, child] });
    assert.deepEqual(textOf(model), [
      'npm running',
      '  main process pid 3 · online',
      '    child mail.js pid 4 · online',
    ]);
    assert.deepEqual(parentOf(model, { kind: 'process', id: 'p3' }), { kind: 'run', id: 'r' });
    const crashed = ended({ how: 'crashed', code: 1 });
    assert.deepEqual(textOf(modelOf({ runs, processes: [{ ...npm, ...crashed }] })), [
      'npm running',
      '  npm crashed · code 1',
    ]);
    assert.deepEqual(
      textOf(
        modelOf({
          runs,
          processes: [
            { ...npm, ...crashed },
            { ...inner, ...ended() },
          ],
        }),
      ),
      ['npm running'],
    );
  });

  it('folds the processes that a run restarted often, and shows the living one first', () => {
    const watch = processState({ id: 'p1', launcher: 'node --watch' });
    const before = Array.from({ length: ENDED_IN_THE_OPEN + 2 }, (_, i) =>
      processState({ id: `p${i + 2}`, parent: 'p1', ...ended({ how: 'asked', code: null }, i + 1) }),
    );
    const model = modelOf({ processes: [watch, ...before, processState({ id: 'p99', parent: 'p1', pid: 99 })] });
    const text = textOf(model);
    assert.equal(text[1], '  main process pid 99 · online');
    assert.deepEqual(text.slice(2, 7), Array(5).fill('  main process asked for'));
    assert.equal(text[7], '  earlier 2 ended');
    assert.deepEqual(parentOf(model, { kind: 'process', id: 'p2' }), { kind: 'earlier', id: 'r' });
    assert.deepEqual(parentOf(model, { kind: 'earlier', id: 'r' }), { kind: 'run', id: 'r' });
  });

  it('knows for each row the one that it stands beneath', () => {
    const processes = [
      primary,
      workerState('p2', 1, 1, ended()),
      workerState('p3', 2, 1),
      processState({ id: 'p4', parent: 'p1', kind: 'child' }),
    ];
    const error = { name: 'E', message: '', stack: null, code: null };
    const threads = [
      threadState('p3:1'),
      threadState('p3:2', { creator: 1 }),
      threadState('p4:1', ended({ how: 'crashed', error })),
    ];
    const past = Array.from({ length: 9 }, (_, i) => workerState(`w${i}`, i + 9, 1, ended()));
    const many = Array.from({ length: 9 }, (_, i) => threadState(`p1:${i + 1}`, ended({}, i)));
    const slots = [slotState(1, 'p3', ['p2', ...past.map(({ id }) => id)])];
    const model = modelOf({ processes: [...processes, ...past], threads: [...threads, ...many], slots });
    const walk = (node: Node | undefined) => {
      for (const child of childrenOf(model, node)) {
        const parent = parentOf(model, child);
        assert.equal(parent && keyOf(parent), node && keyOf(node), keyOf(child));
        walk(child);
      }
    };
    walk(undefined);
  });

  it('offers what can be done to a row, and nothing else', () => {
    const processes = [
      primary,
      workerState('p2', 1, 1, { site: { file: '/a.js', line: 1, column: 1 } }),
      workerState('p3', 2, 2, { inspector: { state: 'lens', url: 'ws://x', attached: true, held: null } }),
      workerState('p4', 3, 3, { connected: false, state: 'starting', pid: null }),
      workerState('p5', 4, 4, ended()),
    ];
    const model = modelOf({ processes, threads: [threadState('p2:1', { connected: false }), threadState('p5:1')] });
    const abilities = (kind: Node['kind'], id: string) => rowOf(model, { kind, id }, english)?.abilities;
    assert.deepEqual(abilities('run', 'r'), ['stoppable', 'debugged']);
    assert.deepEqual(abilities('process', 'p1'), ['attachable', 'locatable', 'signalable', 'forking', 'repeatable']);
    assert.deepEqual(abilities('process', 'p2'), [
      ...['attachable', 'locatable', 'signalable', 'disconnectable', 'repeatable', 'revealable'],
    ]);
    assert.deepEqual(abilities('process', 'p3'), [
      ...['detachable', 'locatable', 'inspectable', 'signalable', 'disconnectable', 'repeatable'],
    ]);
    assert.deepEqual(abilities('process', 'p4'), ['disconnectable']);
    assert.deepEqual(abilities('process', 'p5'), []);
    assert.deepEqual(abilities('thread', 'p2:1'), ['attachable', 'locatable', 'threading', 'repeatable']);
  });

  it('shows a slot that a debugger follows, whoever sits in it, while its primary lives', () => {
    const inspector = { state: 'lens' as const, url: 'ws://x', attached: true, held: null };
    const sitting = [
      workerState('p2', 1, 1, { inspector }),
      workerState('p3', 2, 2, ended({ how: 'crashed', code: 1 })),
    ];
    const slots = [slotState(1, 'p2'), slotState(2, null, ['p3'])];
    const followed = { ...BARE, follows: () => true };
    const look = (own: Partial<ProcessState>, id: string) => {
      const model = modelOf({ processes: [{ ...primary, ...own }, ...sitting], slots });
      const row = rowOf(model, { kind: 'process', id }, english, followed);
      return [row?.description, row?.abilities.includes('followed'), row?.abilities.includes('followable')];
    };
    assert.deepEqual(look({}, 'p2'), ['pid 100 · followed', true, false]);
    assert.deepEqual(look({}, 'p3'), ['crashed · code 1 · followed', true, false]);
    assert.deepEqual(look({ connected: false }, 'p3').slice(1), [false, false]);
    const model = modelOf({ processes: [primary, ...sitting], slots });
    const abilities = rowOf(model, { kind: 'process', id: 'p3' }, english)?.abilities;
    assert.deepEqual(abilities, ['followable']);
  });

  it('fits a side bar of 300 pixels', () => {
    const states = ['starting', 'online', 'disconnecting'] as const;
    const processes = [
      ...states.map((state, i) => workerState(`w${i}`, 10 + i, i, { pid: 1_234_567, state })),
      workerState('w8', 12, 8, { pid: 1_234_567, state: 'listening', addresses: port(65_535) }),
      workerState('w9', 12, 9, {
        pid: 1_234_567,
        inspector: { state: 'lens', url: 'ws://x', attached: true, held: null },
      }),
    ];
    const names = ['stats-collector-of-everything.mjs', 'a'];
    const threads = names.map((script, i) => threadState(`w0:${i + 1}`, { script }));
    const model = modelOf({ processes: [primary, ...processes], threads });
    // Measured with a wide font: 25 characters after a worker's label.
    for (const { id } of processes) {
      const description = rowOf(model, { kind: 'process', id }, english)?.description ?? '';
      assert.ok(description.length <= 25, description);
    }
    const words = threads.map(({ id }) => rowOf(model, { kind: 'thread', id }, english)?.description);
    // Of a long name the editor cuts off the end.
    assert.deepEqual(words, ['online · stats-collector-of-everything.mjs', 'a · online']);
  });
});
