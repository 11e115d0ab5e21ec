// Panels that count and sort do it a few times a second at most, however fast the trace grows and the view moves.

/** Runs something after so many ms; what it returns calls that off. */
export type Later = (run: () => void, ms: number) => () => void;

const byTimer: Later = (run, ms) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** At once when it was not asked for a while; else once that while is over. */
export class Throttle {
  readonly #run: () => void;
  readonly #pause: number;
  readonly #later: Later;
  #callOff: (() => void) | null = null;
  #again = false;

  /** @param pause between two runs, in ms */
  constructor(run: () => void, pause: number, later = byTimer) {
    this.#run = run;
    this.#pause = pause;
    this.#later = later;
  }

  ask(): void {
    if (this.#callOff) {
      this.#again = true;
      return;
    }
    this.#callOff = this.#later(() => this.#rested(), this.#pause);
    this.#run();
  }

  dispose(): void {
    this.#callOff?.();
    this.#callOff = null;
    this.#again = false;
  }

  #rested(): void {
    this.#callOff = null;
    if (!this.#again) return;
    this.#again = false;
    this.ask();
  }
}
