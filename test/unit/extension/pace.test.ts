// When the tree tells the editor of changes: it is made so that the editor shows them.
import assert from 'node:assert/strict';
import { Given } from '../../../extension/tree/given';
import { DEAF, GATHERS, Pace } from '../../../extension/tree/pace';
import { Parts } from '../../../extension/tree/parts';
import { FakeClock } from '../hub/fake-clock';

function paceOf(clock: FakeClock, act: () => boolean): Pace {
  const after = (ms: number, action: () => void) => {
    const timer = clock.after(ms, action);
    return { cancel: () => clock.cancel(timer) };
  };
  return new Pace(act, { now: () => clock.now(), after });
}

describe('the pace of the tree', () => {
  it('tells of the first change with what comes at once after it, and of those that follow once the editor listens again', () => {
    const clock = new FakeClock();
    const told: number[] = [];
    const pace = paceOf(clock, () => told.push(clock.now()) > 0);
    const start = clock.now();
    pace.ask();
    clock.pass(GATHERS - 1);
    assert.deepEqual(told, []);
    for (let i = 0; i < 50; i++) {
      clock.pass(20);
      pace.ask();
    }
    const gaps = told.slice(1).map((time, i) => time - (told[i] ?? 0));
    assert.equal(told[0], start + GATHERS);
    assert.ok(told.length >= 4, `${told.length} times`);
    assert.ok(
      gaps.every((gap) => gap >= DEAF && gap < DEAF + 20),
      gaps.join(' '),
    );
  });

  it('does not wait after a change that showed nowhere', () => {
    const clock = new FakeClock();
    let acts = 0;
    const pace = paceOf(clock, () => ++acts < 0);
    for (let i = 0; i < 2; i++) {
      pace.ask();
      clock.pass(GATHERS);
    }
    assert.equal(acts, 2);
  });
});

describe('what the editor was given', () => {
  it('is forgotten with the list that it stood in, but for what moved to another', () => {
    const given = new Given();
    given.giveChildren('process p1', ['thread a', 'thread b']);
    const row = { figures: '', rest: 'row' };
    for (const key of ['thread a', 'thread b']) given.giveRow(key, row, key);
    given.giveChildren('group g', ['thread a']);
    given.giveChildren('process p1', ['group g']);
    assert.deepEqual([given.rowOf('thread a'), given.rowOf('thread b')], [row, undefined]);
    assert.equal(given.hasChildren('process p1', ['group g']), true);
    given.forget('process p1');
    assert.equal(given.rowOf('thread a'), undefined);
    assert.equal(given.parentOf('thread a'), undefined);
  });
});

describe('a run whose figures change', () => {
  /** A primary with its workers in groups. */
  function given(groups: number, members: number): { given: Given; rows: string[] } {
    const all = new Given();
    const names = Array.from({ length: groups }, (_, group) => `group ${group}`);
    const beneath = (group: string) => Array.from({ length: members }, (_, at) => `worker ${at} of ${group}`);
    all.giveChildren('run r', ['process primary']);
    all.giveChildren('process primary', names);
    for (const name of names) all.giveChildren(name, beneath(name));
    return { given: all, rows: ['process primary', ...names.flatMap(beneath)] };
  }

  it('is read again in parts where it is large, and now and then as a whole', () => {
    const { given: all, rows } = given(4, 64);
    const parts = new Parts(all);
    assert.equal(parts.add('r', rows, 0), true);
    assert.equal(parts.isEmpty, true);
    assert.equal(parts.add('r', rows, 2_000), false);
    const taken = [1, 2, 3, 4].map(() => parts.take());
    assert.deepEqual(taken, ['group 0', 'group 1', 'group 2', 'group 3']);
    assert.deepEqual([parts.isEmpty, parts.take()], [true, undefined]);
    assert.equal(parts.add('r', rows, 10_000), true);
  });

  it('is read as a whole where it is small, or stands in one list', () => {
    for (const { given: all, rows } of [given(4, 16), given(1, 300)]) {
      const parts = new Parts(all);
      for (const time of [0, 2_000]) assert.equal(parts.add('r', rows, time), true);
    }
  });
});
