// All insights into the runs that a viewer shows, kept up with the model and the figures.
import type { Change } from '../../protocol/viewer';
import { type Disposable, Emitter } from '../emitter';
import type { FiguresMessage } from '../hub-connection';
import type { Model } from '../model';
import { balanceInsights, type Shares, sharesOfWork } from './balance';
import { crashLoops } from './crash-loops';
import { FiguresWindow } from './figures-window';
import { groupedBy, type Insight, type Translate } from './insight';
import { type Pool, poolsOf } from './pools';
import { Seen } from './seen';
import { sharedMemoryInsights } from './shared-memory';
import { threadLeaks } from './thread-leaks';
import { workerCountInsights } from './worker-count';

/** How long after news it is looked again, in ms: more often nobody can read. */
const LOOK = 500;
/** It is looked again after so many times as long as a look took: at a run of thousands it takes long. */
const REST = 50;
/** What stood at the edge of being said, and is no more, is said for so long, in ms: rows must not come and go. */
const STEADY = 10_000;
/** What is judged from figures, which go up and down. */
const FROM_FIGURES = new Set<Insight['kind']>(['balance', 'worker-count']);
/** The worst first. */
const ORDER: readonly Insight['kind'][] = ['crash-loop', 'thread-leak', 'balance', 'worker-count', 'shared-memory'];

/** The host's monotonic clock, the one that the hub tells times of. */
export interface Clock {
  /** ms */
  now(): number;
  after(ms: number, action: () => void): unknown;
  cancel(timer: unknown): void;
}

export interface InsightsNeeds {
  model: Model;
  /** How many cores the hub's host has for programs: `os.availableParallelism()`. */
  cores: number;
  clock: Clock;
  t: Translate;
}

export class Insights implements Disposable {
  readonly #needs: InsightsNeeds;
  readonly #window = new FiguresWindow();
  readonly #seen: Seen;
  readonly #changes = new Emitter<readonly string[]>();
  /** By the insight's id, until when it is said though it no longer holds. */
  readonly #until = new Map<string, number>();
  #byOwner = new Map<string, Insight[]>();
  #pools = new Map<string, Pool>();
  #poolOfThread = new Map<string, Pool>();
  #shares = new Map<string, Shares>();
  #timer: unknown = null;
  #isLooking = false;
  /** There is news since the look that goes on began. */
  #isLate = false;
  /** How long to wait before the next look, in ms. */
  #wait = LOOK;

  /** Tells the ids of owners under which something else is said than before, or whose pools have other numbers. */
  readonly onDidChange = this.#changes.event;

  constructor(needs: InsightsNeeds) {
    this.#needs = needs;
    this.#seen = new Seen(() => needs.clock.now());
    this.update(needs.model.asChanges());
  }

  /** To be told after the model took the changes. */
  update(changes: readonly Change[]): void {
    this.#seen.update(changes);
    for (const change of changes) if (change.kind === 'forgotten') this.#window.forget(change.id);
    this.#lookSoon();
  }

  measure(message: Pick<FiguresMessage, 'time' | 'targets'>): void {
    this.#window.take(message);
    this.#seen.measure(message);
    this.#lookSoon();
  }

  /** What is said under the row of a process, thread or slot, the worst first. */
  of(owner: string): readonly Insight[] {
    return this.#byOwner.get(owner) ?? [];
  }

  byId(id: string): Insight | undefined {
    return this.all().find((each) => each.id === id);
  }

