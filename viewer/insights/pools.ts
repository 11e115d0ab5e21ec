// Threads that form a pool: how many, how many are busy, what they get done, and which of them were replaced.
import type { ThreadState } from '../../protocol/viewer';
import { targetId } from '../../protocol/viewer';
import type { Model } from '../model';
import type { Exchange } from './exchange';
import type { FiguresWindow } from './figures-window';
import { groupedBy, scriptWords, sum } from './insight';
import type { Seen } from './seen';

/** Packages whose business pools of threads are. */
const PACKAGES = new Set([
  'piscina',
  'tinypool',
  'jest-worker',
  'vitest',
  'workerpool',
  'poolifier',
  'synckit',
  'threads',
]);
const PACKAGE = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/;
/** How long figures are averaged over, in ms, so that tasks shorter than the time between two of them count as they should. */
const AVERAGE = 4_000;
/** A thread that ended, and another made at most so long before or after, in ms: on `error` programs make it before the other's `exit`. */
const REPLACING = { before: 100, after: 5_000 };
/** A thread that ended, and the one that took its place. */
export interface Replacement {
  was: string;
  by: string;
}

export interface Pool {
  /** Stays the same for as long as the pool is there. */
  readonly id: string;
  /** Id of the process or thread that made its threads. */
  readonly owner: string;
  /** Name of its package, or of the script that all its threads run. */
  readonly name: string;
  /** Those that live, in the order in which they were made. */
  readonly threads: readonly string[];
  /** How many of them are; null where that cannot be told of each. */
  readonly busy: number | null;
  /** Tasks done in a second; null where they do not come as messages to the thread itself, and so are not counted. */
  readonly tasks: number | null;
  readonly replaced: readonly Replacement[];
}

/** @param now of the hub's clock, in ms */
export function poolsOf(model: Model, window: FiguresWindow, seen: Seen, now: number): Pool[] {
  const placed = [...model.threads.values()].filter(({ site }) => site !== null);
  return [...groupedBy(placed, lineKey)].flatMap(([key, threads]) => {
    const live = threads.filter(({ state }) => state !== 'exited').sort((a, b) => a.thread - b.thread);
    const name = nameOf(threads, seen);
    return live.length < 2 || name === null ? [] : [poolOf(key, name, threads, live, window, seen, now)];
  });
}

/** Made in one place by one target, of one script. */
function lineKey({ process, creator, script, site }: ThreadState): string {
  return `${targetId(process, creator)} ${site!.file}:${site!.line}:${site!.column} ${script}`;
}

/** `null` where they are no pool. */
function nameOf(threads: readonly ThreadState[], seen: Seen): string | null {
  const { script, site } = threads[0]!;
  const library = [packageOf(script), site!.via].find((name) => name !== undefined && PACKAGES.has(name));
  if (library) return library;
  return areReused(threads, seen) ? scriptWords(script) : null;
}

function packageOf(script: string): string | undefined {
  return PACKAGE.exec(script)?.[1]?.replace('\\', '/');
}

/** At least two got a task after they had answered another. */
function areReused(threads: readonly ThreadState[], seen: Seen): boolean {
  return threads.filter(({ id }) => (seen.exchangeOf(id)?.tasks ?? 0) >= 2).length >= 2;
}

function poolOf(
  key: string,
  name: string,
  threads: readonly ThreadState[],
  live: readonly ThreadState[],
  window: FiguresWindow,
  seen: Seen,
  now: number,
): Pool {
  const isCounted = areReused(threads, seen);
  const shares = live.map((thread) =>
    busyShare(thread, isCounted ? seen.exchangeOf(thread.id) : undefined, window, now),
  );
  const known = shares.filter((share) => typeof share === 'number');
  const isTold = known.length > 0 && !shares.includes(null);
  return {
    id: `pool ${key}`,
    owner: targetId(live[0]!.process, live[0]!.creator),
    name,
    threads: live.map(({ id }) => id),
    busy: isTold ? Math.round(sum(known, (share) => share)) : null,
    tasks: isCounted ? sum(threads, ({ id }) => seen.exchangeOf(id)?.rate(now) ?? 0) : null,
    replaced: replacements(threads),
  };
}

/**
 * Of the last seconds; null where nobody can tell: it may wait for work in a way that lets it tell nothing. `undefined` where
 * it tells soon: who posts the next task with each answer leaves one open at any time, and that is no sign of work.
 */
function busyShare(
  { id, condition, notObserved }: ThreadState,
  exchange: Exchange | undefined,
  window: FiguresWindow,
  now: number,
): number | null | undefined {
  // Threads of piscina and its like wait for work in Atomics.wait. One that has a task waits there for something else.
  if (condition?.is === 'blocked') return condition.on === 'Atomics.wait' && !exchange?.hasTask ? 0 : 1;
  if (condition?.is === 'busy' || condition?.is === 'stuck' || exchange?.hasTask) return 1;
  const { measured, busy } = window.since(id, now - AVERAGE);
  if (measured > 0) return busy / measured;
  if (!exchange) return null;
  if (exchange.waitsForFirstAnswer) return 1;
  return notObserved ? 0 : undefined;
}

/** Pairs: each that ended, with the one that was made nearest to its end. */
function replacements(threads: readonly ThreadState[]): Replacement[] {
  const free = new Set(threads);
  const ended = threads.filter(({ ended }) => ended !== null).sort((a, b) => a.ended! - b.ended!);
  return ended.flatMap((was) => {
    const [by] = [...free].filter((each) => replaces(each, was)).sort((a, b) => distance(a, was) - distance(b, was));
    if (!by) return [];
    free.delete(by);
    return [{ was: was.id, by: by.id }];
  });
}

function replaces(by: ThreadState, was: ThreadState): boolean {
  const after = by.started - was.ended!;
  return by.thread > was.thread && after >= -REPLACING.before && after <= REPLACING.after;
}

function distance(by: ThreadState, was: ThreadState): number {
  return Math.abs(by.started - was.ended!);
}
