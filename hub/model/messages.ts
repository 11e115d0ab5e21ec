// Totals of messages, from each agent's latest counts, which are totals since its start.
import type { AgentToHub } from '../../protocol/agent';
import { targetId } from '../../protocol/viewer';
import type { ProcessRecord, ThreadRecord, Totals } from './records';
import type { Store } from './store';

type Counts = Extract<AgentToHub, { type: 'messages' }>['counts'];

/** Takes the latest counts of a process's main thread, or of one of its threads. */
export function countMessages(store: Store, teller: ProcessRecord | ThreadRecord, counts: Counts): void {
  const process = teller.kind === 'thread' ? teller.process : teller;
  for (const { peer, sent, received } of counts) {
    const key =
      peer.kind === 'child' ? `child ${peer.spawn}` : peer.kind === 'thread' ? `thread ${peer.thread}` : peer.kind;
    teller.counts.set(key, { sent, received });
    if (peer.kind === 'thread') countForThread(store, process, peer.thread, { sent, received });
  }
  setTotals(store, teller, total(teller));
}

/** What its creator sent is what it was sent. */
function countForThread(store: Store, process: ProcessRecord, thread: number, { sent, received }: Totals): void {
  const record = store.threads.get(targetId(process.state.id, thread));
  if (!record) return;
  record.byCreator = { sent: received, received: sent };
  setTotals(store, record, total(record));
}

function total(record: ProcessRecord | ThreadRecord): Totals {
  const sum = { sent: 0, received: 0 };
  const counts = new Map(record.counts);
  if (record.kind === 'thread') counts.set('parent', greater(counts.get('parent'), record.byCreator));
  for (const { sent, received } of counts.values()) {
    sum.sent += sent;
    sum.received += received;
  }
  return sum;
}

/**
 * The counts of a thread and of its creator follow each other. A thread tells its own only once it lives a while, and
 * while its event loop is free: of the task that it works at only its creator can tell.
 */
function greater(own: Totals | undefined, byCreator: Totals): Totals {
  const { sent, received } = own ?? { sent: 0, received: 0 };
  return { sent: Math.max(sent, byCreator.sent), received: Math.max(received, byCreator.received) };
}

function setTotals(store: Store, record: ProcessRecord | ThreadRecord, totals: Totals): void {
  const { sent, received } = record.state.messages;
  if (sent === totals.sent && received === totals.received) return;
  record.state.messages = totals;
  store.touch(record);
}
