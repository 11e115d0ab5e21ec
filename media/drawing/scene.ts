// What painters are given: what is in view, and where it stands on the canvas. All in CSS px.
import type { LaneRow, LaneRows } from '../lanes/rows';
import type { Translate } from '../panel';
import type { TraceStore } from '../trace-store';
import type { Range, View } from '../view-state';
import type { Palette } from './palette';

/** Height of the axis at the top. */
export const AXIS = 26;
/** Height of a lane. */
export const ROW = 40;
/** Where in a lane its state stands. */
export const BAR = { top: 5, height: 13 };
/** Where in a lane its messages stand: sent above the middle, received below. */
export const ZONE = { top: 21, height: 16 };

export interface Scene {
  ctx: CanvasRenderingContext2D;
  store: TraceStore;
  view: Readonly<View>;
  range: Range;
  lanes: LaneRows;
  /** Rows that are in view. */
  rows: { row: LaneRow; top: number }[];
  width: number;
  height: number;
  palette: Palette;
  t: Translate;
  /** Messages that the search found; `null` where nothing is sought. */
  found: ((message: number) => boolean) | null;
}

export function xOf(scene: Pick<Scene, 'range' | 'width'>, time: number): number {
  return ((time - scene.range.from) / (scene.range.to - scene.range.from)) * scene.width;
}

export function timeAt(scene: Pick<Scene, 'range' | 'width'>, x: number): number {
  return scene.range.from + (x / scene.width) * (scene.range.to - scene.range.from);
}

/** Top of the row that a lane is in, also where that is out of view; NaN where it has none. */
export function topOf(scene: Pick<Scene, 'lanes' | 'view'>, lane: number): number {
  const row = scene.lanes.rowOf[lane] ?? -1;
  return row < 0 ? Number.NaN : AXIS + row * ROW - scene.view.scroll;
}

/** Rows between the axis and the bottom, with their tops. */
export function rowsInView(lanes: LaneRows, scroll: number, height: number): Scene['rows'] {
  const first = Math.max(0, Math.floor(scroll / ROW));
  const last = Math.min(lanes.rows.length, Math.ceil((scroll + height - AXIS) / ROW));
  return lanes.rows.slice(first, last).map((row, index) => ({ row, top: AXIS + (first + index) * ROW - scroll }));
}
