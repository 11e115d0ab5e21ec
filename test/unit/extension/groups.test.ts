// Targets that are meant together.
import assert from 'node:assert/strict';
import { attachedIn, threadsLike, workersOf } from '../../../extension/debug/groups';
import { Model } from '../../../viewer/model';
import { processState, runState, threadState, workerState } from '../support/states';

describe('groups of targets', () => {
  const model = new Model();
  const inspector = { state: 'lens' as const, url: 'ws://x', attached: true, held: null };
  const gone = { state: 'exited' as const };
  const processes = [
    processState({ id: 'p1', primary: true }),
    workerState('p2', 1, 1, { inspector }),
    workerState('p3', 2, 2, gone),
    workerState('p4', 3, 2),
    processState({ id: 'p5', parent: 'p1', kind: 'child' }),
    processState({ id: 'q1', run: 's', inspector }),
  ];
  const threads = [
    threadState('p2:1'),
    threadState('p2:2', { inspector }),
    threadState('p2:3', { script: '/other.js' }),
    threadState('p2:4', gone),
    threadState('p4:1'),
  ];
  model.reset({ type: 'snapshot', protocol: 1, pid: 1, time: 0, runs: [runState()], processes, threads, slots: [] });

  it('are the workers of a primary that live', () => assert.deepEqual(workersOf(model, 'p1'), ['p2', 'p4']));

  it('are the threads of a process that run one script', () => {
    assert.deepEqual(threadsLike(model, 'p2:1'), ['p2:1', 'p2:2']);
  });

  it('are what has a debugger in a run', () => assert.deepEqual(attachedIn(model, 'r'), ['p2', 'p2:2']));
});
