import assert from 'node:assert/strict';
import { ModelChanges } from '../../../../hub/recording/changes';
import { Held, HOLD_LINES } from '../../../../hub/recording/held';
import type { Change, ProcessState } from '../../../../protocol/viewer';
import { FakeClock } from '../fake-clock';

describe('hub: lines of recordings', () => {
  describe('that wait', () => {
    let clock: FakeClock;
    let held: Held;
    let written: string[];
    let ready: Set<string>;

    beforeEach(() => {
      clock = new FakeClock();
      held = new Held(clock);
      written = [];
      ready = new Set();
    });

    const add = (teller: string, name: string) =>
      held.add({
        teller,
        isReady: () => ready.has(name),
        giveUp: () => void ready.add(name),
        write: () => void written.push(name),
      });

    it('are written at once where they can be', () => {
      ready.add('1');
      add('a', '1');
      assert.deepEqual(written, ['1']);
    });

    it('keep the order of who tells them, and hold up nobody else', () => {
      add('a', '1');
      for (const name of ['2', '3']) ready.add(name);
      add('a', '2');
      add('b', '3');
      assert.deepEqual(written, ['3']);
      ready.add('1');
      held.look();
      assert.deepEqual(written, ['3', '1', '2']);
    });

    it('are written before those that wait for what they tell', () => {
      add('a', '1');
      ready.add('1').add('2');
      add('b', '2');
      held.look();
      assert.deepEqual(written, ['2', '1']);
    });

    it('wait no longer than they may', () => {
      add('a', '1');
      clock.pass(HOLD_LINES / 2);
      add('a', '2');
      clock.pass(HOLD_LINES / 2 - 1);
      assert.deepEqual(written, []);
      clock.pass(1);
      assert.deepEqual(written, ['1']);
      held.flush();
      assert.deepEqual(written, ['1', '2']);
    });

    it('are written then also where nothing would ever be known', () => {
      let written = 0;
      held.add({ teller: 'a', isReady: () => false, giveUp: () => {}, write: () => written++ });
      clock.pass(HOLD_LINES);
      assert.equal(written, 1);
    });
  });

  describe('of changes', () => {
    const process = (fields: Partial<ProcessState> = {}): Change => ({
      kind: 'process',
      value: { id: 'p1', run: 'r', pid: 1, messages: { sent: 0, received: 0 }, ...fields } as ProcessState,
    });

    it('leave out what only totals of messages changed', () => {
      const changes = new ModelChanges(() => 'r');
      const count = (fields: Partial<ProcessState>) => changes.sort([process(fields)]).get('r')?.length ?? 0;
      assert.equal(count({}), 1);
      assert.equal(count({ messages: { sent: 5, received: 0 } }), 0);
      assert.equal(count({ messages: { sent: 6, received: 0 }, pid: 2 }), 1);
      assert.equal(count({ messages: { sent: 7, received: 0 }, pid: 2 }), 0);
      assert.equal(count({ messages: { sent: 7, received: 0 }, pid: 2, disconnecting: 5 }), 1);
    });

    it('are sorted by run, those of what is forgotten too', () => {
      const runs: Record<string, string> = { p1: 'r', p2: 's' };
      const changes = new ModelChanges((id) => runs[id]);
      const thread = { kind: 'thread', value: { id: 'p2:1', process: 'p2' } } as Change;
      const slot = { kind: 'slot', value: { id: 'p1#1', primary: 'p1' } } as Change;
      const sorted = changes.sort([process(), process({ id: 'p2', run: 's' }), slot, thread]);
      const idsOf = (of: Map<string, Change[]>, run: string) =>
        of.get(run)?.map((change) => ('value' in change ? change.value.id : `no ${change.id}`));
      assert.deepEqual(idsOf(sorted, 'r'), ['p1', 'p1#1']);
      assert.deepEqual(idsOf(sorted, 's'), ['p2', 'p2:1']);
      const gone = changes.sort([
        { kind: 'forgotten', of: 'thread', id: 'p2:1' },
        { kind: 'forgotten', of: 'process', id: 'p9' },
      ]);
      assert.deepEqual([idsOf(gone, 'r'), idsOf(gone, 's')], [undefined, ['no p2:1']]);
    });
  });
});
