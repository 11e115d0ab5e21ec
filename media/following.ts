// Keeps the end of a live run in view without a jerk, although it is told in steps.
import { fitted } from './navigation';
import type { Range } from './view-state';

/** What is shown of a run that begins, in ms. */
const WIDTH = 30_000;
/** Free room at the right, as a share of the view. */
const MARGIN = 0.03;
/** The same where nothing is to glide: the view stands still until the end has filled it, and moves on by this at once. */
const STEP = 0.06;
/** In so many ms a difference to the real end is mostly made up. */
const CATCH_UP = 400;
/** A difference greater than this share of the view is made up at once. */
const TOO_FAR = 0.5;

export class Following {
  readonly #glides: () => boolean;
  /** What counts as the end now, in ms of the recording's clock, and in which frame it was found. */
  #end = Number.NaN;
  #frame = Number.NaN;

  /** @param glides whether a person wants to see things move smoothly */
  constructor(glides: () => boolean = () => true) {
    this.#glides = glides;
  }

  /** Begins anew where the real end is. */
  reset(): void {
    this.#end = Number.NaN;
  }

  /**
   * @param now the frame's time, in ms
   * @param bounds of the trace
   * @returns the range in which the end stands at its place, or the same where that is less than a pixel away
   */
  range(now: number, bounds: Range, range: Range | null, width: number): Range {
    if (range === null) return { from: bounds.from - WIDTH * 0.02, to: bounds.from + WIDTH };
    const span = range.to - range.from;
    if (!this.#glides()) return stepped(range, bounds.to);
    this.#advance(now, bounds.to, span);
    const to = Math.max(this.#end + span * MARGIN, bounds.from + span * (1 - MARGIN));
    if (Math.abs(to - range.to) < span / Math.max(1, width)) return range;
    return { from: to - span, to };
  }

  #advance(now: number, end: number, span: number): void {
    const passed = now - this.#frame;
    this.#frame = now;
    const expected = this.#end + passed;
    const error = end - expected;
    if (!(Math.abs(error) < span * TOO_FAR)) this.#end = end;
    else this.#end = expected + error * (1 - Math.exp(-passed / CATCH_UP));
  }
}

/** The same range while the end is in view. */
function stepped(range: Range, end: number): Range {
  const span = range.to - range.from;
  const shown = end >= range.from && end <= range.to;
  return shown ? range : { from: end - span * (1 - STEP), to: end + span * STEP };
}

/** Whole traces stay whole in view while they are read. */
export function growing(bounds: Range): Range {
  return fitted(bounds);
}
