// Everything that happens in the time in view, as one list in order of time: what the table shows.
import type { TraceStore } from '../trace-store';
import type { Range } from '../view-state';

export type Happening = { kind: 'message' | 'state' | 'mark'; row: number; time: number };

const KINDS = ['message', 'state', 'mark'] as const;

interface Rare {
  kind: number;
  row: number;
  time: number;
}

export class Happenings {
  readonly count: number;
  readonly #store: TraceStore;
  readonly #kinds: Uint8Array;
  readonly #rows: Uint32Array;

  private constructor(store: TraceStore, kinds: Uint8Array, rows: Uint32Array) {
    this.#store = store;
    this.#kinds = kinds;
    this.#rows = rows;
    this.count = rows.length;
  }

  /**
   * Messages that began in the range, states and marks; only the messages of one edge where one is given (else −1). Cost: a
   * step for each of them.
   */
  static in(store: TraceStore, range: Range, edge: number): Happenings {
    const messages = edge < 0 ? store.order : store.ofEdge(edge).messages;
    const first = messages.lower(range.from);
    const last = messages.upper(range.to);
    const rare = edge < 0 ? rareIn(store, range) : [];
    const kinds = new Uint8Array(last - first + rare.length);
    const rows = new Uint32Array(kinds.length);
    let place = first;
    let next = 0;
    for (let at = 0; at < rows.length; at++) {
      const isRare = next < rare.length && (place >= last || rare[next]!.time <= store.begin(messages.at(place)));
      kinds[at] = isRare ? rare[next]!.kind : 0;
      rows[at] = isRare ? rare[next++]!.row : messages.at(place++);
    }
    return new Happenings(store, kinds, rows);
  }

  at(place: number): Happening {
    const kind = KINDS[this.#kinds[place]!]!;
    const row = this.#rows[place]!;
    return { kind, row, time: this.#timeOf(kind, row) };
  }

  /** Where something stands; −1 where it is not here. */
  placeOf({ kind, row, time }: Happening): number {
    for (let place = this.#lower(time); place < this.count; place++) {
      const each = this.at(place);
      if (each.time > time) return -1;
      if (each.kind === kind && each.row === row) return place;
    }
    return -1;
  }

  placeOfMessage(row: number): number {
    return row < 0 ? -1 : this.placeOf({ kind: 'message', row, time: this.#timeOf('message', row) });
  }

  #timeOf(kind: Happening['kind'], row: number): number {
    if (kind === 'message') return this.#store.begin(row);
    return kind === 'state' ? this.#store.states.time[row]! : this.#store.marks.time[row]!;
  }

  #lower(time: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle).time < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** States and marks of all lanes, in order. */
function rareIn(store: TraceStore, { from, to }: Range): Rare[] {
  const found: Rare[] = [];
  store.lanes.forEach((_, lane) => {
    for (const [kind, name] of [
      [1, 'states'],
      [2, 'marks'],
    ] as const) {
      const order = store.ofLane(lane)[name];
      const end = order.upper(to);
      for (let place = order.lower(from); place < end; place++) {
        const row = order.at(place);
        found.push({ kind, row, time: store[name].time[row]! });
      }
    }
  });
  return found.sort((one, other) => one.time - other.time);
}
