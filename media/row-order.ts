// Rows sorted by their time, kept so while rows come nearly in order.
import { roomFor } from './columns';

/** So many rows share one latest end. */
const BLOCK = 512;

/** So many rows are sorted each by moving to its place among those before it. */
const RUN = 32;

export class RowOrder {
  readonly #time: (row: number) => number;
  readonly #end: ((row: number) => number) | undefined;
  #rows = new Uint32Array(16);
  /** Their times: read next to each other, which is many times faster than by row. */
  #times = new Float64Array(16);
  #count = 0;
  /** As far as this all is sorted. */
  #settled = 0;
  /** Of each block of rows, when the last of them ends. */
  #ends = new Float64Array(1);

  /**
   * @param time of a row, in ms; never NaN. Where it becomes another one, the row must be taken out before, and pushed again.
   * @param end when a row that lasts ends, in ms; for `across`
   */
  constructor(time: (row: number) => number, end?: (row: number) => number) {
    this.#time = time;
    this.#end = end;
  }

  get count(): number {
    return this.#count;
  }

  /** The row at a place, the earliest at 0. */
  at(place: number): number {
    return this.#rows[place]!;
  }

  /**
   * Adds a row, out of order until `settle`.
   * @param time its time, where that is known
   * @returns whether it is the first since
   */
  push(row: number, time = this.#time(row)): boolean {
    if (this.#count === this.#rows.length) {
      this.#rows = roomFor(this.#rows, this.#count, this.#count + 1);
      this.#times = roomFor(this.#times, this.#count, this.#count + 1);
    }
    this.#times[this.#count] = time;
    this.#rows[this.#count++] = row;
    return this.#count === this.#settled + 1;
  }

