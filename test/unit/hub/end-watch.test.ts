import assert from 'node:assert/strict';
import { EndWatch, GRACE } from '../../../hub/host/end-watch';
import type { Unattended } from '../../../hub/model/model';
import { FakeClock } from './fake-clock';

describe('hub: watch over ends nobody tells of', () => {
  let clock: FakeClock;
  let unattended: Unattended[];
  let alive: Set<string>;
  let gone: string[];
  let watch: EndWatch;

  beforeEach(() => {
    clock = new FakeClock();
    unattended = [];
    alive = new Set();
    gone = [];
    watch = new EndWatch(clock, {
      unattended: () => unattended,
      isAlive: (id) => alive.has(id),
      gone: (id) => {
        gone.push(id);
        unattended = unattended.filter((each) => each.id !== id);
      },
    });
  });

  const add = (id: string, teller: Unattended['teller'] = null, expected = false) =>
    unattended.push({ id, run: 'run', teller, expected });

  it('leaves a process alone that lost only its connection', () => {
    add('p1');
    alive.add('p1');
    watch.news();
    clock.pass(10_000);
    assert.deepEqual(gone, []);
    alive.delete('p1');
    clock.pass(250);
    assert.deepEqual(gone, ['p1']);
  });

  it('judges at once where nobody can tell', () => {
    add('p1');
    watch.news();
    clock.pass(25);
    assert.deepEqual(gone, ['p1']);
  });

  it('waits for the parent, for a while', () => {
    add('p1', 'parent', true);
    watch.news();
    clock.pass(GRACE - 100);
    assert.deepEqual(gone, []);
    clock.pass(500);
    assert.deepEqual(gone, ['p1']);
  });

  it('waits for the launcher only a moment where the last words were heard', () => {
    add('p1', 'launcher', true);
    add('p2', 'launcher');
    watch.news();
    clock.pass(250);
    assert.deepEqual(gone, ['p1']);
    clock.pass(GRACE);
    assert.deepEqual(gone, ['p1', 'p2']);
  });

  it('waits for nobody in a run whose root was seen to end', () => {
    add('p1', 'parent');
    add('p2', 'parent');
    alive.add('p2');
    watch.settle('run');
    assert.deepEqual(gone, ['p1']);
  });
});
