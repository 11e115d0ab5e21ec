// What happened in lanes, as icons.
import { MARKS, type Mark } from '../../protocol/timeline';
import { stateAt } from '../lanes/words';
import type { TraceStore } from '../trace-store';
import type { Icon, Icons } from './icons';
import type { Palette } from './palette';
import { BAR, type Scene, timeAt, xOf } from './scene';

/** Icons do not stand nearer to each other than this, in px. */
const ROOM = 15;
/** So many that fall onto one place are looked at for the one to be shown there. */
const LOOKED_AT = 32;

/** The later, the more a person wants to know of it. */
const GRAVITY: Record<Mark, number> = {
  online: 0,
  fork: 1,
  created: 2,
  listening: 3,
  disconnect: 4,
  signal: 5,
  error: 6,
  exit: 7,
};

export interface Look {
  icon: Icon;
  colour: string;
}

export function paintMarks(scene: Scene, icons: Icons): void {
  const { ctx } = scene;
  ctx.font = icons.font;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const { row, top } of scene.rows) paintLane(scene, icons, row.lane, top + BAR.top + BAR.height / 2);
  ctx.textAlign = 'start';
}

function paintLane(scene: Scene, icons: Icons, lane: number, y: number): void {
  for (const row of shownMarks(scene, lane)) {
    const { icon, colour } = markLook(scene.store, row, scene.palette);
    const x = Math.round(xOf(scene, scene.store.marks.time[row]!));
    scene.ctx.fillStyle = scene.palette.background;
    scene.ctx.beginPath();
    scene.ctx.arc(x, y, 8, 0, Math.PI * 2);
    scene.ctx.fill();
    scene.ctx.fillStyle = colour;
    scene.ctx.fillText(icons.character(icon), x, y);
  }
}

/** Rows of marks that have room, of those on one place the gravest. */
export function shownMarks(scene: Scene, lane: number): number[] {
  const { store, range } = scene;
  const order = store.ofLane(lane).marks;
  const last = order.upper(timeAt(scene, scene.width + ROOM));
  const shown: number[] = [];
  let place = order.lower(timeAt(scene, -ROOM));
  while (place < last) {
    const until = store.marks.time[order.at(place)]! + (ROOM / scene.width) * (range.to - range.from);
    const next = Math.max(place + 1, order.lowerFrom(until, place));
    shown.push(gravest(store, lane, place, next));
    place = next;
  }
  return shown;
}

function gravest(store: TraceStore, lane: number, place: number, next: number): number {
  const order = store.ofLane(lane).marks;
  let found = order.at(place);
  for (let at = place + 1; at < Math.min(next, place + LOOKED_AT); at++) {
    if (gravityOf(store, order.at(at)) > gravityOf(store, found)) found = order.at(at);
  }
  return found;
}

function gravityOf(store: TraceStore, row: number): number {
  return GRAVITY[MARKS[store.marks.mark[row]!] ?? 'online'];
}

export function markLook(store: TraceStore, row: number, palette: Palette): Look {
  const { states } = palette;
  switch (MARKS[store.marks.mark[row]!] ?? 'online') {
    case 'created':
      return { icon: 'add', colour: palette.text };
    case 'online':
      return { icon: 'circle-small-filled', colour: states.online };
    case 'listening':
      return { icon: 'radio-tower', colour: states.listening };
    case 'disconnect':
      return { icon: 'debug-disconnect', colour: states.disconnecting };
    case 'signal':
      return { icon: 'zap', colour: palette.text };
    case 'error':
      return { icon: 'bug', colour: states.crashed };
    case 'fork':
      return { icon: 'repo-forked', colour: palette.faint };
    case 'exit':
      return exitLook(store, row, palette);
  }
}

function exitLook(store: TraceStore, row: number, { states, text }: Palette): Look {
  const state = stateAt(store, store.marks.lane[row]!, store.marks.time[row]!);
  if (state === 'crashed') return { icon: 'error', colour: states.crashed };
  return state === 'askedFor' ? { icon: 'circle-slash', colour: text } : { icon: 'pass', colour: text };
}