  all(): Insight[] {
    return [...this.#byOwner.values()].flat();
  }

  /** A worker's part of what its cluster did in the last minute; `undefined` where it is not compared with others. */
  sharesOf(process: string): Shares | undefined {
    return this.#shares.get(process);
  }

  /** The pool that a living thread is in. */
  poolOf(thread: string): Pool | undefined {
    return this.#poolOfThread.get(thread);
  }

  pools(): Pool[] {
    return [...this.#pools.values()];
  }

  dispose(): void {
    if (this.#timer !== null) this.#needs.clock.cancel(this.#timer);
    this.#changes.clear();
  }

  #lookSoon(): void {
    this.#isLate = this.#isLooking;
    if (this.#isLooking) return;
    this.#timer ??= this.#needs.clock.after(this.#wait, () => this.#goOn(this.#look(), 0));
  }

  /** Takes the next step of a look. Each has a turn of its own, for the window has other work. @param spent ms so far */
  #goOn(look: Iterator<void>, spent: number): void {
    const { clock } = this.#needs;
    const began = clock.now();
    this.#isLooking = look.next().done !== true;
    const worked = spent + clock.now() - began;
    if (this.#isLooking) {
      this.#timer = clock.after(0, () => this.#goOn(look, worked));
      return;
    }
    this.#timer = null;
    this.#wait = Math.max(LOOK, REST * worked);
    if (this.#isLate) this.#lookSoon();
  }

  *#look(): Generator<void> {
    const { model, clock } = this.#needs;
    const now = clock.now();
    const hold: Insight[] = [];
    for (const judge of this.#judges(now)) {
      hold.push(...judge());
      yield;
    }
    const pools = poolsOf(model, this.#window, this.#seen, now);
    yield;
    const shares = sharesOfWork(model, this.#window, this.#seen, now);
    yield;
    this.#take(hold, pools, shares, now);
  }

  #take(hold: readonly Insight[], pools: readonly Pool[], shares: Map<string, Shares>, now: number): void {
    const [before, poolsBefore] = [this.#byOwner, this.#pools];
    this.#byOwner = groupedBy(this.#sorted(hold, now), ({ owner }) => owner);
    this.#pools = new Map(pools.map((pool) => [pool.id, pool]));
    this.#poolOfThread = new Map(pools.flatMap((pool) => pool.threads.map((thread) => [thread, pool])));
    this.#shares = shares;
    const changed = new Set([
      ...changedKeys(before, this.#byOwner, shownOf),
      ...changedKeys(poolsBefore, this.#pools, shownOfPool).map(
        (id) => (this.#pools.get(id) ?? poolsBefore.get(id))!.owner,
      ),
    ]);
    if (changed.size > 0) this.#changes.fire([...changed]);
  }

  /** What each kind says now. */
  #judges(now: number): (() => Insight[])[] {
    const { model, cores, t } = this.#needs;
    return [
      () => crashLoops(model, now, t),
      () => threadLeaks(model, this.#window, this.#seen, now, t),
      () => balanceInsights(model, this.#window, this.#seen, now, t),
      () => sharedMemoryInsights(model, t),
      () => workerCountInsights(model, this.#window, this.#seen, cores, now, t),
    ];
  }

  #sorted(hold: readonly Insight[], now: number): Insight[] {
    return [...hold, ...this.#steadied(hold, now)].sort(
      (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.id.localeCompare(b.id),
    );
  }

  /** What held a moment ago, of those that live. */
  #steadied(hold: readonly Insight[], now: number): Insight[] {
    const ids = new Set(hold.map(({ id }) => id));
    for (const { id, kind } of hold) if (FROM_FIGURES.has(kind)) this.#until.set(id, now + STEADY);
    for (const [id, until] of this.#until) if (until <= now) this.#until.delete(id);
    return this.all().filter(({ id, owner }) => !ids.has(id) && this.#until.has(id) && this.#lives(owner));
  }

  #lives(owner: string): boolean {
    const process = this.#needs.model.processes.get(owner);
    return process !== undefined && process.state !== 'exited';
  }
}

/** What a row shows. The detail is read when somebody asks for it. */
function shownOf(insights: readonly Insight[]): string {
  return JSON.stringify(insights.map(({ id, severity, label, description }) => [id, severity, label, description]));
}

function shownOfPool({ threads, busy, tasks, replaced }: Pool): string {
  return JSON.stringify([threads, busy, tasks === null ? null : Math.round(tasks), replaced.length]);
}

function changedKeys<V>(before: Map<string, V>, after: Map<string, V>, shown: (value: V) => string): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    return was === undefined || is === undefined || shown(was) !== shown(is);
  });
}
