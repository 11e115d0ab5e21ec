// When the tree tells the editor of changes: it is made so that the editor shows them.
import assert from 'node:assert/strict';
import { Given } from '../../../extension/tree/given';
import { DEAF, GATHERS, Pace } from '../../../extension/tree/pace';
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
