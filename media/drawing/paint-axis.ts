// The time axis at the top, its lines through the lanes, and the moment of which the lanes tell.
import { type Axis, axisOf, clockText } from '../time';
import { AXIS, type Scene, xOf } from './scene';

/** Room that a tick and its label take, in px. */
const TICK_ROOM = 96;

export function sceneAxis(scene: Scene): Axis {
  return axisOf(scene.range, scene.store.start, Math.floor(scene.width / TICK_ROOM));
}

/** Behind the lanes. */
export function paintGrid(scene: Scene, axis: Axis): void {
  const { ctx, height, palette } = scene;
  ctx.fillStyle = palette.lines;
  ctx.globalAlpha = palette.contrast ? 0.4 : 0.3;
  for (const { time } of axis.ticks) ctx.fillRect(Math.round(xOf(scene, time)), AXIS, 1, height - AXIS);
  ctx.globalAlpha = 1;
}

/** Over the lanes: what is scrolled beneath it does not show. */
export function paintAxis(scene: Scene, axis: Axis): void {
  const { ctx, width, palette } = scene;
  ctx.fillStyle = palette.background;
  ctx.fillRect(0, 0, width, AXIS);
  ctx.fillStyle = palette.lines;
  ctx.fillRect(0, AXIS - 1, width, 1);
  ctx.font = `11px ${palette.font}`;
  ctx.textBaseline = 'middle';
  const left = axis.base === null ? 0 : paintBase(scene, axis.base);
  for (const { time, label } of axis.ticks) {
    const x = Math.round(xOf(scene, time));
    ctx.fillStyle = palette.lines;
    ctx.fillRect(x, AXIS - 6, 1, 5);
    ctx.fillStyle = palette.faint;
    if (x >= left && x + 4 + ctx.measureText(label).width <= width) ctx.fillText(label, x + 4, AXIS / 2);
  }
}

/** @returns where it ends */
function paintBase({ ctx, palette }: Scene, base: string): number {
  ctx.fillStyle = palette.text;
  ctx.fillText(base, 6, AXIS / 2);
  return ctx.measureText(base).width + 14;
}

export function paintCursor(scene: Scene, axis: Axis): void {
  const { ctx, view, height, palette, width } = scene;
  if (view.cursor === null) return;
  const x = Math.round(xOf(scene, view.cursor));
  if (x < 0 || x > width) return;
  ctx.fillStyle = palette.focus;
  ctx.fillRect(x, AXIS - 4, 1, height - AXIS + 4);
  const label = clockText(view.cursor - scene.store.start, Math.min(axis.step / 10, 1));
  ctx.font = `11px ${palette.font}`;
  const room = ctx.measureText(label).width + 10;
  const left = Math.max(0, Math.min(width - room, x - room / 2));
  ctx.fillRect(left, 3, room, AXIS - 8);
  ctx.fillStyle = palette.background;
  ctx.textBaseline = 'middle';
  ctx.fillText(label, left + 5, AXIS / 2 - 1);
}
