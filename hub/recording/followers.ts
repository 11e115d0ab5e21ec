// Viewers that follow recordings. Each is at a place of its own in the ring's files, so that one that reads slowly costs no memory.
import type { HubToViewer } from '../../protocol/viewer';
import type { Clock, Timer } from '../clock';
import { Cursor } from './cursor';
import type { Ring } from './ring';

/** Least time between two looks at what was appended, in ms. */
export const FOLLOW_INTERVAL = 50;
/** A viewer that has more than this unread is told no more for now, in bytes. */
export const TOO_MUCH_UNREAD = 1024 * 1024;
/** How often to look whether it has read on, in ms: no event says so. */
const UNREAD_CHECK = 10;

export type RecordedMessage = Extract<HubToViewer, { type: 'recorded' }>;

export interface FollowersNeeds {
  clock: Clock;
  ringOf(run: string): Ring | undefined;
  /** What a viewer has not read yet, in bytes. */
  unread(viewer: object): number;
  tell(viewer: object, message: RecordedMessage): void;
}

export class Followers {
  readonly #needs: FollowersNeeds;
  /** By viewer and run. */
  readonly #followers = new Map<object, Map<string, Follower>>();

  constructor(needs: FollowersNeeds) {
    this.#needs = needs;
  }

  /** From here on a viewer follows these runs, and no others; one that it follows already goes on. */
  follow(viewer: object, runs: readonly string[]): void {
    const before = this.#followers.get(viewer) ?? new Map<string, Follower>();
    const now = new Map(runs.map((run) => [run, before.get(run) ?? new Follower(this.#needs, viewer, run)]));
    for (const [run, follower] of before) if (!now.has(run)) follower.stop();
    this.#followers.delete(viewer);
    if (now.size > 0) this.#followers.set(viewer, now);
    for (const follower of now.values()) follower.look();
  }

  /** More of a run's recording is on disk. */
  written(run: string): void {
    for (const runs of this.#followers.values()) runs.get(run)?.look();
  }

  stop(): void {
    for (const viewer of [...this.#followers.keys()]) this.follow(viewer, []);
  }
}

class Follower {
  readonly #needs: FollowersNeeds;
  readonly #viewer: object;
  readonly #run: string;
  #ring: Ring | undefined;
  #cursor: Cursor | null = null;
  #timer: Timer | null = null;
  #lastLook = Number.NEGATIVE_INFINITY;
  #isReading = false;
  /** There may be more than was looked at. */
  #news = false;
  #stopped = false;

  constructor(needs: FollowersNeeds, viewer: object, run: string) {
    this.#needs = needs;
    this.#viewer = viewer;
    this.#run = run;
  }

  /** Looks soon for what is there to be told. */
  look(): void {
    this.#news = true;
    if (this.#isReading || this.#timer !== null || this.#stopped) return;
    this.#wait(Math.max(0, this.#lastLook + FOLLOW_INTERVAL - this.#needs.clock.now()));
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) this.#needs.clock.cancel(this.#timer);
  }

  async #tell(): Promise<void> {
    this.#timer = null;
    this.#news = false;
    this.#isReading = true;
    this.#lastLook = this.#needs.clock.now();
    for (let more = true; more && !this.#isTooMuch; ) more = await this.#tellPart();
    this.#isReading = false;
    if (this.#isTooMuch) this.#wait(UNREAD_CHECK);
    else if (this.#news) this.look();
  }

  get #isTooMuch(): boolean {
    return !this.#stopped && this.#needs.unread(this.#viewer) > TOO_MUCH_UNREAD;
  }

  #wait(ms: number): void {
    this.#timer = this.#needs.clock.after(ms, () => void this.#tell());
  }

  /** Whether there is more to be told at once. */
  async #tellPart(): Promise<boolean> {
    const part = await this.#place()?.next();
    if (!part || this.#stopped) return false;
    const { lines, gap, more } = part;
    this.#needs.tell(this.#viewer, { type: 'recorded', run: this.#run, lines, ...(gap && { gap }) });
    return more;
  }

  /** A run that was forgotten may come again, and is another then. */
  #place(): Cursor | null {
    const ring = this.#needs.ringOf(this.#run);
    if (ring !== this.#ring) this.#cursor = ring ? new Cursor(ring) : null;
    this.#ring = ring;
    return this.#cursor;
  }
}
