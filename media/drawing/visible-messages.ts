// Which messages are drawn each as an arrow: all that are in view, as long as these are few.
import type { TraceStore } from '../trace-store';
import type { Range } from '../view-state';

/** More arrows than this tell nothing any more, however wide the view is. */
const MOST = 3_000;
/** And more than so many for each px of its width do not either. */
const PER_PIXEL = 1;

export function mostArrows(width: number): number {
  return Math.min(MOST, Math.ceil(width * PER_PIXEL));
}

/** @param edge alone, or −1 for all. @returns `null` where there are more than `most` */
export function arrowsIn(store: TraceStore, range: Range, edge: number, most: number): number[] | null {
  const order = edge < 0 ? store.order : store.ofEdge(edge).messages;
  const first = order.lower(range.from);
  const last = order.upper(range.to);
  if (last - first > most) return null;
  const found: number[] = [];
  order.across(range.from, (message) => found.push(message) <= most);
  for (let place = first; place < last; place++) found.push(order.at(place));
  return found.length > most ? null : found;
}
