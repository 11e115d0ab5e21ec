import assert from 'node:assert/strict';
import type { Site } from '../../../../protocol/agent';
import type { ThreadState } from '../../../../protocol/viewer';
import { threadLeaks } from '../../../../viewer/insights/thread-leaks';
import { processState, threadState } from '../../support/states';
import { busy, end, english, figures, Scene } from './support';

const SITE: Site = { file: '/app/app.js', line: 33, column: 9 };

describe('insight: thread leak', () => {
  let scene: Scene;
  let made: number;

  beforeEach(() => {
    scene = new Scene();
    made = 0;
    scene.set(processState({ id: 'p1' }));
  });

  /** Makes a thread, and gives it one message. */
  function make(own: Partial<ThreadState> = {}): ThreadState {
    const thread = threadState(`p1:${++made}`, { site: SITE, started: scene.now, ...own });
    scene.set(thread);
    scene.set({ ...thread, messages: { sent: 0, received: 1 } });
    return thread;
  }

  function makeEverySecond(count: number, own: Partial<ThreadState> = {}): void {
    for (let at = 0; at < count; at++) {
      make(own);
      scene.pass(1_000);
    }
  }

  const insights = () => threadLeaks(scene.model, scene.window, scene.seen, scene.now, english);
  const said = () => insights().map(({ owner, label, description }) => `${owner}: ${label} · ${description}`);

  it('is said of threads that are made one after the other, do one thing, and never end', () => {
    makeEverySecond(10);
    assert.deepEqual(said(), []);
    makeEverySecond(2);
    assert.deepEqual(said(), ['p1: 12 threads leak? · app.js:33']);
    assert.match(
      insights()[0]!.detail,
      /12 threads made at app\.js:33 live, none has ended\. 6 of them have done nothing/,
    );
    assert.equal(insights()[0]!.targets.length, 12);
  });

  it('stays said when no more are made', () => {
    makeEverySecond(12);
    scene.pass(600_000);
    assert.equal(said().length, 1);
  });

  it('is not said of a pool that fills up at its start, and stays so', () => {
    for (let at = 0; at < 32; at++) make();
    scene.pass(600_000);
    assert.deepEqual(said(), []);
  });

  it('is not said of a pool that grows while all its threads work', () => {
    for (let at = 0; at < 16; at++) {
      make();
      const messages = { sent: at, received: at + 2 };
      for (const thread of [...scene.model.threads.values()]) scene.set({ ...thread, messages });
      scene.pass(10_000);
    }
    scene.pass(600_000);
    assert.deepEqual(said(), []);
  });

  it('is not said of threads that compute for long without a word', () => {
    for (let at = 0; at < 12; at++) {
      make();
      scene.pass(6_000, Object.fromEntries([...scene.model.threads.keys()].map((id) => [id, busy(1)])));
    }
    assert.deepEqual(said(), []);
  });

  it('is not said where they end', () => {
    makeEverySecond(12);
    for (let at = 1; at <= 3; at++) {
      make({ state: 'exited', ended: scene.now, end: end({ how: 'exited', code: 0 }) });
    }
    assert.deepEqual(said(), []);
  });

  it('tells how many have ended where few do', () => {
    make({ state: 'exited', ended: 0, end: end() });
    makeEverySecond(12);
    assert.match(insights()[0]!.detail, /12 threads made at app\.js:33 live; of all made there 1 ended/);
  });

  it('is not said of a server with a thread for each open connection', () => {
    makeEverySecond(12);
    scene.pass(500, { p1: figures({ handles: { TCPSocketWrap: 12, TCPServerWrap: 1 } }) });
    assert.deepEqual(said(), []);
    scene.pass(500, { p1: figures({ handles: { TCPSocketWrap: 3 } }) });
    assert.equal(said().length, 1);
  });

  it('is counted by the place and the thread that made them', () => {
    makeEverySecond(6, { site: { ...SITE, line: 1 } });
    makeEverySecond(6, { site: { ...SITE, line: 2 } });
    assert.deepEqual(said(), [], 'two in each place are left behind by the time of its last');
    makeEverySecond(12, { creator: 1 });
    assert.deepEqual(said(), ['p1:1: 12 threads leak? · app.js:33']);
  });

  it('tells what their heaps hold, where they were measured', () => {
    makeEverySecond(12);
    scene.pass(500, { 'p1:1': figures({ heap: { used: 1, total: 6 * 1024 * 1024 } }) });
    assert.match(insights()[0]!.detail, /The heaps of 1 that were measured hold 6 MB/);
  });

  it('says nothing of threads whose end nobody was there to miss', () => {
    // A viewer that comes late knows them only from now on.
    for (let at = 1; at <= 20; at++) scene.set(threadState(`p1:${at}`, { site: SITE, started: -1000 * at }));
    scene.pass(60_000);
    assert.deepEqual(said(), []);
  });
});
