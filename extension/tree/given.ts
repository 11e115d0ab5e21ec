// What the editor was last given of the tree, so that it is told of nothing that it shows already.
import { keyOf, type Node } from './nodes';

/** Key of the list at the top. */
export const TOP = '';

export function keyOrTop(node: Node | undefined): string {
  return node ? keyOf(node) : TOP;
}

/** All that a row is, as texts: its figures, which have a beat of their own, and all else. */
export interface Signature {
  figures: string;
  rest: string;
}

/** All by the node's key. */
export class Given {
  readonly #rows = new Map<string, Signature>();
  readonly #ids = new Map<string, string>();
  readonly #children = new Map<string, readonly string[]>();
  readonly #parents = new Map<string, string>();
  /** Rows whose list was given, and they themselves not yet since. */
  readonly #listed = new Set<string>();

  /** @param id that the editor knows it by */
  giveRow(key: string, signature: Signature, id: string): void {
    this.#rows.set(key, signature);
    this.#ids.set(key, id);
  }

  giveChildren(key: string, children: readonly string[]): void {
    const next = new Set(children);
    for (const child of this.#children.get(key) ?? []) if (!next.has(child)) this.#takeAway(child, key);
    this.#children.set(key, children);
    for (const child of children) {
      this.#parents.set(child, key);
      this.#listed.add(child);
    }
  }

  /** Whether the editor asks for a row because it was given the list with it, which it does once, and not for the row alone. */
  takeListed(key: string): boolean {
    return this.#listed.delete(key);
  }

  rowOf(key: string): Signature | undefined {
    return this.#rows.get(key);
  }

  idOf(key: string): string | undefined {
    return this.#ids.get(key);
  }

  hasChildren(key: string, children: readonly string[]): boolean {
    const given = this.#children.get(key);
    return given === undefined || (given.length === children.length && given.every((each, i) => each === children[i]));
  }

  /** Key of the row that it was given under. */
  parentOf(key: string): string | undefined {
    return this.#parents.get(key);
  }

  /** Forgets a row, and all that was given under it. */
  forget(key: string): void {
    for (const child of this.#children.get(key) ?? []) this.#takeAway(child, key);
    for (const each of [this.#rows, this.#ids, this.#children, this.#parents, this.#listed]) each.delete(key);
  }

  /** A row that left a list may have been given in another meanwhile. */
  #takeAway(child: string, parent: string): void {
    if (this.#parents.get(child) === parent) this.forget(child);
  }
}
