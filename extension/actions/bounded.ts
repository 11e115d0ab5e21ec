// Work on many things, so many at a time.

/** Does `work` on each item, at most `width` at a time; begins no more once `isCancelled`. Results stand as the items do. */
export async function boundedAll<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
  isCancelled = () => false,
): Promise<(R | undefined)[]> {
  const results: (R | undefined)[] = items.map(() => undefined);
  let next = 0;
  const worker = async () => {
    while (next < items.length && !isCancelled()) {
      const at = next++;
      results[at] = await work(items[at] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
