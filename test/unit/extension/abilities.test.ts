// What can be done to a row that nobody has drawn: commands that are called from the palette offer the rows that can.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import { type AbilityReaders, abilitiesOf } from '../../../extension/actions/abilities';
import { ROW_ABILITIES } from '../../../extension/ids';
import type { Node } from '../../../extension/tree/nodes';
import type { RunState } from '../../../protocol/viewer';
import { processState, runState, slotState, workerState } from '../support/states';
import { modelOf } from './tree-text';

describe('abilities of a row', () => {
  const readers: AbilityReaders = {
    runs: { ownerOf: (run) => (run === 'r' ? {} : undefined) },
    standing: { follows: (slot) => slot === 'p1#1' },
  };

  function abilities(node: Node, run: Partial<RunState> = {}): string[] {
    const processes = [
      processState({ id: 'p1', run: run.id ?? 'r', primary: true }),
      ...[1, 2].map((slot) => workerState(`w${slot}`, slot, slot, { run: run.id ?? 'r' })),
    ];
    const slots = [1, 2].map((slot) => slotState(slot, `w${slot}`));
    return abilitiesOf(modelOf({ runs: [runState(run)], processes, slots }), node, readers, english);
  }

  it('restart a run that this window started, as long as it goes on', () => {
    const restarts = (run: Partial<RunState>) =>
      abilities({ kind: 'run', id: run.id ?? 'r' }, run).includes(ROW_ABILITIES.restart);
    assert.equal(restarts({}), true);
    assert.equal(restarts({ state: 'ended', ended: 1 }), false);
    assert.equal(restarts({ late: true }), false);
    assert.equal(restarts({ id: 'of another window' }), false);
  });

  it('follow a slot that no debugger follows, and leave one that has such', () => {
    const { followSlot, leaveSlot } = ROW_ABILITIES;
    const ofSlot = (id: string) =>
      abilities({ kind: 'process', id }).filter((each) => each === followSlot || each === leaveSlot);
    assert.deepEqual([ofSlot('w1'), ofSlot('w2')], [[leaveSlot], [followSlot]]);
  });

  it('are those of its kind, and what else can be done to it', () => {
    const ofWorker = abilities({ kind: 'process', id: 'w1' });
    for (const each of [ROW_ABILITIES.attach, ROW_ABILITIES.disconnect, ROW_ABILITIES.sendMessage])
      assert.ok(ofWorker.includes(each), each);
  });
});
