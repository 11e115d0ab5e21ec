// One direction of one channel: what of it is told by one end and not yet by the other, and what was asked on it.
import type { Edge } from '../../protocol/timeline';

/**
 * So many messages wait in each direction for what their other end tells, and as many for their replies. The ends tell
 * within a second of each other, but where one is stuck.
 */
const MAX_WAITING = 65_536;
/** So many edges wait until what was sent over them is received, where the end of a channel moves on and on. */
const MOST_PARTS = 8;

/** What went over one edge, of all that went one way through a channel. */
interface Part {
  edge: number;
  /** So many went before it, over others. */
  after: number;
  /** As told last; −1 before anything is. */
  sent: number;
  received: number;
}

/** A few places of messages by a number; of more than {@link MAX_WAITING} the older half goes. */
export class Waiting {
  readonly #places = new Map<number, number>();

  /** Place of the message, which waits no more. */
  take(number: number): number | undefined {
    const place = this.#places.get(number);
    if (place !== undefined) this.#places.delete(number);
    return place;
  }

  get(number: number): number | undefined {
    return this.#places.get(number);
  }

  add(number: number, place: number): void {
    this.#places.set(number, place);
    if (this.#places.size > MAX_WAITING) this.#dropOlder();
  }

  /** Many at once: a map keeps the gaps of those that are gone for a while, and each look for the oldest goes over them. */
  #dropOlder(): void {
    for (const number of this.#places.keys()) {
      if (this.#places.size <= MAX_WAITING / 2) return;
      this.#places.delete(number);
    }
  }
}

export class Direction {
  readonly by: Edge['by'];
  readonly name: string | null;
  /** By their number: told by their sender alone, and by their receiver alone. */
  readonly sent = new Waiting();
  readonly received = new Waiting();
  /** Not answered, by the text of their id. */
  readonly asked = new Waiting();
  /** Where replies go; `null` where there are none to be told from other messages. */
  reverse: Direction | null = null;
  /** Lanes of its ends, as they were told last. */
  from = -1;
  to = -1;
  /** So many messages went before all that is told; `null` until anything is. */
  base: number | null = null;
  /** Totals that were told last, beyond {@link base}; of all edges together. */
  sentTotal = -1;
  receivedTotal = -1;
  /** Messages that were told whole, and those that are the replies to others. */
  told = 0;
  replies = 0;
  /** The end that came in late, and tells of this alone: the other counts from another moment, in a direction of its own. */
  readonly late: Edge['late'];
  /** Which edge its messages went over, from how many on: the ends of a MessageChannel move. The newest comes last. */
  #parts: Part[] = [];
  /** Places of its edges, by their lanes; and what went over each. */
  readonly #edges = new Map<number, number>();
  readonly #totals = new Map<number, { sent: number; received: number }>();

  constructor(by: Edge['by'], name: string | null, late?: Edge['late']) {
    this.by = by;
    this.name = name;
    this.late = late;
  }

  /** Place of the edge between two lanes. */
  edge(from: number, to: number, make: (edge: Edge) => number): number {
    const key = (from + 1) * 2 ** 26 + (to + 1);
    const known = this.#edges.get(key);
    if (known !== undefined) return known;
    const made = make({ from, to, by: this.by, name: this.name, late: this.late });
    this.#edges.set(key, made);
    return made;
  }

  /**
   * Takes a total that grew. What was sent over an edge is received over it too, whoever holds the channel's ends by then.
   * @param edge over which messages go now
   * @param tell is given what went over each edge of which there is more
   */
  takeTotal(way: 'sent' | 'received', total: number, edge: number, tell: (edge: number, total: number) => void): void {
    const parts = this.#parts;
    const last = parts.at(-1);
    const after = last ? Math.max(0, this.sentTotal) : 0;
    if (last?.edge !== edge) parts.push({ edge, after, sent: -1, received: -1 });
    this[way === 'sent' ? 'sentTotal' : 'receivedTotal'] = total;
    parts.forEach((part, at) => {
      const share = Math.min(total, parts[at + 1]?.after ?? total) - part.after;
      if (share <= part[way]) return;
      const totals = this.#totals.get(part.edge) ?? { sent: 0, received: 0 };
      totals[way] += share - Math.max(0, part[way]);
      part[way] = share;
      this.#totals.set(part.edge, totals);
      tell(part.edge, totals[way]);
    });
    while (parts.length > MOST_PARTS || isOver(parts)) parts.shift();
  }
}

/** All that was sent over the first is received. */
function isOver([first, next]: readonly Part[]): boolean {
  if (!first || !next) return false;
  return Math.min(first.sent, first.received) >= next.after - first.after;
}
