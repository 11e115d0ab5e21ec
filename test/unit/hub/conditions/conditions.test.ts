// The system here is a fake, told by each test what its threads do. test/behaviour has the real one.
import assert from 'node:assert/strict';
import { Conditions, OVERDUE } from '../../../../hub/conditions/conditions';
import { FIGURES_INTERVAL } from '../../../../hub/figures-watch';
import type { Task, Waiting } from '../../../../hub/host/tasks';
import type { Judged } from '../../../../hub/model/model';
import type { Figures } from '../../../../protocol/agent';
import type { Condition } from '../../../../protocol/viewer';
import { FakeClock } from '../fake-clock';

/** When it must be known at the latest what a target is that fell silent, in ms. */
const KNOWN = FIGURES_INTERVAL + OVERDUE + 500;

/** What a thread does: the state that the system gives it, and its share of a core. */
interface Doing {
  state: string;
  cpu: number;
  waitsIn: Waiting;
}

const LOOPS: Doing = { state: 'R', cpu: 1, waitsIn: null };
const WAITS: Doing = { state: 'S', cpu: 0, waitsIn: 'futex' };
const READS: Doing = { state: 'S', cpu: 0, waitsIn: 'other' };
const IDLES: Doing = { state: 'S', cpu: 0, waitsIn: 'events' };
const STOPPED: Doing = { state: 'T', cpu: 0, waitsIn: 'other' };

function figures(tid: number | null, max = 1, mean = 0): Figures {
  return {
    period: FIGURES_INTERVAL,
    tid,
    cpu: 1,
    rss: 1,
    heap: { used: 1, total: 2 },
    loop: { utilization: 1, delay: { mean, max } },
    handles: {},
    http: null,
    connections: 0,
    messages: 0,
  };
}

