// Totals of messages, from each agent's latest counts, which are totals since its start.
import { type AgentToHub, MANY_PORTS } from '../../protocol/agent';
import { targetId } from '../../protocol/viewer';
import type { ProcessRecord, ThreadRecord, Totals } from './records';
import type { Store } from './store';

type Counts = Extract<AgentToHub, { type: 'messages' }>['counts'];

/**
 * So many peers are remembered of each teller, as a program may make very many channels, threads and children. One that is
 * told of again after it was forgotten counts twice.
 */
const MOST_PEERS = 10_000;
const PARENT = 'parent';
/** Told whenever ports are too many, however long ago it was told last. */
const MANY = `port ${MANY_PORTS}`;
/** Agents tell of few names: all others have one. */
const BROADCAST = 'broadcast ';

/** Takes the latest counts of a process's main thread, or of one of its threads. */
export function countMessages(store: Store, teller: ProcessRecord | ThreadRecord, counts: Counts): void {
  const process = teller.kind === 'thread' ? teller.process : teller;
  for (const { peer, sent, received } of counts) {
    count(teller, keyOf(peer), { sent, received });
    if (peer.kind === 'thread') countForThread(store, process, peer.thread, { sent, received });
  }
  setTotals(store, teller, total(teller));
}

function keyOf(peer: Counts[number]['peer']): string {
  switch (peer.kind) {
    case 'child':
      return `child ${peer.spawn}`;
    case 'thread':
      return `thread ${peer.thread}`;
    case 'port':
      return `port ${peer.port}`;
    case 'broadcast':
      return `${BROADCAST}${peer.name}`;
    default:
      return peer.kind;
  }
}

/** What is forgotten of a peer stays in the sum. */
function count({ counts, counted }: ProcessRecord | ThreadRecord, key: string, { sent, received }: Totals): void {
  const before = counts.get(key);
  counted.sent += sent - (before?.sent ?? 0);
  counted.received += received - (before?.received ?? 0);
  counts.delete(key);
  counts.set(key, { sent, received });
  if (counts.size > MOST_PEERS) forgetOldest(counts);
}

/** Of those that come and go. */
function forgetOldest(counts: Map<string, Totals>): void {
  for (const key of counts.keys()) {
    if (isLasting(key)) continue;
    counts.delete(key);
    return;
  }
}

/** There as long as the teller itself, and told again however long it was silent. */
function isLasting(key: string): boolean {
  return key === PARENT || key === MANY || key.startsWith(BROADCAST);
}

/** What its creator sent is what it was sent. */
function countForThread(store: Store, process: ProcessRecord, thread: number, { sent, received }: Totals): void {
  const record = store.threads.get(targetId(process.state.id, thread));
  if (!record) return;
  record.byCreator = { sent: received, received: sent };
  setTotals(store, record, total(record));
}

function total(record: ProcessRecord | ThreadRecord): Totals {
  const { sent, received } = record.counted;
  if (record.kind === 'process') return { sent, received };
  const own = record.counts.get(PARENT) ?? { sent: 0, received: 0 };
  const both = greater(own, record.byCreator);
  return { sent: sent - own.sent + both.sent, received: received - own.received + both.received };
}

/**
 * The counts of a thread and of its creator follow each other. A thread tells its own only once it lives a while, and
 * while its event loop is free: of the task that it works at only its creator can tell.
 */
function greater(own: Totals, byCreator: Totals): Totals {
  return { sent: Math.max(own.sent, byCreator.sent), received: Math.max(own.received, byCreator.received) };
}

function setTotals(store: Store, record: ProcessRecord | ThreadRecord, totals: Totals): void {
  const { sent, received } = record.state.messages;
  if (sent === totals.sent && received === totals.received) return;
  record.state.messages = totals;
  store.touch(record);
}
