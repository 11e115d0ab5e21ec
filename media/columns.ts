// Columns of numbers that grow.

export type Numbers = Uint8Array | Uint32Array | Int32Array | Float64Array;
export type Group = Record<string, Numbers>;

/**
 * Rows told by columns. Only the first `count` places of a column are rows: it has room for more, and is another array after
 * it grew, so never keep one.
 */
export type Rows<G> = Readonly<G> & { readonly count: number };

type Growing<G> = G & { count: number };

/** From so many rows on, room for all of them once more would be a waste. */
const MANY = 65_536;

/** Room for so many rows at first. */
const ROOM = 256;

/** @param like a group whose columns have the types wanted; what it holds is not taken. */
export function emptyRows<G extends Group>(like: G): Rows<G> {
  const rows: Record<string, Numbers | number> = { count: 0 };
  for (const [name, column] of Object.entries(like)) rows[name] = sameKind(column, ROOM);
  return rows as Growing<G>;
}

/** Appends all rows of `more`. Time is that of a copy of what is new, at the mean. */
export function append<G extends Group>(to: Rows<G>, more: Readonly<G>): void {
  const rows = to as unknown as Record<string, Numbers> & { count: number };
  const before = rows.count;
  let added = 0;
  for (const [name, column] of Object.entries(more)) {
    rows[name] = roomFor(rows[name]!, before, before + column.length);
    rows[name].set(column, before);
    added = column.length;
  }
  rows.count = before + added;
}

/** The same column with room for `wanted`, its first `used` places kept. */
export function roomFor<T extends Numbers>(column: T, used: number, wanted: number): T {
  if (wanted <= column.length) return column;
  const grown = column.length < MANY ? column.length * 2 : Math.ceil(column.length * 1.5);
  const larger = sameKind(column, Math.max(wanted, grown));
  larger.set(column.subarray(0, used));
  return larger;
}

function sameKind<T extends Numbers>(column: T, length: number): T {
  return new (column.constructor as new (length: number) => T)(length);
}
