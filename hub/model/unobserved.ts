// Processes and threads that started without the agent, and why.
import type { AgentToHub, NotObserved } from '../../protocol/agent';
import { advance } from './cluster';
import { type ProcessRecord, spawnKey, type ThreadRecord } from './records';
import type { Store } from './store';

type Told = Extract<AgentToHub, { type: 'notObserved' }>;

/** A process's or thread's creator tells that it starts without the agent. */
export function creationNotObserved(store: Store, creator: ProcessRecord, { peer, why }: Told): void {
  const record = createdAs(store, creator, peer);
  if (record) notObserved(store, record, why);
}

function createdAs(store: Store, { agent, threads }: ProcessRecord, peer: Told['peer']) {
  if (peer.kind === 'child') return store.bySpawn.get(spawnKey(agent!, peer.spawn));
  return peer.kind === 'thread' ? threads.get(peer.thread) : undefined;
}

/** Says of a process or thread why it has no agent; of one that has, the agent itself knows better. */
export function notObserved(store: Store, record: ProcessRecord | ThreadRecord, why: NotObserved): void {
  if (record.kind === 'process' && record.agent !== null) return;
  record.state.notObserved = why;
  // A worker's primary tells when it is.
  if (record.kind === 'process' && record.state.kind !== 'worker') advance(store, record, 'online');
  store.touch(record);
}

/** Living processes without an agent. One that is not shown counts only while its parent can tell of its end. */
export function withoutAgent(store: Store): ProcessRecord[] {
  const all = [...store.runs.values()].flatMap(({ processes }) => [...processes]);
  return all.filter(
    ({ agent, state, shown, parent }) =>
      agent === null && state.ended === null && state.pid !== null && (shown || parent?.state.connected === true),
  );
}
