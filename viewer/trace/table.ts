// Columns of numbers that grow together, by doubling.
import { type Columns, columnsOf, type Kinds } from '../../protocol/timeline';

const FIRST_CAPACITY = 64;

export class Table<K extends Kinds> {
  /** Longer than the table is. Other ones after each {@link add}. */
  columns: Columns<K>;
  length = 0;
  readonly #kinds: K;
  readonly #names: readonly (keyof K & string)[];
  #capacity = FIRST_CAPACITY;

  constructor(kinds: K) {
    this.#kinds = kinds;
    this.#names = Object.keys(kinds);
    this.columns = columnsOf(kinds, FIRST_CAPACITY);
  }

  /** Adds a row of zeros, and gives its place. */
  add(): number {
    if (this.length === this.#capacity) this.#grow();
    return this.length++;
  }

  /** A copy of some rows, whose buffers can be given away. */
  slice(from: number, to: number): Columns<K> {
    const part = columnsOf(this.#kinds, Math.max(0, to - from));
    for (const name of this.#names) part[name]!.set(this.columns[name]!.subarray(from, to));
    return part;
  }

  #grow(): void {
    this.#capacity *= 2;
    const larger = columnsOf(this.#kinds, this.#capacity);
    for (const name of this.#names) larger[name]!.set(this.columns[name]!);
    this.columns = larger;
  }
}

/** The buffers of columns, to be transferred. */
export function buffersOf(columns: object): ArrayBuffer[] {
  return Object.values(columns).flatMap((column) => (ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : []));
}
