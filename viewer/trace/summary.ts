// What a trace comes to, in a few figures that can stand beside those of another.
import { LANE_STATES } from '../../protocol/timeline';
import type { Direction } from './direction';
import type { TraceBuilder } from './trace-builder';

/** In ms. */
export interface Spread {
  median: number;
  p95: number;
}

/** `null` where it was not measured, or never happened. */
export interface TraceSummary {
  name: string;
  /** Wall clock, ISO 8601. */
  startedAt: string;
  /** From the first line to the last, in ms. */
  duration: number;
  processes: number;
  threads: number;
  /** HTTP requests answered, in a second of the time in which there were such figures. */
  requestRate: number | null;
  /** How long these took at the mean, in ms. */
  response: number | null;
  /** Resident memory of all processes together, in bytes: at the mean, and at most. */
  memory: number | null;
  memoryPeak: number | null;
  /** Messages that were answered, in a second from the first message to the last. */
  taskRate: number | null;
  tasks: number;
  sent: number;
  received: number;
  /** From sending to receipt, and from a request's sending to its reply's receipt: of messages told whole. */
  latency: Spread | null;
  roundTrip: Spread | null;
  /** How often workers were replaced. */
  restarts: number;
  /** Processes and threads that crashed. */
  crashed: number;
}

export function summarize(trace: TraceBuilder): TraceSummary {
  const { lanes, model } = trace;
  const threads = lanes.list.filter(({ kind }) => kind === 'thread').length;
  return {
    name: trace.name,
    startedAt: trace.startedAt,
    duration: trace.end - trace.begin,
    processes: lanes.list.length - threads,
    threads,
    ...requestsOf(trace),
    ...memoryOf(trace),
    ...messagesOf(trace),
    latency: latencyOf(trace),
    roundTrip: roundTripOf(trace),
    restarts: [...model.slots.values()].reduce((sum, { restarts }) => sum + restarts, 0),
    crashed: crashesOf(trace),
  };
}

function requestsOf({ figures, periods }: TraceBuilder): Pick<TraceSummary, 'requestRate' | 'response'> {
  const { time, requests, response } = figures.columns;
  let count = 0;
  let took = 0;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < figures.length; row++) {
    const period = periods.columns.period[row]!;
    const answered = (requests[row]! * period) / 1000;
    if (Number.isNaN(answered)) continue;
    count += answered;
    if (answered > 0) took += answered * response[row]!;
    from = Math.min(from, time[row]! - period);
    to = Math.max(to, time[row]!);
  }
  return { requestRate: perSecond(count, to - from), response: count > 0 ? took / count : null };
}

function memoryOf({ figures, lanes }: TraceBuilder): Pick<TraceSummary, 'memory' | 'memoryPeak'> {
  const { lane, time, rss } = figures.columns;
  const now = new Map<number, number>();
  let [sum, peak, area, span, last] = [0, 0, 0, 0, 0];
  for (let row = 0; row < figures.length; row++) {
    // Threads tell what their process has.
    if (Number.isNaN(rss[row]) || lanes.list[lane[row]!]!.kind === 'thread') continue;
    const passed = last === 0 ? 0 : Math.max(0, time[row]! - last);
    area += sum * passed;
    span += passed;
    last = time[row]!;
    for (const [place] of now) if ((lanes.list[place]!.ended ?? last) < last) now.delete(place);
    now.set(lane[row]!, rss[row]!);
    sum = [...now.values()].reduce((total, each) => total + each, 0);
    peak = Math.max(peak, sum);
  }
  if (last === 0) return { memory: null, memoryPeak: null };
  return { memory: span > 0 ? area / span : sum, memoryPeak: peak };
}

function messagesOf(trace: TraceBuilder): Pick<TraceSummary, 'tasks' | 'taskRate' | 'sent' | 'received'> {
  let [tasks, sent, received] = [0, 0, 0];
  const seen = new Set<Direction>();
  for (const direction of trace.messages.directions()) {
    sent += Math.max(0, direction.sentTotal);
    received += Math.max(0, direction.receivedTotal);
    const { reverse } = direction;
    // What one that came late tells, the other end has told.
    if (reverse && !seen.has(reverse) && !direction.late) tasks += tasksOf(direction, reverse);
    seen.add(direction);
  }
  return { tasks, taskRate: tasks > 0 ? perSecond(tasks, messageSpan(trace)) : null, sent, received };
}

/** Replies where all is known; else each message one way answers one of the other way. */
function tasksOf(there: Direction, back: Direction): number {
  const replies = there.replies + back.replies;
  const isWhole = there.told >= total(there) && back.told >= total(back);
  return replies > 0 && isWhole ? replies : Math.min(total(there), total(back));
}

function total({ sentTotal, receivedTotal }: Direction): number {
  return Math.max(0, sentTotal, receivedTotal);
}

/** From the first message to the last, in ms. */
function messageSpan({ messages: { rows, totals } }: TraceBuilder): number {
  const { sent, received } = rows.columns;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  const reach = (time: number) => {
    if (time < from) from = time;
    if (time > to) to = time;
  };
  for (let row = 0; row < rows.length; row++) {
    reach(sent[row]!);
    reach(received[row]!);
  }
  if (rows.length === 0) for (let row = 0; row < totals.length; row++) reach(totals.columns.time[row]!);
  return to - from;
}

function latencyOf({ messages: { rows } }: TraceBuilder): Spread | null {
  const { sent, received } = rows.columns;
  return spreadOf(rows.length, (row) => received[row]! - sent[row]!);
}

function roundTripOf({ messages: { rows } }: TraceBuilder): Spread | null {
  const { sent, received, reply } = rows.columns;
  return spreadOf(rows.length, (row) => (reply[row]! < 0 ? Number.NaN : received[reply[row]!]! - sent[row]!));
}

function spreadOf(length: number, measure: (row: number) => number): Spread | null {
  const values = new Float64Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    const value = measure(row);
    if (!Number.isNaN(value)) values[count++] = value;
  }
  if (count === 0) return null;
  const sorted = values.subarray(0, count).sort();
  return { median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
}

/** Between the two values that it falls between. */
function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}

function crashesOf({ lanes: { states } }: TraceBuilder): number {
  const crashed = LANE_STATES.indexOf('crashed');
  let count = 0;
  for (let row = 0; row < states.length; row++) if (states.columns.state[row] === crashed) count++;
  return count;
}

function perSecond(count: number, ms: number): number | null {
  return ms > 0 && Number.isFinite(ms) ? (count * 1000) / ms : null;
}
