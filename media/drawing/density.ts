// How many messages fall into each column of pixels.
import type { RowOrder } from '../row-order';
import type { Range } from '../view-state';

/**
 * Adds to each column how many rows fall into it.
 * @param counts one place for each column; together they are the range
 */
export function addCounts(order: RowOrder, range: Range, counts: Float64Array): void {
  const step = (range.to - range.from) / counts.length;
  let place = order.lower(range.from);
  const last = order.lower(range.to);
  for (let column = 0; column < counts.length && place < last; column++) {
    const next = order.lowerFrom(range.from + (column + 1) * step, place);
    counts[column] = counts[column]! + next - place;
    place = next;
  }
}

/**
 * Adds to each column what a total grew by in it, beyond the rows that an order has: messages that were counted only. Between
 * two tellings they are spread evenly.
 * @param tellings rows in which the total was told. @param told of a row: its time, and what was left out by then
 */
export function addLeftOut(
  tellings: RowOrder,
  told: (row: number) => { time: number; leftOut: number },
  range: Range,
  counts: Float64Array,
): void {
  let place = Math.max(0, tellings.lower(range.from) - 1);
  for (; place + 1 < tellings.count; place++) {
    const one = told(tellings.at(place));
    if (one.time > range.to) return;
    const other = told(tellings.at(place + 1));
    if (other.leftOut > one.leftOut) spread(one.time, other.time, other.leftOut - one.leftOut, range, counts);
  }
}

/** Spreads an amount evenly over a span of time. */
function spread(from: number, to: number, amount: number, range: Range, counts: Float64Array): void {
  const perMs = counts.length / (range.to - range.from);
  const left = (from - range.from) * perMs;
  const right = Math.max((to - range.from) * perMs, left + 1e-9);
  const first = Math.max(0, Math.floor(left));
  const last = Math.min(counts.length - 1, Math.floor(right));
  for (let column = first; column <= last; column++) {
    const part = Math.min(right, column + 1) - Math.max(left, column);
    counts[column] = counts[column]! + (amount * part) / (right - left);
  }
}

/** Height of a bar, between 0 and 1: four times as many are twice as high, so that few are seen beside many. */
export function barHeight(count: number, most: number): number {
  return count <= 0 ? 0 : Math.min(1, Math.sqrt(count / Math.max(1, most)));
}
