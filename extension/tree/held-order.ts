// Siblings in the order of a figure. It changes seldom, and never under a person's hand.
import type { FigureName } from './figures';
import { keyOf, type Node } from './nodes';

/** What siblings can be sorted by; `creation`: as they were made, workers by their slots. */
export type SortBy = 'creation' | FigureName;

/** The order stays for so long at least, in ms. */
export const HOLDS = 2_000;
/** For so long after a person showed that they look or point at a row, in ms: the editor does not tell when they look away. */
export const HOLDS_FOR_A_PERSON = 30_000;

export class HeldOrder {
  readonly #figureOf: (node: Node, by: FigureName) => number | null;
  /** By what rows were sorted last. */
  #ranks = new Map<string, { node: Node; rank: number | null }>();
  #by: SortBy = 'creation';
  #holdsUntil = Number.NEGATIVE_INFINITY;

  /** @param figureOf a row's figure, as exactly as it is said */
  constructor(figureOf: (node: Node, by: FigureName) => number | null) {
    this.#figureOf = figureOf;
  }

  /** Sorts by something else from here on. */
  set by(by: SortBy) {
    this.#by = by;
    this.#ranks.clear();
    this.#holdsUntil = Number.NEGATIVE_INFINITY;
  }

  /** The highest first; equal ones, and those without the figure, as they were made. */
  readonly sorted = (nodes: Node[]): Node[] => {
    const by = this.#by;
    if (by === 'creation' || nodes.length < 2) return nodes;
    const rank = (node: Node) => this.#rankOf(node, by) ?? Number.NEGATIVE_INFINITY;
    return [...nodes].sort((a, b) => compare(rank(b), rank(a)));
  };

  /** A person looks or points at a row: it must not move away. */
  hold(now: number): void {
    this.#holdsUntil = Math.max(this.#holdsUntil, now + HOLDS_FOR_A_PERSON);
  }

  /** Takes the figures as they are now, where it is time to; tells whether one is another than before. */
  renew(now: number): boolean {
    const by = this.#by;
    if (by === 'creation' || now < this.#holdsUntil) return false;
    const before = this.#ranks;
    const next = [...before].map(([key, { node }]) => [key, { node, rank: this.#figureOf(node, by) }] as const);
    this.#ranks = new Map(next.filter(([, { rank }]) => rank !== null));
    const changed = next.some(([key, { rank }]) => before.get(key)?.rank !== rank);
    if (changed) this.#holdsUntil = now + HOLDS;
    return changed;
  }

  #rankOf(node: Node, by: FigureName): number | null {
    const key = keyOf(node);
    const known = this.#ranks.get(key);
    if (known) return known.rank;
    const rank = this.#figureOf(node, by);
    this.#ranks.set(key, { node, rank });
    return rank;
  }
}

/** Two that have none are equal. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
