// Which viewers watch the figures of which runs: agents measure only then, and where a run is recorded to a file. What they
// tell is passed on, not kept.
import type { Figures } from '../protocol/agent';
import type { HubToViewer } from '../protocol/viewer';
import type { Clock, Timer } from './clock';
import { joinedFigures } from './figures-sum';

/** How often agents measure, and viewers are told, in ms. */
export const FIGURES_INTERVAL = 500;
/** So many targets are told at once: a viewer has other work in between. */
export const PART = 50;
/** Between two parts of what is told, in ms; … */
export const PART_INTERVAL = 20;
/** … and so many at most they are: all of them are told before there is more. */
const MOST_PARTS = 20;

export type FiguresMessage = Extract<HubToViewer, { type: 'figures' }>;

export interface FiguresWatchNeeds {
  clock: Clock;
  /** Which runs are watched has changed. */
  changed(): void;
  /** Tells a viewer. */
  tell(viewer: object, message: FiguresMessage): void;
}

export class FiguresWatch {
  readonly #needs: FiguresWatchNeeds;
  /** By viewer, the runs that it watches. */
  readonly #watched = new Map<object, Set<string>>();
  /** Runs that are recorded to a file, which is to hold their figures. */
  readonly #recorded = new Set<string>();
  /** What came since viewers were told last: by run and target. */
  #news = new Map<string, Map<string, Figures>>();
  #timer: Timer | null = null;
  /** By viewer, what it is still to be told. */
  readonly #parts = new Map<object, FiguresMessage[]>();
  #partTimer: Timer | null = null;

  constructor(needs: FiguresWatchNeeds) {
    this.#needs = needs;
  }

  /** From here on a viewer watches these runs, and no others. */
  watch(viewer: object, runs: readonly string[]): void {
    this.#watched.delete(viewer);
    if (runs.length > 0) this.#watched.set(viewer, new Set(runs));
    this.#needs.changed();
  }

  /** From here on a run is recorded to a file, or no longer. */
  record(run: string, isRecorded: boolean): void {
    if (this.#recorded.has(run) === isRecorded) return;
    if (isRecorded) this.#recorded.add(run);
    else this.#recorded.delete(run);
    this.#needs.changed();
  }

  /** Whether any run is watched, by a viewer or for its recording. */
  get isAnyWatched(): boolean {
    return this.#watched.size > 0 || this.#recorded.size > 0;
  }

  isWatched(run: string | undefined): boolean {
    return run !== undefined && (this.#recorded.has(run) || this.#hasViewer(run));
  }

  /** An agent told what it measured. */
  take(run: string, target: string, figures: Figures): void {
    if (!this.#hasViewer(run)) return;
    const ofRun = this.#news.get(run) ?? new Map<string, Figures>();
    // An agent's timers and the hub's run side by side: now and then two come before viewers are told.
    const earlier = ofRun.get(target);
    this.#news.set(run, ofRun.set(target, earlier ? joinedFigures(earlier, figures) : figures));
    this.#timer ??= this.#needs.clock.after(FIGURES_INTERVAL, () => this.#flush());
  }

  stop(): void {
    for (const timer of [this.#timer, this.#partTimer]) if (timer !== null) this.#needs.clock.cancel(timer);
  }

  #hasViewer(run: string): boolean {
    return [...this.#watched.values()].some((runs) => runs.has(run));
  }

  #flush(): void {
    const news = this.#news;
    const time = this.#needs.clock.now();
    this.#timer = null;
    this.#news = new Map();
    for (const [viewer, runs] of this.#watched) {
      const targets = [...runs].flatMap((run) => [...(news.get(run) ?? [])]);
      const parts = partsOf(targets).map((part): FiguresMessage => ({ type: 'figures', time, targets: part }));
      this.#parts.set(viewer, [...(this.#parts.get(viewer) ?? []), ...parts]);
    }
    if (this.#partTimer === null) this.#tellParts();
  }

  /** Tells each viewer the next part. */
  #tellParts(): void {
    this.#partTimer = null;
    for (const [viewer, parts] of this.#parts) {
      const part = parts.shift();
      if (part && this.#watched.has(viewer)) this.#needs.tell(viewer, part);
      else this.#parts.delete(viewer);
    }
    if (this.#parts.size > 0) this.#partTimer = this.#needs.clock.after(PART_INTERVAL, () => this.#tellParts());
  }
}

type Targets = FiguresMessage['targets'];

function partsOf(targets: Targets): Targets[] {
  const size = Math.max(PART, Math.ceil(targets.length / MOST_PARTS));
  const count = Math.ceil(targets.length / size);
  return Array.from({ length: count }, (_, part) => targets.slice(part * size, (part + 1) * size));
}
