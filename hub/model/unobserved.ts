// Processes and threads that started without the agent, and why.
import type { NotObserved } from '../../protocol/agent';
import { advance } from './cluster';
import type { ProcessRecord, ThreadRecord } from './records';
import type { Store } from './store';

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
