// Bars as the pixels that they are made of, each row of lanes below the other: there can be some ten thousand of them in each
// frame, and as rectangles of a canvas they would cost more than all else.
import type { Way } from '../trace-store';
import { type Scene, ZONE } from './scene';

/** The most that a bar is high, in px. */
export const HALF = ZONE.height / 2;

export class BarSheet {
  readonly #canvas = new OffscreenCanvas(1, 1);
  readonly #ctx = this.#canvas.getContext('2d', { willReadFrequently: true })!;
  #image = new ImageData(1, 1);
  #pixels = new Uint32Array(1);
  /** Which rows have bars. */
  #filled: boolean[] = [];
  /** Colours as pixels, by how the style sheet names them. */
  readonly #colours = new Map<string, number>();

  /** Makes it empty. */
  begin(width: number, rows: number): void {
    const height = Math.max(1, rows * ZONE.height);
    this.#filled = new Array<boolean>(rows).fill(false);
    if (this.#image.width === width && this.#image.height === height) {
      this.#pixels.fill(0);
      return;
    }
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#image = new ImageData(width, height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  /**
   * Fills in what one row sent, up from its middle, or received, down from there.
   * @param heights of its bars, in px, one for each column
   */
  fill(row: number, way: Way, heights: Uint8Array, colour: string): void {
    const tallest = heights.reduce((most, height) => Math.max(most, height), 0);
    if (tallest === 0) return;
    this.#filled[row] = true;
    const pixel = this.#pixelOf(colour);
    const { width } = this.#image;
    for (let away = 0; away < tallest; away++) {
      const line = row * ZONE.height + (way === 'sent' ? HALF - 1 - away : HALF + away);
      this.#fillLine(line * width, heights, away, pixel);
    }
  }

  /** @param x where the first column stands */
  paint({ ctx, rows }: Scene, x: number): void {
    if (!this.#filled.includes(true)) return;
    const { width } = this.#image;
    this.#ctx.putImageData(this.#image, 0, 0);
    ctx.imageSmoothingEnabled = false;
    for (const [index, { top }] of rows.entries()) {
      if (!this.#filled[index]) continue;
      const [from, height] = [index * ZONE.height, ZONE.height];
      ctx.drawImage(this.#canvas, 0, from, width, height, x, top + ZONE.top, width, height);
    }
  }

  /** Those columns of a line of pixels whose bar is higher than so many px. */
  #fillLine(start: number, heights: Uint8Array, away: number, pixel: number): void {
    const line = this.#pixels.subarray(start, start + heights.length);
    for (let column = 0; column < heights.length; column++) {
      if (heights[column]! > away) line[column] = pixel;
    }
  }

  #pixelOf(colour: string): number {
    const known = this.#colours.get(colour);
    if (known !== undefined) return known;
    this.#ctx.clearRect(0, 0, 1, 1);
    this.#ctx.fillStyle = colour;
    this.#ctx.fillRect(0, 0, 1, 1);
    const [pixel = 0] = new Uint32Array(this.#ctx.getImageData(0, 0, 1, 1).data.buffer);
    this.#colours.set(colour, pixel);
    return pixel;
  }
}
