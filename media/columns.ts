// Columns of numbers that grow.

import { type Column, type Columns, columnsOf, type Kinds } from '../protocol/timeline';

/**
 * Rows told by columns. Only the first `count` places of a column are rows: it has room for more, and is another array after
 * it grew, so never keep one.
 */
export type Rows<K extends Kinds> = Readonly<Columns<K>> & { readonly count: number };

type Numbers = InstanceType<Kinds[string]>;

/** From so many rows on, room for all of them once more would be a waste. */
const MANY = 65_536;

/** Room for so many rows at first. */
const ROOM = 256;

export function emptyRows<K extends Kinds>(kinds: K): Rows<K> {
  return { ...columnsOf(kinds, ROOM), count: 0 };
}

/** Appends all rows of `more`. Time is that of a copy of what is new, at the mean. */
export function append<K extends Kinds>(to: Rows<K>, more: { readonly [N in keyof K]: Column }): void {
  const rows = to as unknown as Record<string, Numbers> & { count: number };
  const before = rows.count;
  let added = 0;
  for (const [name, column] of Object.entries<Column>(more)) {
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
