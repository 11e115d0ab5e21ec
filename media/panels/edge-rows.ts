// What is said of each edge over the time that is in view.
import type { RowOrder } from '../row-order';
import { backlogOf, countedIn, type Reports, rate, Samples, type Spread } from '../statistics';
import type { TraceStore } from '../trace-store';
import type { Range } from '../view-state';

/** Numbers are NaN where they are not known. */
export interface EdgeRow {
  edge: number;
  /** All messages, also those not told whole. */
  count: number;
  /** Messages each second. */
  rate: number;
  leftOut: number;
  /** Of those told whole; of all by their mean, where some were left out. */
  bytes: number;
  bytesRate: number;
  bytesGuessed: boolean;
  /** Sent and not received at the end of the time. */
  waiting: number;
  growing: boolean;
  /** Time in flight, in ms. */
  latency: Spread;
}

export const EDGE_COLUMNS = [
  'rate',
  'count',
  'leftOut',
  'bytes',
  'bytesRate',
  'waiting',
  'p50',
  'p95',
  'longest',
] as const;
export type EdgeColumn = (typeof EDGE_COLUMNS)[number];

/** Of the edges that messages went over in a range; cost: that of the messages in it. */
export function edgeRows(store: TraceStore, range: Range): EdgeRow[] {
  return store.edges
    .map((_, edge) => edgeRow(store, edge, range))
    .filter(({ count, waiting }) => count > 0 || waiting > 0);
}

export function edgeRow(store: TraceStore, edge: number, range: Range): EdgeRow {
  const whole = wholeIn(store, edge, range);
  const leftOut = leftOutIn(store, edge, range);
  const count = whole.count + leftOut;
  // A rate is over what there is of the time in view: not over the time before the start.
  const span = Math.min(range.to, store.end) - Math.max(range.from, store.start);
  const bytes = leftOut > 0 && whole.sized > 0 ? (whole.bytes / whole.sized) * count : whole.bytes;
  const known = whole.sized > 0 ? bytes : Number.NaN;
  return {
    edge,
    count,
    rate: rate(count, span),
    leftOut,
    bytes: known,
    bytesRate: rate(known, span),
    bytesGuessed: leftOut > 0 || whole.sized < whole.count,
    ...backlog(store, edge, range),
    latency: whole.latency.spread(),
  };
}

interface Whole {
  count: number;
  bytes: number;
  /** How many have a known size. */
  sized: number;
  latency: Samples;
}

/** Those told whole that began in a range. */
function wholeIn(store: TraceStore, edge: number, { from, to }: Range): Whole {
  const { messages } = store.ofEdge(edge);
  const { sent, received, bytes } = store.messages;
  const whole: Whole = { count: 0, bytes: 0, sized: 0, latency: new Samples() };
  const end = messages.upper(to);
  for (let place = messages.lower(from); place < end; place++) {
    const row = messages.at(place);
    whole.count++;
    whole.latency.add(received[row]! - sent[row]!);
    if (Number.isNaN(bytes[row]!)) continue;
    whole.sized++;
    whole.bytes += bytes[row]!;
  }
  return whole;
}

/** Exactly: what an end counted between its reports around the range, without those told whole that began between them. */
function leftOutIn(store: TraceStore, edge: number, { from, to }: Range): number {
  const { messages } = store.ofEdge(edge);
  for (const way of ['sent', 'received'] as const) {
    const counted = countedIn(reportsOf(store, edge, way), from, to);
    if (!counted) continue;
    const whole = messages.upper(counted.upTo) - messages.upper(counted.after);
    return Math.max(0, counted.count - whole);
  }
  return 0;
}

function backlog(store: TraceStore, edge: number, { from, to }: Range): { waiting: number; growing: boolean } {
  // Each of those who listen receives a broadcast: what is not received yet can't be told from the sums.
  if (store.edges[edge]!.by === 'broadcast') return { waiting: Number.NaN, growing: false };
  return backlogOf(reportsOf(store, edge, 'sent'), reportsOf(store, edge, 'received'), from, to);
}

function reportsOf(store: TraceStore, edge: number, way: 'sent' | 'received'): Reports {
  const orders = store.ofEdge(edge);
  const order: RowOrder = orders[way];
  const whole = way === 'sent' ? orders.messages : orders.receipts;
  return {
    count: order.count,
    time: (at) => store.totals.time[order.at(at)]!,
    total: (at) => store.totals[way][order.at(at)]!,
    whole: (after, upTo) => whole.upper(upTo) - whole.upper(after),
  };
}

/** Sorts by a column; what is not known comes last, whatever the direction, and equals stay as they were. */
export function sortedRows(rows: readonly EdgeRow[], column: EdgeColumn, descending: boolean): EdgeRow[] {
  const factor = descending ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [numberIn(one, column), numberIn(other, column)];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return (a - b) * factor || one.edge - other.edge;
  });
}

function numberIn(row: EdgeRow, column: EdgeColumn): number {
  return column === 'p50' || column === 'p95' || column === 'longest' ? row.latency[column] : row[column];
}
