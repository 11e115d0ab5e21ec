// A large run is read again in parts when its figures change, the rows beneath one at a time: read as a whole, each time, it
// would take all of the window's time, and nobody could scroll or click.
import type { Given } from './given';

/** So many of its rows make a run large. */
const LARGE = 200;
/** The run as a whole, with its own row, which says what all of it comes to, only so often, in ms. */
const WHOLE = 10_000;

export class Parts {
  readonly #given: Given;
  /** Keys of the rows that are to be read again, with those beneath them. */
  #waiting: string[] = [];
  /** When each run was read again as a whole. */
  readonly #wholes = new Map<string, number>();

  constructor(given: Given) {
    this.#given = given;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /**
   * @param keys of rows of the run
   * @param now in ms
   * @returns whether the run is to be read again as a whole, now; else its parts wait
   */
  add(run: string, keys: readonly string[], now: number): boolean {
    const parts = keys.length > LARGE ? this.#partsOf(keys) : [];
    const isWhole = parts.length < 2 || now - (this.#wholes.get(run) ?? Number.NEGATIVE_INFINITY) >= WHOLE;
    if (isWhole) this.#wholes.set(run, now);
    else this.#waiting.push(...parts);
    return isWhole;
  }

  /** The key of the next one. */
  take(): string | undefined {
    return this.#waiting.shift();
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The rows that stand right above these, and above no other such row. */
  #partsOf(keys: readonly string[]): string[] {
    const parts = new Set(keys.flatMap((key) => this.#given.parentOf(key) ?? []));
    const above = new Set([...parts].flatMap((key) => this.#above(key)));
    return [...parts].filter((key) => !above.has(key));
  }

  #above(key: string): string[] {
    const parent = this.#given.parentOf(key);
    return parent === undefined ? [] : [parent, ...this.#above(parent)];
  }
}
