// How late an event loop is.
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often Node looks, in ms; that time is in what it tells, and taken away here. */
const RESOLUTION = 1;
/** The greatest of a hundred delays are kept one by one, the others in so many parts. */
const TAIL = 0.01;
const PARTS = 200;

/** Delays in ms, from the least to the greatest, each with how many samples it stands for. */
export type Delays = [delay: number, samples: number][];

/** Watches this process's event loop for some ms. */
export function delaysFor(ms: number): Promise<Delays> {
  return delaysDuring(() => new Promise((resolve) => setTimeout(resolve, ms)));
}

/** The same while something goes on. */
export async function delaysDuring(act: () => Promise<unknown>): Promise<Delays> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  await act();
  histogram.disable();
  const { count } = histogram;
  const tail = Math.ceil(count * TAIL);
  /** The delay of the sample at this place of all. */
  const at = (place: number) => Math.max(0, histogram.percentile((100 * place) / count) / 1e6 - RESOLUTION);
  const body = Array.from({ length: PARTS }, (_, part): [number, number] => {
    const share = (count - tail) / PARTS;
    return [at(Math.max(1, (part + 1) * share)), share];
  });
  return [...body, ...Array.from({ length: tail }, (_, place): [number, number] => [at(count - tail + place + 1), 1])];
}

/** The delay that so many of a hundred samples do not exceed, as Node tells it. @throws RangeError where there are none. */
export function percentileOf(all: readonly Delays[], percent: number): number {
  const sorted = all.flat().sort(([a], [b]) => a - b);
  let left = (sum(sorted, ([, samples]) => samples) * percent) / 100;
  for (const [delay, samples] of sorted) {
    left -= samples;
    if (left <= 0) return delay;
  }
  throw new RangeError('no samples');
}

/**
 * How long what comes at any moment waits, but for so many of a hundred. It is the stricter one: a turn of 100 ms is one
 * sample of many, but a tenth of a second in which whatever comes must wait.
 */
export function waitOf(all: readonly Delays[], percent: number): number {
  const delays = all.flat();
  const time = sum(delays, ([delay, samples]) => (delay + RESOLUTION) * samples);
  if (time === 0) throw new RangeError('no samples');
  // Whoever comes in a turn waits for what is left of it.
  const share = (wait: number) => sum(delays, ([delay, samples]) => Math.max(0, delay - wait) * samples) / time;
  let [low, high] = [0, Math.max(...delays.map(([delay]) => delay))];
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (share(middle) > 1 - percent / 100) low = middle;
    else high = middle;
  }
  return high;
}

export function longestOf(all: readonly Delays[]): number {
  return Math.max(...all.flat().map(([delay]) => delay));
}

function sum<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((total, each) => total + of(each), 0);
}
