/**
 * The places of a program that can run a file's code, as a set of bits: the main thread of the primary, the main thread
 * of a worker, and any thread. A process outside of any cluster counts as a primary, as `cluster.isPrimary` is true there.
 */
export type Places = number;

export const PRIMARY: Places = 1;
export const WORKER: Places = 2;
/** Threads are one place, whosever they are: `cluster.isPrimary` is true in all of them. */
export const THREAD: Places = 4;
export const NOWHERE: Places = 0;
export const EVERYWHERE: Places = PRIMARY | WORKER | THREAD;

/** Where a condition can turn out true, and where it can turn out false. */
export interface Truth {
  readonly whenTrue: Places;
  readonly whenFalse: Places;
}

export const NOT_TOLD: Truth = { whenTrue: EVERYWHERE, whenFalse: EVERYWHERE };

export function trueIn(places: Places): Truth {
  return { whenTrue: places, whenFalse: EVERYWHERE & ~places };
}

export function not({ whenTrue, whenFalse }: Truth): Truth {
  return { whenTrue: whenFalse, whenFalse: whenTrue };
}
