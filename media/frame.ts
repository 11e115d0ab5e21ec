// Draws at most once a frame, and only when something changed.
import type { Reason } from './panel';

export class Frame {
  readonly #draw: (reasons: ReadonlySet<Reason>, now: number) => void;
  #reasons = new Set<Reason>();
  #asked = 0;

  /** @param draw called with why, and the frame's time in ms */
  constructor(draw: (reasons: ReadonlySet<Reason>, now: number) => void) {
    this.#draw = draw;
  }

  request(...reasons: readonly Reason[]): void {
    for (const reason of reasons) this.#reasons.add(reason);
    if (this.#asked === 0) this.#asked = requestAnimationFrame((now) => this.#run(now));
  }

  dispose(): void {
    cancelAnimationFrame(this.#asked);
  }

  #run(now: number): void {
    const reasons = this.#reasons;
    this.#reasons = new Set();
    this.#asked = 0;
    this.#draw(reasons, now);
  }
}
