import assert from 'node:assert/strict';
import type { Site } from '../../../../protocol/agent';
import type { Condition, ThreadState } from '../../../../protocol/viewer';
import { type Pool, poolsOf } from '../../../../viewer/insights/pools';
import { processState, threadState } from '../../support/states';
import { busy, end, Scene } from './support';

const SITE: Site = { file: '/app/pool.js', line: 12, column: 9 };

describe('insight: pools', () => {
  let scene: Scene;

  beforeEach(() => {
    scene = new Scene();
    scene.set(processState({ id: 'p1' }));
  });

  function make(count: number, own: Partial<ThreadState> = {}, first = 1): string[] {
    const ids = Array.from({ length: count }, (_, at) => `p1:${first + at}`);
    for (const id of ids)
      scene.set(threadState(id, { site: SITE, script: '/app/task.js', started: scene.now, ...own }));
    return ids;
  }

  function messages(id: string, received: number, sent: number): void {
    scene.set({ ...scene.model.threads.get(id)!, messages: { received, sent } });
  }

  /** Each got so many tasks, and has answered them all. */
  function work(ids: string[], tasks: number): void {
    for (let done = 1; done <= tasks; done++) {
      for (const id of ids) {
        messages(id, done, done - 1);
        messages(id, done, done);
      }
    }
  }

  const pools = () => poolsOf(scene.model, scene.window, scene.seen, scene.now);
  const text = ({ name, threads, busy, tasks }: Pool) =>
    `${name} × ${threads.length}: ${busy} busy, ${busy === null ? null : threads.length - busy} idle, ${tasks === null ? '?' : tasks.toFixed(1)}/s`;
  const said = () => pools().map(text);

  it('are threads of one place that get task after task', () => {
    const ids = make(4);
    assert.deepEqual(said(), []);
    work(ids, 2);
    scene.pass(5_000, Object.fromEntries(ids.map((id) => [id, busy(0)])));
    assert.deepEqual(said(), ['task.js × 4: 0 busy, 4 idle, 0.0/s']);
    assert.equal(pools()[0]!.owner, 'p1');
    messages('p1:2', 3, 2);
    assert.deepEqual(said(), ['task.js × 4: 1 busy, 3 idle, 0.0/s']);
  });

  it('are not threads that each do one thing', () => {
    for (const id of make(6)) {
      messages(id, 1, 0);
      messages(id, 1, 1);
    }
    assert.deepEqual(said(), []);
  });

  it('are not threads made in several places', () => {
    const ids = [...make(1), ...make(1, { site: { ...SITE, line: 13 } }, 2)];
    work(ids, 5);
    assert.deepEqual(said(), []);
  });

  it('are those of the packages that make pools, and named so', () => {
    make(4, { site: { ...SITE, via: 'piscina' }, script: '/app/node_modules/piscina/dist/worker.js' });
    make(2, { site: { ...SITE, line: 1, via: 'tinypool' }, script: '/app/node_modules/vitest/dist/worker.js' }, 5);
    make(2, { site: { ...SITE, line: 2, via: 'other' } }, 7);
    assert.deepEqual(
      pools().map(({ name, threads }) => `${name} × ${threads.length}`),
      ['piscina × 4', 'vitest × 2'],
    );
  });

  it('do so many tasks a second, of late', () => {
    const ids = make(2);
    for (let second = 1; second <= 10; second++) {
      scene.pass(1_000);
      for (const id of ids) messages(id, second * 3, second * 3);
    }
    assert.match(said()[0]!, / 6\.0\/s$/);
    scene.pass(5_000);
    assert.match(said()[0]!, / 0\.0\/s$/);
  });

  it('know a thread that says that it is ready from one that answers, and a first word from a task', () => {
    const [ready, told] = make(2) as [string, string];
    messages(ready, 0, 1);
    messages(told, 1, 0);
    for (let task = 1; task <= 3; task++) {
      messages(ready, task, task);
      messages(ready, task, task + 1);
      messages(told, task + 1, task - 1);
      messages(told, task + 1, task);
    }
    scene.pass(4_000, { [ready]: busy(0), [told]: busy(0) });
    assert.match(said()[0]!, /0 busy/);
    messages(ready, 4, 4);
    assert.match(said()[0]!, /1 busy/);
    messages(told, 5, 3);
    assert.match(said()[0]!, /2 busy/);
  });

  it('go by the event loops where a task has many answers', () => {
    const ids = make(2);
    for (const id of ids) for (let task = 1; task <= 5; task++) messages(id, task, task * 10);
    messages(ids[1]!, 6, 50);
    scene.pass(4_000, { [ids[0]!]: busy(0.9), [ids[1]!]: busy(0) });
    assert.match(said()[0]!, /1 busy, 1 idle/);
  });

  it('count a thread that works most of the time, though it is between two tasks', () => {
    const ids = make(4);
    work(ids, 2);
    scene.pass(4_000, { [ids[0]!]: busy(0.7), [ids[1]!]: busy(0.7), [ids[2]!]: busy(0.7), [ids[3]!]: busy(0.1) });
    assert.match(said()[0]!, /2 busy, 2 idle/);
  });

  it('say how many are busy once one of them was measured, and go on where another is new', () => {
    const ids = make(2);
    // Each got its next task with its last answer.
    for (const id of ids) for (let task = 1; task <= 3; task++) messages(id, task, task - 1);
    assert.match(said()[0]!, /null busy/);
    scene.pass(4_000, { [ids[0]!]: busy(1), [ids[1]!]: busy(1) });
    assert.match(said()[0]!, /2 busy, 0 idle/);
    make(1, {}, 3);
    messages('p1:3', 1, 0);
    messages('p1:3', 2, 1);
    assert.match(said()[0]!, /2 busy, 1 idle/);
  });

  it('tell nothing of what cannot be told: threads that wait for work in ways that nobody sees', () => {
    const ids = make(2, { site: { ...SITE, via: 'piscina' } });
    assert.deepEqual(said(), ['piscina × 2: null busy, null idle, ?/s']);
    const condition = (is: Condition['is'], on: Condition['on'] = null): Condition => ({ is, since: 0, on });
    const set = (id: string, to: Condition) => scene.set({ ...scene.model.threads.get(id)!, condition: to });
    set(ids[0]!, condition('blocked', 'Atomics.wait'));
    set(ids[1]!, condition('blocked', 'Atomics.wait'));
    assert.deepEqual(said(), ['piscina × 2: 0 busy, 2 idle, ?/s']);
    set(ids[1]!, condition('stuck'));
    assert.deepEqual(said(), ['piscina × 2: 1 busy, 1 idle, ?/s']);
  });

  it('count a thread that waits in Atomics.wait in the midst of a task', () => {
    const ids = make(2);
    work(ids, 2);
    messages(ids[0]!, 3, 2);
    const condition: Condition = { is: 'blocked', since: 0, on: 'Atomics.wait' };
    for (const id of ids) scene.set({ ...scene.model.threads.get(id)!, condition });
    assert.match(said()[0]!, /1 busy, 1 idle/);
  });

  it('know who took whose place, also one made before the other’s exit', () => {
    const ids = make(3);
    work(ids, 2);
    scene.pass(10_000);
    const exited = (id: string, ended: number) =>
      scene.set({ ...scene.model.threads.get(id)!, state: 'exited', ended, end: end() });
    make(1, { started: scene.now - 5 }, 4);
    exited('p1:2', scene.now);
    assert.deepEqual(pools()[0]!.replaced, [{ was: 'p1:2', by: 'p1:4' }]);
    scene.pass(10_000);
    exited('p1:4', scene.now);
    assert.equal(pools()[0]!.replaced.length, 1, 'a pool that shrinks');
    make(1, { started: scene.now + 1_000 }, 5);
    assert.deepEqual(pools()[0]!.replaced, [
      { was: 'p1:2', by: 'p1:4' },
      { was: 'p1:4', by: 'p1:5' },
    ]);
    assert.deepEqual(pools()[0]!.threads, ['p1:1', 'p1:3', 'p1:5']);
    scene.pass(20_000);
    exited('p1:1', scene.now);
    make(1, { started: scene.now + 20_000 }, 6);
    assert.equal(pools()[0]!.replaced.length, 2, 'neither by one that was there, nor by one made long after');
  });

  it('end with their threads', () => {
    const ids = make(2);
    work(ids, 2);
    scene.set({ ...scene.model.threads.get(ids[0]!)!, state: 'exited', ended: 1, end: end() });
    assert.deepEqual(said(), []);
  });
});
