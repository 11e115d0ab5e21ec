// Variants measured side by side: each round runs all of them, every second round in the opposite order.

/** What one variant gave in each round, by the variant's name. */
export type Samples<V extends string, T> = Record<V, T[]>;

/**
 * Measures variants in turn, ABBA, so that a machine that slows down slows all of them.
 * One round before the first warms up caches of the system, and is not counted.
 */
export async function inTurn<V extends string, T>(
  variants: Record<V, () => Promise<T>>,
  rounds: number,
  progress: (round: number) => void = () => {},
): Promise<Samples<V, T>> {
  const names = Object.keys(variants) as V[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Samples<V, T>;
  for (const name of names) await variants[name]();
  for (let round = 0; round < rounds; round++) {
    progress(round);
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) samples[name].push(await variants[name]());
  }
  return samples;
}

/** Round by round, one variant with another. */
export function paired<T>(a: readonly number[], b: readonly number[], pair: (a: number, b: number) => T): T[] {
  return a.map((value, round) => pair(value, b[round]!));
}
