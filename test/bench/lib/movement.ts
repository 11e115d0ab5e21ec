// In how many frames a picture changed while a person moved it.

/** What changed in a part of the time. Times in ms, by the page's clock. */
export interface Movement {
  from: number;
  /** Times of the frames whose pixels were others than in the frame before. */
  changed: number[];
  /** How many frames there were in all. */
  frames: number;
}

const SECOND = 1_000;

/** How many frames changed in each of the first whole seconds. */
export function rates({ from, changed }: Movement, ms: number): number[] {
  const seconds = Array.from({ length: Math.floor(ms / SECOND) }, () => 0);
  for (const time of changed) {
    const second = Math.floor((time - from) / SECOND);
    if (second >= 0 && second < seconds.length) seconds[second]! += 1;
  }
  return seconds;
}

/** Times between one such frame and the next. */
export function gaps({ changed }: Movement): number[] {
  return changed.slice(1).map((time, at) => time - changed[at]!);
}
