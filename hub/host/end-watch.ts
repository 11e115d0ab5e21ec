// Finds out that a process is gone when nobody tells: its agent is not connected, and its parent may be gone too.
import type { Clock, Timer } from '../clock';
import type { Unattended } from '../model/model';

/** How long to wait for whoever can tell how a process ended, in ms. */
export const GRACE = 2000;
/** The same where how it ended is known but for the words of its launcher, in ms. */
const SHORT_GRACE = 150;
/** How often to look, in ms: often just after a connection has closed. */
const SOON = 25;
const LATER = 250;
/** For how long a closed connection is news, in ms. */
const NEWS = 500;

export interface EndWatchNeeds {
  unattended(): Unattended[];
  isAlive(id: string): boolean;
  /** The process is gone, and nobody told how. */
  gone(id: string): void;
}

export class EndWatch {
  readonly #clock: Clock;
  readonly #needs: EndWatchNeeds;
  readonly #goneSince = new Map<string, number>();
  #timer: Timer | null = null;
  #lastNews = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, needs: EndWatchNeeds) {
    this.#clock = clock;
    this.#needs = needs;
  }

  /** An agent's connection has closed: its process has probably ended. */
  news(): void {
    this.#lastNews = this.#clock.now();
    this.stop();
    this.#schedule(SOON);
  }

  /** Something in the model changed: there may be somebody to watch. */
  wake(): void {
    if (this.#timer === null && this.#needs.unattended().length > 0) this.#schedule(LATER);
  }

  /** Looks at once. */
  look(): void {
    const now = this.#clock.now();
    for (const each of this.#needs.unattended()) {
      if (this.#needs.isAlive(each.id)) continue;
      const since = this.#goneSince.get(each.id) ?? now;
      this.#goneSince.set(each.id, since);
      if (now - since >= patienceFor(each)) this.#needs.gone(each.id);
    }
    const ids = new Set(this.#needs.unattended().map(({ id }) => id));
    for (const id of this.#goneSince.keys()) if (!ids.has(id)) this.#goneSince.delete(id);
  }

  /** Judges whoever is gone from a run now: nobody will tell any more, or nobody can wait for it. */
  settle(run: string): void {
    for (const each of this.#needs.unattended()) {
      if (each.run === run && !this.#needs.isAlive(each.id)) this.#needs.gone(each.id);
    }
  }

  stop(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
  }

  #schedule(ms: number): void {
    this.#timer = this.#clock.after(ms, () => {
      this.#timer = null;
      this.look();
      if (this.#needs.unattended().length === 0) return;
      this.#schedule(this.#clock.now() - this.#lastNews < NEWS ? SOON : LATER);
    });
  }
}

function patienceFor({ teller, expected }: Unattended): number {
  if (teller === null) return 0;
  return teller === 'launcher' && expected ? SHORT_GRACE : GRACE;
}
