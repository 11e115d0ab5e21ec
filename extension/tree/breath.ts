// Work in small pieces: the window's other work has its turn in between.

/** How long one piece may take, in ms. */
export const PIECE = 4;

/** Time is passed in, so that tests need not wait for it. */
export interface BreathClock {
  /** ms */
  now(): number;
  /** Calls `action` once others had their turn. */
  next(action: () => void): void;
}

const HOST: BreathClock = { now: () => performance.now(), next: (action) => void setImmediate(action) };

export class Breath {
  readonly #clock: BreathClock;
  #endsAt: number | undefined;
  #next: Promise<void> | undefined;

  constructor(clock = HOST) {
    this.#clock = clock;
  }

  /** Does its work at once where there is time left in this turn, else in a later one. */
  take<T>(work: () => T): T | Promise<T> {
    return this.#hasTime() ? work() : this.#later(work);
  }

  async #later<T>(work: () => T): Promise<T> {
    while (!this.#hasTime()) await this.#next;
    return work();
  }

  /** A turn's time begins with the first work in it. */
  #hasTime(): boolean {
    if (this.#endsAt !== undefined) return this.#clock.now() < this.#endsAt;
    this.#endsAt = this.#clock.now() + PIECE;
    this.#next = new Promise((resolve) =>
      this.#clock.next(() => {
        this.#endsAt = undefined;
        resolve();
      }),
    );
    return true;
  }
}
