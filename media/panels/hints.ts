// Which types of messages there are.
import type { TraceStore } from '../trace-store';

/** More than these are not offered: a program that makes up a type for each message has no types. */
const MOST = 500;

/** Reads each message once, however often it is asked. */
export class Hints {
  readonly #store: TraceStore;
  readonly #seen = new Set<number>();
  #read = 0;

  constructor(store: TraceStore) {
    this.#store = store;
  }

  /** Sorted. */
  all(): string[] {
    const { messages, texts } = this.#store;
    for (; this.#read < messages.count && this.#seen.size < MOST; this.#read++) {
      const hint = messages.hint[this.#read]!;
      if (hint !== 0) this.#seen.add(hint);
    }
    return [...this.#seen].map((hint) => texts[hint] ?? '').sort((one, other) => one.localeCompare(other));
  }
}
