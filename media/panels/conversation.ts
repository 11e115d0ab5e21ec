// The messages between two lanes, both ways, as the lines of a sequence diagram.
import type { RowOrder } from '../row-order';
import type { TraceStore } from '../trace-store';
import type { Range } from '../view-state';

/** More messages than these are not drawn at once. */
export const MOST_LINES = 300;

/** Between messages no gap shorter than this is folded, in ms; nor one that is not so many times what lies between most. */
const SHORTEST_GAP = 20;
const TIMES_USUAL = 8;

/** Two lanes and all that leads from one to the other. −1: an end that is not known, or all that listen to a broadcast. */
export interface Pair {
  left: number;
  right: number;
  edges: number[];
  /** Of these, how many messages are in the range. */
  count: number;
}

export type Line =
  | { kind: 'message'; message: number; toRight: boolean; time: number }
  /** Nothing was sent for so long, in ms. */
  | { kind: 'gap'; span: number };

/** Pairs that talked in a range, those that talked most first. */
export function pairsIn(store: TraceStore, range: Range): Pair[] {
  const pairs = new Map<string, Pair>();
  store.edges.forEach(({ from, to }, edge) => {
    const { messages } = store.ofEdge(edge);
    const count = messages.upper(range.to) - messages.lower(range.from);
    if (count === 0) return;
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const pair = pairs.get(key) ?? { ...placed(from, to), edges: [], count: 0 };
    pair.edges.push(edge);
    pair.count += count;
    pairs.set(key, pair);
  });
  return [...pairs.values()].sort((one, other) => other.count - one.count || one.left - other.left);
}

/** The lane that was there first stands left; one that is not known, right. */
function placed(from: number, to: number): { left: number; right: number } {
  if (from < 0) return { left: to, right: from };
  if (to < 0) return { left: from, right: to };
  return { left: Math.min(from, to), right: Math.max(from, to) };
}

export function pairKey({ left, right }: Pair): string {
  return `${left} ${right}`;
}

/** Lines of a conversation from a place on, in order of time, with gaps where nothing was said for long. */
export function linesOf(store: TraceStore, pair: Pair, range: Range, skip: number): Line[] {
  const messages = messagesOf(store, pair, range, skip);
  const times = messages.map(store.begin);
  const gap = gapOf(times);
  return messages.flatMap((message, at): Line[] => {
    const { from } = store.edges[store.messages.edge[message]!]!;
    const line: Line = { kind: 'message', message, toRight: from === pair.left, time: times[at]! };
    const span = at > 0 ? times[at]! - times[at - 1]! : 0;
    return span > gap ? [{ kind: 'gap', span }, line] : [line];
  });
}

/** How many of a conversation's messages come before one; −1 where that is not in it. */
export function placeIn(store: TraceStore, pair: Pair, range: Range, message: number): number {
  const time = store.begin(message);
  const isIn = pair.edges.includes(store.messages.edge[message]!) && time >= range.from && time <= range.to;
  if (!isIn) return -1;
  const before = pair.edges.map((edge) => {
    const { messages } = store.ofEdge(edge);
    return messages.lower(time) - messages.lower(range.from);
  });
  return before.reduce((sum, each) => sum + each, 0);
}

/** Those that are drawn: of each edge the next is taken that began first, so that only what is passed over costs a step. */
function messagesOf(store: TraceStore, pair: Pair, { from, to }: Range, skip: number): number[] {
  const rows: number[] = [];
  const edges = pair.edges.map((edge) => {
    const { messages } = store.ofEdge(edge);
    return { messages, place: messages.lower(from), end: messages.upper(to) };
  });
  for (let passed = 0; rows.length < MOST_LINES; passed++) {
    const next = earliest(store, edges);
    if (!next) break;
    const row = next.messages.at(next.place++);
    if (passed >= skip) rows.push(row);
  }
  return rows;
}

interface Cursor {
  messages: RowOrder;
  place: number;
  end: number;
}

function earliest(store: TraceStore, edges: readonly Cursor[]): Cursor | null {
  let first: Cursor | null = null;
  let time = Number.POSITIVE_INFINITY;
  for (const edge of edges) {
    if (edge.place >= edge.end) continue;
    const begin = store.begin(edge.messages.at(edge.place));
    if (begin >= time) continue;
    first = edge;
    time = begin;
  }
  return first;
}

/** From how long on silence is folded. */
function gapOf(times: readonly number[]): number {
  const spans = Float64Array.from(times.slice(1), (time, at) => time - times[at]!).sort();
  const usual = spans[Math.floor(spans.length / 2)] ?? 0;
  return Math.max(SHORTEST_GAP, usual * TIMES_USUAL);
}
