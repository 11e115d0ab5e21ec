// Who is asked where it is, and in which order: the tree's, whoever was heard of first.
import assert from 'node:assert/strict';
import { livingBeneath } from '../../../extension/actions/beneath';
import type { Change, ProcessState, ThreadState } from '../../../protocol/viewer';
import { Model } from '../../../viewer/model';
import { processState, runState, threadState, workerState } from '../support/states';

describe('living processes and threads beneath a row', () => {
  const model = modelOf(
    [
      workerState('p2', 2, 2),
      processState({ id: 'p5', parent: 'p1', kind: 'child', started: 1 }),
      workerState('p4', 3, 1, { started: 9 }),
      processState({ id: 'p1' }),
      workerState('p3', 1, 1, { state: 'exited' }),
    ],
    [threadState('p2:2'), threadState('p2:1'), threadState('p2:3', { state: 'exited' })],
  );
  const idsBeneath = (top: string) => livingBeneath(model, top).map(({ id }) => id);

  it('come in the order of the tree: workers by their slots, each with its threads, then other children', () =>
    assert.deepEqual(idsBeneath('r'), ['p1', 'p4', 'p2', 'p2:1', 'p2:2', 'p5']));

  it('are those of one process, beneath a process', () => assert.deepEqual(idsBeneath('p2'), ['p2', 'p2:1', 'p2:2']));

  it('are found beneath one that has ended', () => {
    const ended = modelOf([processState({ id: 'p1', state: 'exited' }), workerState('p2', 1, 1)], []);
    assert.deepEqual(
      livingBeneath(ended, 'r').map(({ id }) => id),
      ['p2'],
    );
  });

  it('are nobody where nothing is known of the row', () => assert.deepEqual(idsBeneath('gone'), []));
});

function modelOf(processes: ProcessState[], threads: ThreadState[]): Model {
  const model = new Model();
  model.apply([
    { kind: 'run', value: runState() },
    ...processes.map((value): Change => ({ kind: 'process', value })),
    ...threads.map((value): Change => ({ kind: 'thread', value })),
  ]);
  return model;
}
