// What is said of many messages in a few numbers. Knows neither a store nor a page.

/** More samples than these are not sorted: every so-many-th of them stands for the rest. */
export const MOST_SAMPLES = 20_000;

/** A backlog smaller than this says nothing, however it got there. */
const FEWEST_WAITING = 10;
/** Fewer points make no trend. */
const FEWEST_POINTS = 6;
/** More points tell no more. */
const MOST_POINTS = 600;
/** Both ends tell at their own moments: a rise must be so many times what a step between two points is. */
const ABOVE_NOISE = 2;

/** First place in sorted values whose value is not below `value`; their number where all are. */
export function lowerBound(count: number, value: number, at: (place: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First place in sorted values whose value is above `value`; their number where none is. */
export function upperBound(count: number, value: number, at: (place: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The smallest of the samples that so great a share of them does not exceed (nearest rank): always one that was seen.
 * @param sorted from small to great
 * @param share 0 to 1
 * @returns NaN where there are none
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const rank = Math.ceil(share * sorted.length);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1]!;
}

/** What is said of the times that messages took, in ms; NaN where none is known. */
export interface Spread {
  /** How many are known. */
  count: number;
  p50: number;
  p95: number;
  /** Of all, also of those that are not sorted. */
  longest: number;
}

/** Takes one sample after the other, in bounded memory. Those that are NaN count for nothing. */
export class Samples {
  /** Kept evenly: whenever there are too many, every second one goes, and from then on only so many are taken. */
  #kept: number[] = [];
  #every = 1;
  #count = 0;
  #longest = Number.NaN;

  add(value: number): void {
    if (Number.isNaN(value)) return;
    if (this.#count % this.#every === 0) this.#keep(value);
    this.#count++;
    if (!(value <= this.#longest)) this.#longest = value;
  }

  spread(): Spread {
    const sorted = Float64Array.from(this.#kept).sort();
    return {
      count: this.#count,
      p50: percentile(sorted, 0.5),
      p95: percentile(sorted, 0.95),
      longest: this.#longest,
    };
  }

  #keep(value: number): void {
    this.#kept.push(value);
    if (this.#kept.length < MOST_SAMPLES * 2) return;
    this.#kept = this.#kept.filter((_, at) => at % 2 === 0);
    this.#every *= 2;
  }
}

/** How many each second. @param span in ms @returns NaN for no time at all */
export function rate(count: number, span: number): number {
  return span > 0 ? (count * 1000) / span : Number.NaN;
}

/** All messages of one end of an edge up to the time of each of its reports, in order. */
export interface Reports {
  count: number;
  time(at: number): number;
  total(at: number): number;
  /** How many messages that end told each by itself after one time and up to another. */
  whole(after: number, upTo: number): number;
}

/** How many messages wait between two ends, and whether they become more. */
export interface Backlog {
  /** Sent and not received at the end of the time; NaN where one of the ends never told. */
  waiting: number;
  growing: boolean;
}

/** @param from where the trend begins, in ms; @param to what is known up to here */
export function backlogOf(sent: Reports, received: Reports, from: number, to: number): Backlog {
  const points = reportTimes(sent, received, from, to)
    .map((time) => waitingAt(sent, received, time))
    .filter((waiting) => !Number.isNaN(waiting));
  return { waiting: waitingAt(sent, received, to), growing: grows(points) };
}

function waitingAt(sent: Reports, received: Reports, time: number): number {
  return Math.max(0, totalAt(sent, time) - totalAt(received, time));
}

/** When the ends told, in order; evenly spread over the time where they told very often. */
function reportTimes(sent: Reports, received: Reports, from: number, to: number): number[] {
  const ends = [sent, received]
    .map((reports) => ({ reports, start: startOf(reports, from), end: endOf(reports, to) }))
    .filter(({ start, end }) => start < end);
  if (ends.reduce((sum, { start, end }) => sum + end - start, 0) <= MOST_POINTS) {
    const times = ends.flatMap(({ reports, start, end }) =>
      Array.from({ length: end - start }, (_, at) => reports.time(start + at)),
    );
    return times.sort((one, other) => one - other);
  }
  const first = Math.min(...ends.map(({ reports, start }) => reports.time(start)));
  const last = Math.max(...ends.map(({ reports, end }) => reports.time(end - 1)));
  return Array.from({ length: MOST_POINTS }, (_, at) => first + ((last - first) * at) / (MOST_POINTS - 1));
}

/** How many messages one end counted between the reports around a time, so that none of those in it is missing. */
export interface Counted {
  count: number;
  /** The reports' own times; −∞ before the first. */
  after: number;
  upTo: number;
}

/** `null` where it never told. */
export function countedIn(reports: Reports, from: number, to: number): Counted | null {
  if (reports.count === 0) return null;
  const before = endOf(reports, from) - 1;
  const until = Math.min(startOf(reports, to), reports.count - 1);
  return {
    count: Math.max(0, reports.total(until) - (before < 0 ? 0 : reports.total(before))),
    after: before < 0 ? Number.NEGATIVE_INFINITY : reports.time(before),
    upTo: reports.time(until),
  };
}

function startOf(reports: Reports, from: number): number {
  return lowerBound(reports.count, from, reports.time);
}

function endOf(reports: Reports, to: number): number {
  return upperBound(reports.count, to, reports.time);
}

/** What an end had told by a time, and what it later told each by itself of what was before; NaN where it had told nothing. */
function totalAt(reports: Reports, time: number): number {
  const at = endOf(reports, time);
  if (at === 0) return Number.NaN;
  const total = reports.total(at - 1) + reports.whole(reports.time(at - 1), time);
  return at < reports.count ? Math.min(total, reports.total(at)) : total;
}

/** Whether each third of the points lies above the one before, by more than points lie apart anyway. */
function grows(points: readonly number[]): boolean {
  if (points.length < FEWEST_POINTS) return false;
  const third = Math.floor(points.length / 3);
  const first = median(points.slice(0, third));
  const middle = median(points.slice(third, points.length - third));
  const last = median(points.slice(points.length - third));
  if (last < FEWEST_WAITING || !(first < middle && middle < last)) return false;
  const steps = points.slice(1).map((point, at) => Math.abs(point - points[at]!));
  return last - first > ABOVE_NOISE * median(steps);
}

function median(values: readonly number[]): number {
  return percentile(Float64Array.from(values).sort(), 0.5);
}
