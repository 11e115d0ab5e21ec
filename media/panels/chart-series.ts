// What charts draw: the figures of lanes over the time in view, side by side at the same times.
import type { Lane } from '../../protocol/timeline';
import type { TraceStore } from '../trace-store';
import type { Range } from '../view-state';

/** By the columns of a trace's figures, in the order of the charts. */
export const METRICS = ['delay', 'cpu', 'heap', 'rss', 'requests', 'response'] as const;
export type Metric = (typeof METRICS)[number];

/** More lanes than these can't be told apart by colours and dashes. */
export const MOST_LANES = 14;

/** Measured less often than this, in ms, is a gap: no line leads across. */
const GAP = 6_000;

/** Rows of figures at the same times. */
export interface Joined {
  /** In ms, each once. */
  times: Float64Array;
  /** For each lane, for each time: a row of figures; −1 where it was not measured then, −2 where a gap begins. */
  rows: Int32Array[];
}

const NOT_THEN = -1;
const GAP_BEGINS = -2;

/** Places of the lanes to draw: those that are selected, else all processes. The first of them, where there are too many. */
export function chartedLanes(store: TraceStore, selected: ReadonlySet<string>): { lanes: number[]; more: number } {
  const chosen = [...selected].map((id) => store.placeOf(id)).filter((place) => place >= 0);
  const all = chosen.length > 0 ? chosen.sort((one, other) => one - other) : processes(store.lanes);
  return { lanes: all.slice(0, MOST_LANES), more: Math.max(0, all.length - MOST_LANES) };
}

function processes(lanes: readonly Lane[]): number[] {
  return lanes.flatMap(({ kind }, place) => (kind === 'thread' ? [] : [place]));
}

/** Also the rows just outside the range, so that lines lead on to its ends. */
export function joinedRows(store: TraceStore, lanes: readonly number[], range: Range): Joined {
  const { time } = store.figures;
  const ofLanes = lanes.map((lane) => rowsIn(store, lane, range));
  const gaps = ofLanes.map((rows) => gapTimes(rows, time));
  const all = [...ofLanes.flatMap((rows) => rows.map((row) => time[row]!)), ...gaps.flat()];
  const times = Float64Array.from(new Set(all)).sort();
  const rows = ofLanes.map((own, at) => placed(times, own, gaps[at]!, time));
  return { times, rows };
}

function rowsIn(store: TraceStore, lane: number, { from, to }: Range): number[] {
  const order = store.ofLane(lane).figures;
  const first = Math.max(0, order.lower(from) - 1);
  const last = Math.min(order.count, order.upper(to) + 1);
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, at) => order.at(first + at));
  const { time } = store.figures;
  return rows.filter((row) => time[row]! >= from - GAP && time[row]! <= to + GAP);
}

/** A time within each gap. */
function gapTimes(rows: readonly number[], time: Float64Array): number[] {
  return rows.flatMap((row, at) => {
    const before = at > 0 ? time[rows[at - 1]!]! : time[row]!;
    return time[row]! - before > GAP ? [before + 1] : [];
  });
}

function placed(times: Float64Array, rows: readonly number[], gaps: readonly number[], time: Float64Array): Int32Array {
  const found = new Int32Array(times.length).fill(NOT_THEN);
  const at = new Map(rows.map((row) => [time[row]!, row]));
  for (const gap of gaps) if (!at.has(gap)) at.set(gap, GAP_BEGINS);
  times.forEach((each, place) => {
    found[place] = at.get(each) ?? NOT_THEN;
  });
  return found;
}

/**
 * A metric's values as uPlot takes them: `null` breaks the line, `undefined` is passed over.
 * CPU in percent of a core.
 */
export function valuesOf(store: TraceStore, metric: Metric, rows: Int32Array): (number | null | undefined)[] {
  const column = store.figures[metric];
  const factor = metric === 'cpu' ? 100 : 1;
  return Array.from(rows, (row) => {
    if (row === NOT_THEN) return undefined;
    const value = row === GAP_BEGINS ? Number.NaN : column[row]!;
    return Number.isNaN(value) ? null : value * factor;
  });
}

/** The value that holds at a time: that told last; NaN where there was none for a while. */
export function valueAt(store: TraceStore, metric: Metric, lane: number, time: number): number {
  const row = store.figuresAt(lane, time);
  if (row < 0 || time - store.figures.time[row]! > GAP) return Number.NaN;
  return store.figures[metric][row]! * (metric === 'cpu' ? 100 : 1);
}
