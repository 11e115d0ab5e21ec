// Threads that are made again and again in one place, and never end.
import type { ThreadState } from '../../protocol/viewer';
import { targetId } from '../../protocol/viewer';
import type { Model } from '../model';
import type { FiguresWindow } from './figures-window';
import { groupedBy, type Insight, placeWords, sentences, sum, type Translate } from './insight';
import type { Seen } from './seen';

/**
 * A thread that did nothing for so long, in ms, before another was made in its place is left behind: a pool would have
 * given it the work instead. A pool that fills up makes its threads at once, or while all it has are busy.
 */
const REUSE = 5_000;
/** So many must be left behind. One or two may be kept for what they are named for. */
const FEWEST_LEFT = 5;
/** Where so many of those made have ended, they do end. */
const SOME_END = 0.1;
/** Figures older than this say nothing of now, in ms. */
const STALE = 3_000;
/** By Node's names: what a server with one thread for each connection holds open for each. */
const CONNECTIONS = ['TCPSocketWrap', 'PipeWrap'];

const MB = 1024 * 1024;

/** Threads made in one place by one target. */
interface Line {
  owner: string;
  threads: ThreadState[];
  live: ThreadState[];
}

/** @param now of the hub's clock, in ms */
export function threadLeaks(model: Model, window: FiguresWindow, seen: Seen, now: number, t: Translate): Insight[] {
  return linesOf(model).flatMap((line) => {
    const left = leftBehind(line, seen);
    if (left.length < FEWEST_LEFT || doEnd(line) || haveConnections(line, window, now)) return [];
    return [said(line, left.length, window, now, t)];
  });
}

function linesOf(model: Model): Line[] {
  const placed = [...model.threads.values()].filter(({ site }) => site !== null);
  return [...groupedBy(placed, lineKey).values()].flatMap((threads): Line[] => {
    const live = threads.filter(({ state }) => state !== 'exited');
    return live.length < FEWEST_LEFT ? [] : [{ owner: makerOf(threads[0]!), threads, live }];
  });
}

function lineKey(thread: ThreadState): string {
  const { file, line, column } = thread.site!;
  return `${makerOf(thread)} ${file}:${line}:${column}`;
}

function makerOf({ process, creator }: ThreadState): string {
  return targetId(process, creator);
}

function leftBehind({ threads, live }: Line, seen: Seen): ThreadState[] {
  const lastMade = Math.max(...threads.map(({ started }) => started));
  return live.filter(({ id }) => lastMade - seen.activeAt(id) > REUSE);
}

function doEnd({ threads, live }: Line): boolean {
  return (threads.length - live.length) / threads.length > SOME_END;
}

/** Each may serve a connection that is open still. */
function haveConnections({ owner, live }: Line, window: FiguresWindow, now: number): boolean {
  const handles = window.last(owner, now - STALE)?.handles;
  if (!handles) return false;
  return sum(CONNECTIONS, (name) => handles[name] ?? 0) >= live.length;
}

function said({ owner, threads, live }: Line, left: number, window: FiguresWindow, now: number, t: Translate): Insight {
  const place = placeWords(threads[0]!.site!);
  return {
    id: `thread-leak ${lineKey(threads[0]!)}`,
    owner,
    kind: 'thread-leak',
    severity: 'warning',
    label: t('{0} threads leak?', live.length),
    description: place,
    detail: sentences(
      live.length === threads.length
        ? t('{0} threads made at {1} live, none has ended.', live.length, place)
        : t(
            '{0} threads made at {1} live; of all made there {2} ended.',
            live.length,
            place,
            threads.length - live.length,
          ),
      t('{0} of them have done nothing since before the last was made.', left),
      heapWords(live, window, now, t),
      t(
        'A thread that waits for messages lives until it is told to end: await worker.terminate() once it has answered, or close its parentPort in it. For many tasks a pool of a few threads costs less.',
      ),
    ),
    targets: live.map(({ id }) => id),
  };
}

function heapWords(live: readonly ThreadState[], window: FiguresWindow, now: number, t: Translate): string | null {
  const heaps = live.flatMap(({ id }) => window.last(id, now - STALE)?.heap.total ?? []);
  if (heaps.length === 0) return null;
  return t(
    'The heaps of {0} that were measured hold {1} MB.',
    heaps.length,
    Math.round(sum(heaps, (each) => each) / MB),
  );
}
