// When the editor listens. It takes the first change of a tree at once, and then puts all that follow off until none has
// come for 200 ms: told of each as it comes, it would show none of them.

/** How long the editor does not listen after a change, in ms, with a little to spare. */
export const DEAF = 210;

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

  /** Lets what there is to tell be told as soon as the editor listens. */
  ask(): void {
    if (this.#waiting) return;
    const wait = this.#listensAt - this.#clock.now();
    if (wait <= 0) this.#run();
    else
      this.#waiting = this.#clock.after(wait, () => {
        this.#waiting = undefined;
        this.#run();
      });
  }

  /** The editor was told of a change. */
  told(): void {
    this.#listensAt = this.#clock.now() + DEAF;
  }

  stop(): void {
    this.#waiting?.cancel();
  }

  #run(): void {
    if (this.#act()) this.told();
  }
}
