// Waiting for what the extension knows, by its own events.

/** How long something may take, in ms. A debugger on a busy machine takes 10 s. */
const WITHIN = 30_000;

/** Something that tells of changes; it is read again after each. */
export type Subscribe = (listener: () => void) => { dispose(): void };

/**
 * Reads now and after each change until something is found.
 * @param what said in the error when it never is, with what `describe` gives
 */
export function eventually<T>(
  subscribe: Subscribe,
  read: () => T | undefined,
  what: string,
  describe: () => string = () => '',
): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      clearTimeout(deadline);
      subscription.dispose();
      then();
    };
    const look = () => {
      const found = read();
      if (found !== undefined) settle(() => resolve(found));
    };
    const late = () => new Error(`Not within ${WITHIN} ms: ${what}. Last seen:\n${describe()}`);
    const deadline = setTimeout(() => settle(() => reject(late())), WITHIN);
    const subscription = subscribe(look);
    look();
  });
}
