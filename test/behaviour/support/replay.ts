// What our own hub's model makes of what the hub that remembers was told.
import assert from 'node:assert/strict';
import { Model, type Snapshot } from '../../../hub/model/model';
import type { ProcessState, ThreadState } from '../../../protocol/viewer';
import type { FakeHub } from './fake-hub';

/** The model after the whole run, of which nothing lives any more. */
export function replay(hub: FakeHub): Snapshot {
  let now = 0;
  const model = new Model({ now: () => now, date: () => new Date(0).toISOString() }, () => false);
  for (const { connection, message } of hub.told) {
    now = Math.max(now, message.time);
    const { process, thread } = connection.hello;
    model.receive({ process, thread }, message);
  }
  for (const { hello } of hub.connections) model.disconnected({ process: hello.process, thread: hello.thread });
  // As the hub finds out of those that nobody tells of.
  for (const { id } of model.unattended()) model.gone(id);
  return model.snapshot();
}

/** The root, its descendants, and their threads: each with a place in the code and an end that somebody told. */
export function assertWhole(hub: FakeHub, snapshot = replay(hub)): Snapshot {
  const { processes, threads } = snapshot;
  assert.equal(processes.filter(({ kind }) => kind === 'root').length, 1);
  for (const each of processes) assert.ok(isWhole(each), `not whole: ${JSON.stringify(each)}`);
  for (const each of threads) assert.ok(each.end && each.site, `not whole: ${JSON.stringify(each)}`);
  return snapshot;
}

function isWhole({ kind, end, site, node, notObserved }: ProcessState): boolean {
  if (!end || (kind !== 'root' && !site)) return false;
  return end.why === 'not-started' || ((node !== null || notObserved !== null) && end.how !== 'unknown');
}

/** How something ended, in a few words. */
export function endOf({ end }: ProcessState | ThreadState): string {
  return end ? `${end.how} ${end.signal ?? end.code}` : 'alive';
}

/** Cluster workers by `worker.id`. */
export function workersOf({ processes }: Snapshot): Map<number, ProcessState> {
  const workers = processes.filter(({ worker }) => worker !== null);
  return new Map(workers.map((each) => [each.worker!.id, each]));
}
