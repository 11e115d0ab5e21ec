// Browsers lay out nothing taller than some 16 million pixels: a million rows are taller where pixels are small. What is
// scrolled is then a scale of the rows.

/** Taller than this, in CSS pixels, no element is made. */
export const TALLEST = 8_000_000;

export class ScrollScale {
  /** Height of what is scrolled, in CSS pixels. */
  readonly height: number;
  readonly #content: number;
  readonly #view: number;

  /** @param content height of all rows, @param view height of those that are seen; in CSS pixels */
  constructor(content: number, view: number) {
    this.#content = content;
    this.#view = view;
    this.height = Math.min(content, TALLEST);
  }

  /** Whether a pixel of the scroll bar is more than one of the rows. */
  get isScaled(): boolean {
    return this.#content > this.height;
  }

  /** How far up the first row is for a place of the scroll bar. */
  topOf(scrolled: number): number {
    if (!this.isScaled) return this.clamp(scrolled);
    return this.clamp((scrolled / (this.height - this.#view)) * (this.#content - this.#view));
  }

  scrolledFor(top: number): number {
    if (!this.isScaled) return this.clamp(top);
    return (this.clamp(top) / (this.#content - this.#view)) * (this.height - this.#view);
  }

  clamp(top: number): number {
    return Math.max(0, Math.min(top, this.#content - this.#view));
  }
}