describe('hub: conditions', () => {
  let clock: FakeClock;
  let watched: boolean;
  let targets: Map<string, Judged>;
  let doing: Map<number, Doing>;
  let reads: number;
  let shown: Map<string, Condition | null>;
  let told: [string, string | null][];
  let conditions: Conditions;
  /** Who answers, and how late. */
  let answering: Map<string, Figures>;

  beforeEach(() => {
    clock = new FakeClock();
    clock.pass(10_000);
    watched = false;
    targets = new Map();
    doing = new Map();
    reads = 0;
    shown = new Map();
    told = [];
    answering = new Map();
    conditions = new Conditions({
      clock,
      isWatched: () => watched,
      judged: () => (watched ? [...targets.values()] : []),
      tell,
      tasks: {
        read,
        all: (pid) => [...doing.keys()].map((tid) => read(pid, tid)).filter((task) => task !== null),
        waitsIn: (_, tid) => doing.get(tid)!.waitsIn,
        uptime: () => clock.now(),
      },
    });
    heartbeat();
  });
  afterEach(() => conditions.stop());

  function read(_: number, tid: number): Task | null {
    reads++;
    const what = doing.get(tid);
    if (!what) return null;
    const cpu = Math.floor((clock.now() * what.cpu) / 10) * 10;
    return { tid, state: what.state, name: 'node', cpu, faults: 2000, start: tid };
  }

  /** As the model keeps it. */
  function tell(id: string, condition: Condition | null): void {
    const before = shown.get(id);
    if (before?.is === condition?.is && before?.on === condition?.on) return;
    shown.set(id, condition);
    told.push([id, condition && [condition.is, condition.on].filter(Boolean).join(' on ')]);
  }

  function heartbeat(): void {
    clock.after(FIGURES_INTERVAL, () => {
      for (const [id, each] of answering) conditions.take(id, each);
      heartbeat();
    });
  }

  function add(id: string, pid: number, own: Partial<Judged> = {}): void {
    const common = { created: null, started: clock.now(), connected: true, held: false, ownInspector: false };
    targets.set(id, { id, pid, thread: 0, ...common, ...own });
  }

  /** A main thread that answers. */
  function addAnswering(id: string, pid: number): void {
    add(id, pid);
    answering.set(id, figures(pid));
    doing.set(pid, IDLES);
  }

  function falls(id: string, what: Doing): void {
    const { pid } = targets.get(id)!;
    answering.delete(id);
    doing.set(pid, what);
  }

  function watch(on = true): void {
    watched = on;
    conditions.watch();
  }

  for (const [name, what, is] of [
    ['loops', LOOPS, 'stuck'],
    ['waits', WAITS, 'blocked on Atomics.wait'],
    ['reads', READS, 'blocked'],
    ['is stopped', STOPPED, 'stopped'],
    ['is traced', { ...STOPPED, state: 't' }, 'stopped'],
    ['gets little of the processor, but would take more', { ...LOOPS, cpu: 0.02 }, 'stuck'],
  ] as const) {
    it(`what does not answer and ${name} is ${is}, until it answers`, () => {
      addAnswering('p1', 1);
      watch();
      clock.pass(3000);
      assert.deepEqual([told, reads], [[], 0]);
      falls('p1', what);
      clock.pass(KNOWN);
      assert.deepEqual(told, [['p1', is]]);
      assert.equal(shown.get('p1')!.since, 13_000);
      clock.pass(10_000);
      answering.set('p1', figures(1, 12_000));
      clock.pass(FIGURES_INTERVAL);
      answering.set('p1', figures(1));
      clock.pass(5000);
      assert.deepEqual(told, [
        ['p1', is],
        ['p1', null],
      ]);
    });
  }

  it('is not judged before it is overdue for long enough', () => {
    addAnswering('p1', 1);
    watch();
    clock.pass(3000);
    falls('p1', LOOPS);
    clock.pass(FIGURES_INTERVAL + OVERDUE - 1);
    assert.deepEqual(told, []);
  });

  it('changes between stuck and blocked only when two looks say so', () => {
    addAnswering('p1', 1);
    watch();
    falls('p1', LOOPS);
    clock.pass(KNOWN);
    for (let i = 0; i < 10; i++) {
      doing.set(1, i % 2 ? LOOPS : WAITS);
      clock.pass(500);
    }
    assert.deepEqual(told, [['p1', 'stuck']]);
    falls('p1', WAITS);
    clock.pass(5000);
    assert.deepEqual(told.slice(1), [['p1', 'blocked on Atomics.wait']]);
  });

  it('is silent where the system tells nothing', () => {
    addAnswering('p1', 1);
    watch();
    doing.clear();
    answering.clear();
    clock.pass(KNOWN);
    assert.deepEqual(told, [['p1', 'silent']]);
  });

  it('is not thought to be in Atomics.wait where a debugger may hold it that the hub does not know of', () => {
    addAnswering('p1', 1);
    targets.get('p1')!.ownInspector = true;
    watch();
    falls('p1', WAITS);
    clock.pass(KNOWN);
    assert.deepEqual(told, [['p1', 'blocked']]);
  });

  it('is nobody’s fault that the host slept, or the hub was held up', () => {
    addAnswering('p1', 1);
    addAnswering('p2', 2);
    watch();
    clock.pass(3000);
    doing.set(1, STOPPED);
    doing.delete(2);
    clock.sleep(60_000);
    clock.pass(3000);
    clock.sleep(1000);
    clock.pass(3000);
    assert.deepEqual(told, []);
    clock.sleep(60_000);
    falls('p1', LOOPS);
    clock.pass(KNOWN);
    assert.deepEqual(told, [['p1', 'stuck']]);
  });

  it('is not known where nobody watches; the system is not asked then', () => {
    addAnswering('p1', 1);
    falls('p1', LOOPS);
    clock.pass(10_000);
    watch();
    // Nothing could be heard before.
    clock.pass(FIGURES_INTERVAL + OVERDUE - 1);
    assert.deepEqual(told, []);
    clock.pass(500);
    watch(false);
    assert.deepEqual(told, [
      ['p1', 'stuck'],
      ['p1', null],
    ]);
    reads = 0;
    clock.pass(10_000);
    assert.equal(reads, 0);
  });

  it('is forgotten of what ends or loses its connection, and begins anew', () => {
    addAnswering('p1', 1);
    watch();
    falls('p1', LOOPS);
    clock.pass(KNOWN);
    targets.delete('p1');
    clock.pass(250);
    assert.deepEqual(told.splice(0), [
      ['p1', 'stuck'],
      ['p1', null],
    ]);
    add('p1', 1);
    clock.pass(FIGURES_INTERVAL + OVERDUE - 1);
    assert.deepEqual(told, []);
    clock.pass(750);
    assert.deepEqual(told, [['p1', 'stuck']]);
  });

  it('is as it should be of what is held before its first line', () => {
    add('p1', 1, { held: true });
    doing.set(1, WAITS);
    watch();
    clock.pass(10_000);
    assert.deepEqual([told, reads], [[], 0]);
    targets.get('p1')!.held = false;
    clock.pass(KNOWN);
    assert.deepEqual(told, [['p1', 'blocked on Atomics.wait']]);
  });

  it('is paused while a debugger holds it, and neither stuck nor blocked; what stops for it alone is not shown', () => {
    addAnswering('p1', 1);
    conditions.paused('p1', 'seen');
    falls('p1', WAITS);
    clock.pass(1000);
    watch();
    assert.equal(shown.get('p1')!.since, 10_000);
    clock.pass(10_000);
    conditions.paused('p1', null);
    conditions.paused('p1', 'unseen');
    clock.pass(10_000);
    assert.deepEqual(told, [
      ['p1', 'paused'],
      ['p1', null],
    ]);
    assert.equal(reads, 0);
  });

  describe('of a thread', () => {
    beforeEach(() => addAnswering('p1', 1));

    it('that never connected: found by when it was made', () => {
      add('p1:1', 1, { thread: 1, connected: false, created: clock.now() });
      doing.set(clock.now() - 5, LOOPS);
      watch();
      clock.pass(KNOWN + 500);
      assert.deepEqual(told, [['p1:1', 'stuck']]);
    });

    it('that never connected, but may be about to: not before it would have tried again', () => {
      add('p1:1', 1, { thread: 1, connected: false, created: clock.now() });
      add('p1:2', 1, { thread: 2, connected: false });
      doing.set(clock.now() - 5, IDLES);
      watch();
      clock.pass(5000);
      assert.deepEqual(told, []);
      clock.pass(2500);
      assert.deepEqual(told, [
        ['p1:1', 'blocked'],
        ['p1:2', 'silent'],
      ]);
    });

    it('that was connected, and is no more: not known', () => {
      add('p1:1', 1, { thread: 1, created: clock.now() });
      answering.set('p1:1', figures(7));
      doing.set(7, LOOPS);
      watch();
      clock.pass(1000);
      answering.delete('p1:1');
      targets.get('p1:1')!.connected = false;
      clock.pass(20_000);
      assert.deepEqual(told, []);
    });

    it('that cannot be told apart: stopped where its process is', () => {
      add('p1:1', 1, { thread: 1, connected: false });
      watch();
      falls('p1', STOPPED);
      clock.pass(KNOWN);
      assert.deepEqual(told.sort(), [
        ['p1', 'stopped'],
        ['p1:1', 'stopped'],
      ]);
    });
  });

  it('is busy where its loop answers late, by its own thread’s CPU', () => {
    addAnswering('p1', 1);
    watch();
    answering.set('p1', figures(1, 400));
    clock.pass(3000);
    assert.deepEqual(told, []);
    doing.set(1, LOOPS);
    clock.pass(1500);
    assert.deepEqual(told, [['p1', 'busy']]);
    answering.set('p1', figures(1));
    clock.pass(3000);
    assert.deepEqual(told.slice(1), [['p1', null]]);
    reads = 0;
    clock.pass(5000);
    assert.equal(reads, 0);
  });

  it('takes a bounded part of the hub’s time, and new ones first', () => {
    for (let pid = 1; pid <= 4000; pid++) add(`p${pid}`, pid);
    for (let pid = 1; pid <= 4000; pid++) doing.set(pid, WAITS);
    watch();
    clock.pass(60_000);
    assert.equal(told.length, 4000);
    reads = 0;
    addAnswering('new', 5000);
    falls('new', LOOPS);
    clock.pass(KNOWN + 500);
    assert.deepEqual(told.at(-1), ['new', 'stuck']);
    assert.ok(reads <= (200 * (KNOWN + 500)) / 250, `${reads} reads`);
  });
});
