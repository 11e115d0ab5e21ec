// Medians and percentiles, and their uncertainty, from few and noisy rounds.

/** A figure with the interval that holds it with 95 % confidence. */
export interface Estimate {
  point: number;
  low: number;
  high: number;
}

const RESAMPLES = 2000;
const SEED = 1;

/** @throws RangeError for an empty list. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The value that 95 of 100 do not exceed, by nearest rank. @throws RangeError for an empty list. */
export function percentile95(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1]!;
}

/**
 * Median of values that were measured in pairs, such as the difference or ratio of each round.
 * The interval is a percentile bootstrap (Efron 1979), the same for the same values.
 */
export function estimate(values: readonly number[]): Estimate {
  return estimateOf(values, median);
}

/** The same for any other figure that is made of all rounds. */
export function estimateOf<T>(rounds: readonly T[], figure: (rounds: readonly T[]) => number): Estimate {
  const random = mulberry32(SEED);
  const figures = Array.from({ length: RESAMPLES }, () =>
    figure(rounds.map(() => rounds[Math.floor(random() * rounds.length)]!)),
  ).sort((a, b) => a - b);
  return {
    point: figure(rounds),
    low: figures[Math.floor(RESAMPLES * 0.025)]!,
    high: figures[Math.ceil(RESAMPLES * 0.975) - 1]!,
  };
}

/** Seeded, so that a table can be made again from its samples. Source: Tommy Ettinger's public-domain mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
