// How many crashed since a person last looked.
import assert from 'node:assert/strict';
import { CrashCount } from '../../../extension/crash-count';
import type { ProcessState, RunState, ThreadState } from '../../../protocol/viewer';
import { Model } from '../../../viewer/model';
import { processState, runState, threadState, workerState } from '../support/states';

const CRASHED = { how: 'crashed' as const, code: 1, signal: null, error: null, why: null, before: [] };
const crashed = { state: 'exited' as const, ended: 1, end: CRASHED };

describe('count of crashes', () => {
  let model: Model;
  let crashes: CrashCount;

  beforeEach(() => {
    model = new Model();
    crashes = new CrashCount(model);
  });

  function change(...states: (RunState | ProcessState | ThreadState)[]): void {
    for (const value of states) {
      const kind = 'thread' in value ? 'thread' : 'run' in value ? 'process' : 'run';
      model.apply([{ kind, value } as Parameters<Model['apply']>[0][number]]);
    }
  }

  it('is of processes and threads that crashed since the person looked', () => {
    change(runState(), processState({ id: 'p1', primary: true }), workerState('p2', 1, 1), threadState('p1:1'));
    assert.equal(crashes.count(), 0);
    change(workerState('p2', 1, 1, crashed), threadState('p1:1', crashed));
    assert.equal(crashes.count(), 2);
    crashes.look();
    assert.equal(crashes.count(), 0);
    change(workerState('p3', 2, 1, crashed));
    assert.equal(crashes.count(), 1);
  });

  it('leaves out what crashed before the window found its hub', () => {
    change(runState(), processState({ id: 'p1', primary: true }), workerState('p2', 1, 1, crashed));
    crashes.look();
    assert.equal(crashes.count(), 0);
    change(workerState('p3', 2, 1, crashed));
    assert.equal(crashes.count(), 1);
  });

  it('never counts what a person saw of a run once another that went on has ended', () => {
    change(runState({ id: 'r0', root: 'q1' }), processState({ id: 'q1', run: 'r0' }));
    change(runState({ started: 1, state: 'ended', ended: 2 }), processState({ id: 'p1', ...crashed }));
    crashes.look();
    assert.equal(crashes.count(), 0);
    change(runState({ id: 'r0', root: 'q1', state: 'ended', ended: 3 }));
    assert.equal(crashes.count(), 0);
  });

  it('may become another by an end that is a crash, one that was none after all, and runs that come and go', () => {
    change(runState(), processState({ id: 'p1', primary: true }), workerState('p2', 1, 1, crashed));
    crashes.count();
    const process = (value: ProcessState) => crashes.mayMove({ kind: 'process', value });
    assert.equal(process(workerState('p3', 2, 1, crashed)), true);
    assert.equal(process(workerState('p2', 1, 1)), true);
    assert.equal(process(workerState('p3', 2, 1)), false);
    assert.equal(crashes.mayMove({ kind: 'run', value: runState() }), true);
  });
});
