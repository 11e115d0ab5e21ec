// What a recording tells of the messages in it: how many there were, and which of them it has each by itself.
import type { RecordingMessages } from '../../../protocol/recording';

type Kind = RecordingMessages['counts'][number]['peer']['kind'];

/** Of all channels of a kind, seen from the ends that tell of them so. */
export interface Told {
  /** All there were. */
  sent: number;
  received: number;
  /** Those told each by itself, of the ones asked about. */
  sentWhole: number;
  receivedWhole: number;
}

/** One direction at one end of one channel. */
interface Direction {
  kind: Kind;
  way: 'sent' | 'received';
  total: number;
  /** Numbers of those told each by itself. */
  whole: Set<number>;
}

/**
 * @param after so many messages in each direction come before those that are asked about
 * @throws Error where a message is told twice, or one that there was not: what the recording says is not exact then
 */
export function toldIn(text: string, after = 0): Map<Kind, Told> {
  const directions = new Map<string, Direction>();
  for (const line of text.split('\n')) {
    if (line.startsWith('{"type":"messages"')) take(JSON.parse(line), directions);
  }
  const told = new Map<Kind, Told>();
  for (const [name, { kind, way, total, whole }] of directions) {
    const beyond = [...whole].find((n) => n < 1 || n > total);
    if (beyond !== undefined) throw new Error(`${name}: number ${beyond} of ${total} is told`);
    const sum = told.get(kind) ?? { sent: 0, received: 0, sentWhole: 0, receivedWhole: 0 };
    sum[way] += total;
    sum[`${way}Whole`] += [...whole].filter((n) => n > after).length;
    told.set(kind, sum);
  }
  return told;
}

function take({ process, thread, counts, records = [] }: RecordingMessages, directions: Map<string, Direction>): void {
  const direction = (peer: (typeof counts)[number]['peer'], way: Direction['way']) => {
    const name = `${process}:${thread} ${JSON.stringify(peer)} ${way}`;
    const found = directions.get(name) ?? { kind: peer.kind, way, total: 0, whole: new Set() };
    directions.set(name, found);
    return { name, found };
  };
  for (const { peer, ...totals } of counts) {
    for (const way of ['sent', 'received'] as const) {
      const { found } = direction(peer, way);
      // They only grow: what is told again, after a connection made anew, may be older.
      found.total = Math.max(found.total, totals[way]);
    }
  }
  for (const { peer, way, n } of records) {
    // What a thread was given with its start: no message.
    if (n === 0) continue;
    const { name, found } = direction(peer, way);
    if (found.whole.has(n)) throw new Error(`${name}: number ${n} is told twice`);
    found.whole.add(n);
  }
}
