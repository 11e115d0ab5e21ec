// One direction of one channel: what of it is told by one end and not yet by the other, and what was asked on it.
import type { Edge } from '../../protocol/timeline';

/**
 * So many messages wait in each direction for what their other end tells, and as many for their replies. The ends tell
 * within a second of each other, but where one is stuck.
 */
const MAX_WAITING = 65_536;

/** A few places of messages by a number; of more than {@link MAX_WAITING} the older half goes. */
export class Waiting {
  readonly #places = new Map<number, number>();

  /** Place of the message, which waits no more. */
  take(number: number): number | undefined {
    const place = this.#places.get(number);
    if (place !== undefined) this.#places.delete(number);
    return place;
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
  /** Totals that were told last, beyond {@link base}. */
  sentTotal = -1;
  receivedTotal = -1;
  /** Messages that were told whole, and those that are the replies to others. */
  told = 0;
  replies = 0;
  /** Places of its edges, by their lanes: the ends of a MessageChannel move. */
  readonly #edges = new Map<number, number>();

  constructor(by: Edge['by'], name: string | null) {
    this.by = by;
    this.name = name;
  }

  /** Place of the edge between two lanes. */
  edge(from: number, to: number, make: (edge: Edge) => number): number {
    const key = (from + 1) * 2 ** 26 + (to + 1);
    const known = this.#edges.get(key);
    if (known !== undefined) return known;
    const made = make({ from, to, by: this.by, name: this.name });
    this.#edges.set(key, made);
    return made;
  }
}
