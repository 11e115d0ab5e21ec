// How lanes were, as bars: thin where all is as it should be, high where not.
import { LANE_STATES, type LaneState } from '../../protocol/timeline';
import { isOver, stateWord } from '../lanes/words';
import { BAR, type Scene, timeAt, xOf } from './scene';

/** What is as it should be has a thin bar. */
const THIN = 4;
/** A word is written into bars at least so wide, in px. */
const WORD_ROOM = 44;

type Style = 'thin' | 'full' | 'hollow' | 'none';

const STYLES: Record<LaneState, Style> = {
  starting: 'thin',
  online: 'thin',
  listening: 'thin',
  disconnecting: 'thin',
  notObserved: 'thin',
  busy: 'full',
  stuck: 'full',
  paused: 'full',
  blocked: 'hollow',
  silent: 'hollow',
  stopped: 'hollow',
  exited: 'none',
  askedFor: 'none',
  crashed: 'none',
};

/** Where several fall into one pixel, the one that a person most wants to know of. */
const GRAVITY: Record<Style, number> = { none: 0, thin: 1, hollow: 2, full: 3 };
/** So many of one pixel are looked at. */
const LOOKED_AT = 64;

export function paintStates(scene: Scene): void {
  for (const { row, top } of scene.rows) paintLane(scene, row.lane, top);
}

function paintLane(scene: Scene, lane: number, top: number): void {
  const { store, range, ctx } = scene;
  const order = store.ofLane(lane).states;
  const end = lastTime(scene, lane);
  const last = order.upper(range.to);
  ctx.font = `10px ${scene.palette.font}`;
  ctx.textBaseline = 'middle';
  let place = Math.max(0, order.upper(range.from) - 1);
  while (place < last) {
    const left = store.states.time[order.at(place)]!;
    const next = nextPlace(scene, lane, place);
    const right = next < order.count ? store.states.time[order.at(next)]! : end;
    paintBar(scene, gravest(scene, lane, place, next), left, right, top);
    place = next;
  }
}

/** As far as is known how a lane is. */
function lastTime({ store }: Scene, lane: number): number {
  return store.lanes[lane]!.ended ?? store.end;
}

/** The last of the states that begin in one pixel: only it may last longer. */
function nextPlace(scene: Scene, lane: number, place: number): number {
  const order = scene.store.ofLane(lane).states;
  const x = xOf(scene, scene.store.states.time[order.at(place)]!);
  const after = order.lowerFrom(timeAt(scene, Math.floor(Math.max(0, x)) + 1), place + 1);
  return Math.max(place + 1, after - 1);
}

function gravest({ store }: Scene, lane: number, place: number, next: number): LaneState {
  const order = store.ofLane(lane).states;
  let found: LaneState = 'online';
  let gravity = -1;
  for (let at = place; at < Math.min(next, place + LOOKED_AT); at++) {
    const state = LANE_STATES[store.states.state[order.at(at)]!] ?? 'online';
    if (GRAVITY[STYLES[state]] <= gravity) continue;
    found = state;
    gravity = GRAVITY[STYLES[state]];
  }
  return found;
}

function paintBar(scene: Scene, state: LaneState, from: number, to: number, top: number): void {
  if (isOver(state)) return;
  const left = Math.max(-2, Math.round(xOf(scene, from)));
  const right = Math.min(scene.width + 2, Math.max(left + 1, Math.round(xOf(scene, to))));
  const width = right - left;
  if (width <= 0) return;
  const { ctx, palette } = scene;
  ctx.fillStyle = palette.states[state];
  const style = STYLES[state];
  if (style === 'thin') {
    ctx.globalAlpha = state === 'online' ? 0.4 : 0.8;
    ctx.fillRect(left, top + BAR.top + (BAR.height - THIN) / 2, width, THIN);
    ctx.globalAlpha = 1;
    return;
  }
  if (style === 'full') ctx.fillRect(left, top + BAR.top, width, BAR.height);
  else paintHollow(scene, left, top + BAR.top, width);
  if (width >= WORD_ROOM) paintWord(scene, state, left, width, top);
}

function paintHollow({ ctx }: Scene, left: number, top: number, width: number): void {
  ctx.globalAlpha = 0.25;
  ctx.fillRect(left, top, width, BAR.height);
  ctx.globalAlpha = 1;
  ctx.fillRect(left, top, width, 1);
  ctx.fillRect(left, top + BAR.height - 1, width, 1);
  ctx.fillRect(left, top, 1, BAR.height);
  ctx.fillRect(left + width - 1, top, 1, BAR.height);
}

/** Where the part in view begins, so that it can be read while the bar is longer than the view. */
function paintWord(scene: Scene, state: LaneState, left: number, width: number, top: number): void {
  const { ctx, palette, t } = scene;
  const word = stateWord(state, t);
  const start = Math.max(left, 0) + 5;
  if (start + ctx.measureText(word).width + 4 > left + width) return;
  ctx.fillStyle = STYLES[state] === 'full' ? palette.background : palette.text;
  ctx.fillText(word, start, top + BAR.top + BAR.height / 2 + 0.5);
}
