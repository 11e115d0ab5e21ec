// Columns of numbers that grow together, by doubling.

type Kind = Float64ArrayConstructor | Uint32ArrayConstructor | Int32ArrayConstructor | Uint8ArrayConstructor;
type Kinds = Readonly<Record<string, Kind>>;
export type Columns<K extends Kinds> = { [N in keyof K]: InstanceType<K[N]> };

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
    this.columns = this.#make((kind) => new kind(FIRST_CAPACITY));
  }

  /** Adds a row of zeros, and gives its place. */
  add(): number {
    if (this.length === this.#capacity) this.#grow();
    return this.length++;
  }

  /** A copy of some rows, whose buffers can be given away. */
  slice(from: number, to: number): Columns<K> {
    return this.#make((_, name) => this.columns[name].slice(from, to));
  }

  #grow(): void {
    this.#capacity *= 2;
    this.columns = this.#make((kind, name) => {
      const column = new kind(this.#capacity);
      column.set(this.columns[name]);
      return column;
    });
  }

  #make(column: (kind: K[keyof K & string], name: keyof K & string) => unknown): Columns<K> {
    return Object.fromEntries(this.#names.map((name) => [name, column(this.#kinds[name]!, name)])) as Columns<K>;
  }
}

/** The buffers of columns, to be transferred. */
export function buffersOf(columns: object): ArrayBuffer[] {
  return Object.values(columns).flatMap((column) => (ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : []));
}
