// When the editor listens. It takes the first change of a tree at once, and then puts all that follow off until none has
// come for 200 ms: told of each as it comes, it would show none of them.

/** How long the editor does not listen after a change, in ms, with a little to spare. */
export const DEAF = 210;

/** What belongs together, as a worker's end and the fork of another, comes within so many ms: told of apart, half would be late. */
export const GATHERS = 20;

/** The clock that it goes by; a test has one of its own. */
export interface PaceClock {
  /** ms */
  now(): number;
  after(ms: number, action: () => void): { cancel(): void };
}

const HOST: PaceClock = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

export class Pace {
  readonly #clock: PaceClock;
  readonly #act: () => boolean;
  #listensAt = Number.NEGATIVE_INFINITY;
  #waiting: { cancel(): void } | undefined;

  /** @param act tells the editor what there is to tell, and whether there was something */
  constructor(act: () => boolean, clock = HOST) {
    this.#act = act;
    this.#clock = clock;
  }

  /** Lets what there is to tell be told as soon as the editor listens, with what comes a moment later. */
  ask(): void {
    const wait = Math.max(GATHERS, this.#listensAt - this.#clock.now());
    this.#waiting ??= this.#clock.after(wait, () => {
      this.#waiting = undefined;
      if (this.#act()) this.told();
    });
  }

  /** The editor was told of a change. */
  told(): void {
    this.#listensAt = this.#clock.now() + DEAF;
  }

  stop(): void {
    this.#waiting?.cancel();
  }
}
