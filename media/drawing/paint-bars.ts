// Messages by number, where they are too many for arrows: for each lane and column of pixels what was sent above the middle,
// what was received below.
import type { LaneRow } from '../lanes/rows';
import type { TraceStore, Way } from '../trace-store';
import type { Range } from '../view-state';
import { BarSheet, HALF } from './bar-sheet';
import { addCounts, addLeftOut, barHeight } from './density';
import { PixelColumns } from './pixel-columns';
import type { Scene } from './scene';

const WAYS: readonly Way[] = ['sent', 'received'];

/** What bars count: all messages; or, where the others are drawn as arrows, only those that were never told whole. */
export type Counted = 'all' | 'left out';

export class Bars {
  /** Of each row and way one place for each column. */
  #counts = new Float64Array(0);
  #heights = new Uint8Array(0);
  readonly #edges = new LeftOutEdges();
  readonly #columns = new PixelColumns();
  readonly #sheet = new BarSheet();

  paint(scene: Scene, counted: Counted): void {
    const { range, count: columns, x } = this.#columns.over(scene.range, scene.width);
    const counts = this.#countAll({ ...scene, range }, counted, columns);
    const most = fullHeight(counts);
    this.#sheet.begin(columns, scene.rows.length);
    for (let row = 0; row < scene.rows.length; row++) {
      for (const [which, way] of WAYS.entries()) {
        const heights = this.#heightsOf(partOf(counts, columns, row, which), most);
        this.#sheet.fill(row, way, heights, scene.palette[way]);
      }
    }
    scene.ctx.globalAlpha = counted === 'all' ? 1 : 0.4;
    this.#sheet.paint(scene, Math.round(x));
    scene.ctx.globalAlpha = 1;
  }

  /** How many a lane sent or received in a range, with those of lanes folded into it. */
  countIn(scene: Scene, row: LaneRow, way: Way, range: Range): number {
    const counts = new Float64Array(1);
    this.#edges.take(scene.store);
    this.#count({ ...scene, range }, row, way, 'all', counts);
    return Math.round(counts[0]!);
  }

  #countAll(scene: Scene, counted: Counted, columns: number): Float64Array {
    const needed = columns * scene.rows.length * WAYS.length;
    if (this.#counts.length < needed) this.#counts = new Float64Array(needed);
    const counts = this.#counts.subarray(0, needed).fill(0);
    this.#edges.take(scene.store);
    for (const [index, { row }] of scene.rows.entries()) {
      for (const [which, way] of WAYS.entries()) {
        this.#count(scene, row, way, counted, partOf(counts, columns, index, which));
      }
    }
    return counts;
  }

  #heightsOf(counts: Float64Array, most: number): Uint8Array {
    if (this.#heights.length !== counts.length) this.#heights = new Uint8Array(counts.length);
    for (let column = 0; column < counts.length; column++) {
      this.#heights[column] = Math.ceil(barHeight(counts[column]!, most) * HALF);
    }
    return this.#heights;
  }

  #count({ store, range, view }: Scene, row: LaneRow, way: Way, counted: Counted, counts: Float64Array): void {
    const lanes = row.folded ? [row.lane, ...row.inner] : [row.lane];
    for (const lane of lanes) {
      if (counted === 'all') addWhole(store, lane, way, view.edge, range, counts);
      for (const edge of this.#edges.of(lane, way)) {
        if (view.edge < 0 || view.edge === edge) addUntold(store, edge, way, range, counts);
      }
    }
  }
}

/** What of all counts belongs to a row and a way. */
function partOf(counts: Float64Array, columns: number, row: number, way: number): Float64Array {
  const place = row * WAYS.length + way;
  return counts.subarray(place * columns, (place + 1) * columns);
}

/** How many have the full height: a few bars that are far higher than the others must not make these too low to see. */
function fullHeight(counts: Float64Array): number {
  let sum = 0;
  let filled = 0;
  for (const count of counts) {
    sum += count;
    if (count > 0) filled++;
  }
  return filled === 0 ? 1 : Math.max(1, (4 * sum) / filled);
}

function addWhole(store: TraceStore, lane: number, way: Way, only: number, range: Range, counts: Float64Array): void {
  if (only < 0) {
    addCounts(store.ofLane(lane)[way], range, counts);
    return;
  }
  const { from, to } = store.edges[only]!;
  if ((way === 'sent' ? from : to) !== lane) return;
  addCounts(store.ofEdge(only)[way === 'sent' ? 'messages' : 'receipts'], range, counts);
}

function addUntold(store: TraceStore, edge: number, way: Way, range: Range, counts: Float64Array): void {
  const told = (row: number) => {
    const time = store.totals.time[row]!;
    return { time, leftOut: store.leftOutAt(edge, way, time) };
  };
  addLeftOut(store.ofEdge(edge)[way], told, range, counts);
}

/** Which edges of a lane have messages that were counted only: few, most often none. */
class LeftOutEdges {
  #byLane = new Map<string, number[]>();
  #seen = -1;

  take(store: TraceStore): void {
    if (this.#seen === store.totals.count) return;
    this.#seen = store.totals.count;
    this.#byLane.clear();
    for (const [place, { from, to }] of store.edges.entries()) {
      this.#add(store, place, 'sent', from);
      this.#add(store, place, 'received', to);
    }
  }

  of(lane: number, way: Way): readonly number[] {
    return this.#byLane.get(`${way} ${lane}`) ?? [];
  }

  #add(store: TraceStore, edge: number, way: Way, lane: number): void {
    if (lane < 0 || !(store.leftOutAt(edge, way, store.end) > 0)) return;
    const key = `${way} ${lane}`;
    const known = this.#byLane.get(key);
    if (known) known.push(edge);
    else this.#byLane.set(key, [edge]);
  }
}
