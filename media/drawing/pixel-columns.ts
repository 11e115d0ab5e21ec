// Which span of time each column of pixels counts. While a view only moves, columns keep theirs: bars move along then, where
// they would tremble if what is counted together were divided anew in each frame.
import type { Range } from '../view-state';

/** Widths of a column that differ by no more than this share are the same one, moved. */
const SAME = 1e-6;

export class PixelColumns {
  /** Where columns were counted from last, and how wide they were, in ms. */
  #origin = Number.NaN;
  #step = Number.NaN;

  /**
   * Columns that fill a view.
   * @param width of the view, in px
   * @returns their range and number, and where the first one stands, in px: at the edge, or up to one before it
   */
  over(range: Range, width: number): { range: Range; count: number; x: number } {
    const step = (range.to - range.from) / width;
    if (!(Math.abs(step / this.#step - 1) < SAME)) {
      this.#origin = range.from;
      this.#step = step;
    }
    this.#origin += Math.floor((range.from - this.#origin) / this.#step) * this.#step;
    const count = Math.ceil(width) + 1;
    const to = this.#origin + count * this.#step;
    return { range: { from: this.#origin, to }, count, x: (this.#origin - range.from) / this.#step };
  }
}
