// Which crashes a person is told of: each run's first, and no more while it goes on crashing.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import { type Crash, CrashWatch, crashText } from '../../../extension/crash-watch';
import type { Change, End, ProcessState, RunState, ThreadState } from '../../../protocol/viewer';
import { Model } from '../../../viewer/model';
import { processState, runState, threadState, workerState } from '../support/states';

const error = { name: 'Error', message: 'boom.\nmore', stack: null, code: null };
const end = (own: Partial<End> = {}): End => ({
  ...{ how: 'crashed', code: 1, signal: null, error, why: null, before: [] },
  ...own,
});
const ended = (own?: Partial<End>) => ({ state: 'exited' as const, ended: 1, end: end(own) });

/** A clock that a test moves. */
class TestClock {
  time = 0;
  readonly #timers: { at: number; action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.time + ms, action };
    this.#timers.push(timer);
    return () => this.#timers.splice(this.#timers.indexOf(timer), 1);
  }

  pass(ms: number): void {
    this.time += ms;
    for (const timer of this.#timers.filter(({ at }) => at <= this.time)) {
      this.#timers.splice(this.#timers.indexOf(timer), 1);
      timer.action();
    }
  }
}

describe('crash notices', () => {
  let model: Model;
  let clock: TestClock;
  let watch: CrashWatch;
  let told: Crash[];
  let answers: (() => void)[];

  beforeEach(() => {
    model = new Model();
    clock = new TestClock();
    told = [];
    answers = [];
    watch = new CrashWatch(model, clock, (crash) => {
      told.push(crash);
      return new Promise((resolve) => answers.push(resolve));
    });
    watch.begin();
    change(runState(), processState({ id: 'p1', primary: true }), workerState('p2', 1, 1));
  });

  function change(...states: (RunState | ProcessState | ThreadState)[]): void {
    const changes = states.map(
      (value) => ({ kind: 'root' in value ? 'run' : 'thread' in value ? 'thread' : 'process', value }) as Change,
    );
    model.apply(changes);
    watch.follow(changes);
  }

  const crash = (worker: number, own?: Partial<End>) => change(workerState(`p${worker + 1}`, worker, 1, ended(own)));
  const texts = () => told.map((each) => crashText(model, each, english));

  it('say who crashed, how, and with what', () => {
    crash(1);
    clock.pass(1000);
    assert.deepEqual(texts(), ['app.js: worker 1 crashed · code 1. Error: boom.']);
  });

  it('say it of threads and children too', () => {
    change(threadState('p2:3', ended({ error: null })));
    clock.pass(1000);
    change(runState({ id: 's', name: 'b.js' }), processState({ id: 'p8', run: 's' }));
    const script = '/app/mail.js';
    change(
      processState({
        id: 'p9',
        run: 's',
        parent: 'p8',
        kind: 'child',
        script,
        ...ended({ code: null, signal: 'SIGSEGV' }),
      }),
    );
    clock.pass(1000);
    assert.deepEqual(texts(), [
      'app.js: thread 3 of worker 1 crashed · code 1.',
      'b.js: child mail.js crashed · SIGSEGV. Error: boom.',
    ]);
  });

  it('are one for a crash loop', async () => {
    for (let worker = 1; worker <= 5; worker++) {
      crash(worker);
      clock.pass(50_000);
      answers[0]!();
      await new Promise(setImmediate);
    }
    assert.equal(told.length, 1);
  });

  it('are one for a crash, whatever more is told of it', async () => {
    crash(1);
    clock.pass(1000);
    answers[0]!();
    await new Promise(setImmediate);
    clock.pass(61_000);
    crash(1, { error: null });
    clock.pass(1000);
    assert.equal(told.length, 1);
  });

  it('are one for what crashes at the same time, and count the others', () => {
    crash(1);
    crash(2);
    crash(3);
    clock.pass(1000);
    assert.deepEqual(texts(), ['app.js: worker 1 crashed · code 1. Error: boom. 2 more crashed.']);
  });

  it('come again when a run was quiet for a while, with what crashed meanwhile', async () => {
    crash(1);
    clock.pass(1000);
    crash(2);
    clock.pass(1000);
    answers[0]!();
    await new Promise(setImmediate);
    clock.pass(61_000);
    crash(3);
    clock.pass(1000);
    assert.equal(texts()[1], 'app.js: worker 3 crashed · code 1. Error: boom. 1 more crashed.');
  });

  it('come again late where nobody answers', () => {
    crash(1);
    clock.pass(1000);
    clock.pass(300_000);
    crash(2);
    clock.pass(1000);
    assert.equal(told.length, 1);
    clock.pass(601_000);
    crash(3);
    clock.pass(1000);
    assert.equal(told.length, 2);
  });

  it('come of each run by itself', () => {
    change(runState({ id: 's', name: 'b.js' }), processState({ id: 'p8', run: 's' }));
    crash(1);
    change(processState({ id: 'p9', run: 's', parent: 'p8', kind: 'child', ...ended() }));
    clock.pass(1000);
    assert.deepEqual(
      told.map(({ run }) => run),
      ['r', 's'],
    );
  });

  it('never come of what crashed before the window came', () => {
    const old = new Model();
    const processes = [processState({ id: 'p1' }), workerState('p2', 1, 1, ended())];
    old.reset({
      type: 'snapshot',
      protocol: 1,
      pid: 1,
      time: 0,
      runs: [runState()],
      processes,
      threads: [],
      slots: [],
    });
    const late = new CrashWatch(old, clock, async (each) => void told.push(each));
    late.begin();
    late.follow(old.asChanges());
    clock.pass(1000);
    assert.equal(told.length, 0);
    const change: Change = { kind: 'process', value: workerState('p3', 2, 1, ended()) };
    old.apply([change]);
    late.follow([change]);
    clock.pass(1000);
    assert.equal(told.length, 1);
  });

  it('never come of an end that turns out to be none, or asked for', () => {
    crash(1);
    crash(1, { how: 'asked' });
    crash(2);
    change(workerState('p3', 2, 1));
    clock.pass(1000);
    assert.equal(told.length, 0);
    // It lived after all; now it has crashed.
    crash(2);
    clock.pass(1000);
    assert.equal(told.length, 1);
  });

  it('never come of what somebody outside wanted to end, as by Ctrl-C', () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) crash(1, { code: null, signal });
    clock.pass(1000);
    assert.equal(told.length, 0);
  });

  it('never come of a program that failed as a whole, nor of what went with it', () => {
    crash(1);
    change(processState({ id: 'p1', primary: true, ...ended() }));
    clock.pass(1000);
    change(runState({ state: 'ended' }));
    crash(2);
    clock.pass(1000);
    assert.equal(told.length, 0);
  });

  it('come of one that failed as a whole where it ran before the lens came', () => {
    change(runState({ late: true }), processState({ id: 'p1', primary: true, ...ended() }));
    clock.pass(1000);
    assert.deepEqual(texts(), ['app.js: primary crashed · code 1. Error: boom.']);
  });

  it('come of what a starter left behind that has ended', () => {
    change(processState({ id: 'p1', primary: true, ...ended({ how: 'exited', code: 0 }) }));
    crash(1);
    clock.pass(1000);
    assert.equal(told.length, 1);
  });

  it('never come of a child that answers its parent with a code, but do where it came to harm', () => {
    const child = { parent: 'p1', kind: 'child' as const };
    change(processState({ id: 'p5', ...child, ...ended({ error: null }) }));
    clock.pass(1000);
    assert.equal(told.length, 0);
    change(processState({ id: 'p6', ...child, ...ended({ error: null, code: null, signal: 'SIGABRT' }) }));
    clock.pass(1000);
    assert.equal(told.length, 1);
  });

  it('never come of a launcher', () => {
    change(processState({ id: 'p5', parent: 'p2', kind: 'child', launcher: 'npm', ...ended() }));
    clock.pass(1000);
    assert.equal(told.length, 0);
  });
});
