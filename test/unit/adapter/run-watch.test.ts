// What the adapter reads from the hub's model: when the run's first process is there, and when it has ended.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { exitStatus, HELLO_DEADLINE, RunWatch } from '../../../adapter/run-watch';
import type { Change } from '../../../protocol/viewer';
import { Emitter } from '../../../viewer/emitter';
import type { HubLink } from '../../../viewer/hub-link';
import { Model } from '../../../viewer/model';
import { processState, runState } from '../support/states';

describe('run watch', () => {
  const changes = new Emitter<Change[]>();
  let model: Model;
  let watch: RunWatch;
  let seen: string[];

  function tell(...next: Change[]): void {
    model.apply(next);
    changes.fire(next);
  }

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    model = new Model();
    watch = new RunWatch({ model, onDidChange: changes.event } as unknown as HubLink, 'r');
    seen = [];
    watch.onDidSeeRoot((root) => seen.push(`seen ${root.pid}`));
    watch.onDidEndRoot((root) => seen.push(`ended ${root.end?.code}`));
  });
  afterEach(() => {
    watch.dispose();
    mock.timers.reset();
  });

  const root = processState({ id: 'p1', pid: 7 });
  const ended = {
    ...root,
    state: 'exited' as const,
    end: { how: 'crashed' as const, code: 3, signal: null, error: null, why: null, before: [] },
  };

  it('tells once of the first process, and once of its end', () => {
    tell({ kind: 'run', value: runState({ root: null }) });
    tell({ kind: 'process', value: root }, { kind: 'run', value: runState({ root: 'p1' }) });
    tell({ kind: 'process', value: { ...root, state: 'listening' } });
    tell({ kind: 'process', value: ended });
    tell({ kind: 'run', value: runState({ root: 'p1', state: 'ended' }) });
    assert.deepEqual(seen, ['seen 7', 'ended 3']);
  });

  it('tells of both where it is first seen when it has ended', () => {
    tell({ kind: 'process', value: ended }, { kind: 'run', value: runState({ root: 'p1' }) });
    assert.deepEqual(seen, ['seen 7', 'ended 3']);
  });

  it('calls back when no first process is seen in time', () => {
    let missing = 0;
    watch.expectRoot(() => {
      missing += 1;
    });
    mock.timers.tick(HELLO_DEADLINE - 1);
    assert.equal(missing, 0);
    mock.timers.tick(1);
    assert.equal(missing, 1);
  });

  it('does not where one is', () => {
    watch.expectRoot(() => assert.fail('it is there'));
    tell({ kind: 'process', value: root }, { kind: 'run', value: runState({ root: 'p1' }) });
    mock.timers.tick(HELLO_DEADLINE);
  });

  it('reads a status as a shell does', () => {
    assert.equal(exitStatus({ code: 3, signal: null }), 3);
    assert.equal(exitStatus({ code: null, signal: 'SIGKILL' }), 137);
    assert.equal(exitStatus({ code: null, signal: null }), undefined);
    assert.equal(exitStatus(null), undefined);
  });
});
