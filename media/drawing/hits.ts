// What is at a point of the canvas.
import type { LaneRow } from '../lanes/rows';
import type { Range } from '../view-state';
import type { Bars } from './paint-bars';
import { shownMarks } from './paint-marks';
import { AXIS, BAR, ROW, type Scene, timeAt, xOf, ZONE } from './scene';
import type { Segments } from './segments';

export type Hit =
  | { kind: 'nothing' }
  | { kind: 'message'; message: number }
  | { kind: 'mark'; lane: number; mark: number }
  | { kind: 'lane'; lane: number; time: number }
  /** Messages that are drawn as a bar. */
  | { kind: 'bar'; lane: number; range: Range; sent: number; received: number };

/** Half of a mark's width, in px. */
const MARK = 8;
/** Columns that one look at a bar takes in. */
const COLUMNS = 3;

export interface Drawn {
  scene: Scene;
  segments: Segments;
  bars: Bars;
  /** Messages are drawn as arrows. */
  arrows: boolean;
}

/** @param x and y in CSS px of the canvas */
export function hitAt(drawn: Drawn, x: number, y: number): Hit {
  if (y < AXIS) return { kind: 'nothing' };
  const message = drawn.arrows ? drawn.segments.nearest(x, y) : -1;
  const found = drawn.scene.rows.find(({ top }) => y >= top && y < top + ROW);
  const mark = found ? markAt(drawn.scene, found.row.lane, x, y - found.top) : null;
  if (mark) return mark;
  if (message >= 0) return { kind: 'message', message };
  return found ? laneAt(drawn, found.row, x, y - found.top) : { kind: 'nothing' };
}

/** @param y from the row's top */
function markAt(scene: Scene, lane: number, x: number, y: number): Hit | null {
  if (y > BAR.top + BAR.height + 2) return null;
  const { time } = scene.store.marks;
  const mark = shownMarks(scene, lane).find((row) => Math.abs(xOf(scene, time[row]!) - x) <= MARK);
  return mark === undefined ? null : { kind: 'mark', lane, mark };
}

function laneAt({ scene, bars }: Drawn, row: LaneRow, x: number, y: number): Hit {
  const { lane } = row;
  const range = { from: timeAt(scene, x - COLUMNS / 2), to: timeAt(scene, x + COLUMNS / 2) };
  if (y >= ZONE.top) {
    const sent = bars.countIn(scene, row, 'sent', range);
    const received = bars.countIn(scene, row, 'received', range);
    if (sent + received > 0) return { kind: 'bar', lane, range, sent, received };
  }
  return { kind: 'lane', lane, time: timeAt(scene, x) };
}
