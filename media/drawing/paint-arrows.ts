// Messages, each as an arrow from where it was sent to where it was received.
import type { Edge } from '../../protocol/timeline';
import { AXIS, type Scene, topOf, xOf, ZONE } from './scene';
import type { Segments } from './segments';

/** Length of what is drawn of an arrow whose other end is not known, in px. */
const STUB = 14;
const HEAD = 5;
/** Lines are cut so far out of view, in px: at the closest zoom they would be longer than a canvas can count. */
const BEYOND = 100;

export interface Arrow {
  message: number;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  /** It is known that it came. */
  arrived: boolean;
}

const KINDS: readonly Edge['by'][] = ['ipc', 'postMessage', 'port', 'broadcast'];

/** Draws them, the kinds one after the other, and notes where they are. */
export function paintArrows(scene: Scene, messages: readonly number[], segments: Segments): void {
  const arrows = messages.map((message) => arrowOf(scene, message)).filter((arrow) => arrow !== null);
  segments.begin(arrows.length);
  for (const { message, x1, y1, x2, y2 } of arrows) segments.add(message, x1, y1, x2, y2);
  for (const kind of KINDS) {
    const own = arrows.filter(({ message }) => scene.store.edges[scene.store.messages.edge[message]!]!.by === kind);
    const { found } = scene;
    const colour = scene.palette.edges[kind];
    if (found)
      strokeArrows(
        scene,
        own.filter(({ message }) => !found(message)),
        colour,
        0.2,
      );
    strokeArrows(
      scene,
      found ? own.filter(({ message }) => found(message)) : own,
      colour,
      own.length > 300 ? 0.55 : 0.9,
    );
  }
}

/** The selected message, with the one that it answers, and the one that answers it. */
export function paintSelected(scene: Scene): void {
  const { message } = scene.view;
  const { messages } = scene.store;
  if (message < 0 || message >= messages.count) return;
  const partners = [messages.reply[message]!, messages.request[message]!].filter((one) => one >= 0);
  const { ctx, palette } = scene;
  ctx.setLineDash([4, 3]);
  ctx.lineWidth = 2;
  strokeArrows(
    scene,
    partners.map((one) => arrowOf(scene, one)).filter((arrow) => arrow !== null),
    palette.text,
    1,
  );
  ctx.setLineDash([]);
  ctx.lineWidth = 3;
  const own = arrowOf(scene, message);
  if (own) strokeArrows(scene, [own], palette.text, 1);
  ctx.lineWidth = 1;
}

/** `null` where nothing of it is in view. */
export function arrowOf(scene: Scene, message: number): Arrow | null {
  const { store, height } = scene;
  const { from, to } = store.edges[store.messages.edge[message]!]!;
  const y1 = middleOf(scene, from);
  const y2 = middleOf(scene, to);
  const x1 = xOf(scene, store.messages.sent[message]!);
  const x2 = xOf(scene, store.messages.received[message]!);
  const arrow = withBothEnds({ message, x1, y1, x2, y2, arrived: !Number.isNaN(x2) });
  if (arrow === null) return null;
  if (Math.max(arrow.y1, arrow.y2) < AXIS || Math.min(arrow.y1, arrow.y2) > height) return null;
  return cut(arrow, -BEYOND, scene.width + BEYOND);
}

function middleOf(scene: Scene, lane: number): number {
  return topOf(scene, lane) + ZONE.top + ZONE.height / 2;
}

/** An end that is not known is put near the other one. */
function withBothEnds(arrow: Arrow): Arrow | null {
  const { x1, y1, x2, y2 } = arrow;
  const begun = !Number.isNaN(x1) && !Number.isNaN(y1);
  const ended = !Number.isNaN(x2) && !Number.isNaN(y2);
  if (begun && ended) return arrow;
  if (begun) return { ...arrow, x2: x1 + STUB, y2: y1 + STUB * (y2 < y1 ? -1 : 1) };
  if (ended) return { ...arrow, x1: x2 - STUB, y1: y2 + STUB * (y1 < y2 ? -1 : 1) };
  return null;
}

/** Its part between two columns; `null` where that is none. */
function cut(arrow: Arrow, left: number, right: number): Arrow | null {
  const { x1, y1, x2, y2 } = arrow;
  if (Math.max(x1, x2) < left || Math.min(x1, x2) > right) return null;
  const yAt = (x: number) => (x2 === x1 ? y1 : y1 + ((x - x1) / (x2 - x1)) * (y2 - y1));
  const clamp = (x: number) => Math.min(right, Math.max(left, x));
  const start = clamp(x1);
  const end = clamp(x2);
  return { ...arrow, x1: start, y1: start === x1 ? y1 : yAt(start), x2: end, y2: end === x2 ? y2 : yAt(end) };
}

function strokeArrows({ ctx }: Scene, arrows: readonly Arrow[], colour: string, alpha: number): void {
  if (arrows.length === 0) return;
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.beginPath();
  for (const { x1, y1, x2, y2 } of arrows) {
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
  }
  ctx.stroke();
  ctx.beginPath();
  for (const arrow of arrows) (arrow.arrived ? addHead : addOpenEnd)(ctx, arrow);
  ctx.fill();
  ctx.globalAlpha = 1;
}

function addHead(ctx: CanvasRenderingContext2D, { x1, y1, x2, y2 }: Arrow): void {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  ctx.moveTo(x2, y2);
  ctx.lineTo(x2 - HEAD * Math.cos(angle - 0.5), y2 - HEAD * Math.sin(angle - 0.5));
  ctx.lineTo(x2 - HEAD * Math.cos(angle + 0.5), y2 - HEAD * Math.sin(angle + 0.5));
  ctx.closePath();
}

/** A square: it has not come, as far as is known. */
function addOpenEnd(ctx: CanvasRenderingContext2D, { x2, y2 }: Arrow): void {
  ctx.rect(x2 - 2, y2 - 2, 4, 4);
}