  /** Puts what was pushed since into its place. Cost: that of what is displaced, and of sorting what is new. */
  settle(): void {
    const added = this.#settled;
    if (added === this.#count) return;
    sortByTime(this.#rows.subarray(added, this.#count), this.#times.subarray(added, this.#count));
    this.#settled = this.#count;
    this.#measureFrom(added === 0 ? 0 : this.#merge(added));
  }

  /** Takes rows out, before their times change. */
  remove(rows: ReadonlySet<number>): void {
    let first = this.#count;
    for (const row of rows) first = Math.min(first, this.placeOf(row));
    let kept = first;
    for (let place = first; place < this.#count; place++) {
      const row = this.#rows[place]!;
      if (rows.has(row)) continue;
      this.#rows[kept] = row;
      this.#times[kept++] = this.#times[place]!;
    }
    this.#count = kept;
    this.#settled = kept;
    this.#measureFrom(first);
  }

  /** A row ends later than it did. */
  lengthen(row: number): void {
    if (!this.#end) return;
    const block = Math.floor(this.placeOf(row) / BLOCK);
    this.#ends[block] = Math.max(this.#ends[block]!, this.#end(row));
  }

  /** The first place whose time is `time` or later. */
  lower(time: number): number {
    return this.#lower(time, 0, this.#settled);
  }

  /** The first place whose time is later than `time`. */
  upper(time: number): number {
    let low = 0;
    let high = this.#settled;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#times[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * As `lower`, from a place on, which must not be later than the one sought. Cost: the logarithm of the distance, where
   * `lower` costs that of all.
   */
  lowerFrom(time: number, place: number): number {
    let step = 1;
    let low = place;
    let high = place;
    while (high < this.#settled && this.#times[high]! < time) {
      low = high + 1;
      high += step;
      step *= 2;
    }
    return this.#lower(time, low, Math.min(high, this.#settled));
  }

  /** The place of a row; `count` where it is not here. */
  placeOf(row: number): number {
    const time = this.#time(row);
    for (let place = this.lower(time); place < this.#count && this.#times[place] === time; place++) {
      if (this.#rows[place] === row) return place;
    }
    return this.#count;
  }

  /** The last row that is not later than `time`; −1 where there is none. */
  lastAt(time: number): number {
    const place = this.upper(time) - 1;
    return place < 0 ? -1 : this.#rows[place]!;
  }

  /**
   * Rows that began before `time` and end at it or later, the earliest first, until `see` returns false.
   * Blocks in which none does cost one look.
   */
  across(time: number, see: (row: number) => boolean): void {
    const end = this.#end;
    if (!end) return;
    const until = this.lower(time);
    for (let block = 0; block * BLOCK < until; block++) {
      if (this.#ends[block]! < time) continue;
      const last = Math.min(until, (block + 1) * BLOCK);
      for (let place = block * BLOCK; place < last; place++) {
        const row = this.#rows[place]!;
        if (end(row) >= time && !see(row)) return;
      }
    }
  }

  #lower(time: number, from: number, to: number): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#times[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Merges the sorted rows from `middle` on with those before, from the back; returns the first place that changed. */
  #merge(middle: number): number {
    const tail = this.#rows.slice(middle, this.#count);
    const times = this.#times.slice(middle, this.#count);
    let before = middle - 1;
    let behind = tail.length - 1;
    let place = this.#count - 1;
    for (; behind >= 0; place--) {
      const earlier = before >= 0 && this.#times[before]! > times[behind]!;
      this.#rows[place] = earlier ? this.#rows[before]! : tail[behind]!;
      this.#times[place] = earlier ? this.#times[before]! : times[behind]!;
      if (earlier) before--;
      else behind--;
    }
    return place + 1;
  }

  #measureFrom(place: number): void {
    if (!this.#end) return;
    const from = Math.floor(place / BLOCK);
    const blocks = Math.ceil(this.#count / BLOCK);
    this.#ends = roomFor(this.#ends, from, blocks);
    for (let block = from; block < blocks; block++) this.#ends[block] = this.#latestEnd(block);
  }

  #latestEnd(block: number): number {
    const last = Math.min(this.#count, (block + 1) * BLOCK);
    let latest = Number.NEGATIVE_INFINITY;
    for (let place = block * BLOCK; place < last; place++) latest = Math.max(latest, this.#end!(this.#rows[place]!));
    return latest;
  }
}

/** Sorts rows with their times; of the same time, the one that came first stays first. Cost: a look at each where they are in order. */
function sortByTime(rows: Uint32Array, times: Float64Array): void {
  for (let from = 0; from < rows.length; from += RUN) sortRun(rows, times, from, Math.min(rows.length, from + RUN));
  const spare = { rows: new Uint32Array(0), times: new Float64Array(0) };
  for (let length = RUN; length < rows.length; length *= 2) {
    for (let middle = length; middle < rows.length; middle += 2 * length) {
      if (times[middle - 1]! <= times[middle]!) continue;
      if (spare.rows.length < length) {
        spare.rows = new Uint32Array(length);
        spare.times = new Float64Array(length);
      }
      mergeRuns(rows, times, middle - length, middle, Math.min(rows.length, middle + length), spare);
    }
  }
}

function sortRun(rows: Uint32Array, times: Float64Array, from: number, to: number): void {
  for (let index = from + 1; index < to; index++) {
    const time = times[index]!;
    const row = rows[index]!;
    let place = index;
    for (; place > from && times[place - 1]! > time; place--) {
      times[place] = times[place - 1]!;
      rows[place] = rows[place - 1]!;
    }
    times[place] = time;
    rows[place] = row;
  }
}

interface Spare {
  rows: Uint32Array;
  times: Float64Array;
}

/** Merges two sorted runs that lie beside each other. The first is put aside, and the room taken from the front. */
function mergeRuns(
  rows: Uint32Array,
  times: Float64Array,
  from: number,
  middle: number,
  to: number,
  spare: Spare,
): void {
  spare.rows.set(rows.subarray(from, middle));
  spare.times.set(times.subarray(from, middle));
  const count = middle - from;
  let aside = 0;
  let behind = middle;
  for (let place = from; aside < count; place++) {
    const isBehind = behind < to && times[behind]! < spare.times[aside]!;
    rows[place] = isBehind ? rows[behind]! : spare.rows[aside]!;
    times[place] = isBehind ? times[behind]! : spare.times[aside]!;
    if (isBehind) behind++;
    else aside++;
  }
}
