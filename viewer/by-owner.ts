// States in groups, so that what stands beneath one row is read without a look at all others.

export class ByOwner<S extends { readonly id: string }> {
  readonly #ownerOf: (state: S) => string;
  readonly #order: (a: S, b: S) => number;
  readonly #groups = new Map<string, Map<string, S>>();
  readonly #owners = new Map<string, string>();
  /** Groups in their order, made when one is asked for, and again once something in it has changed. */
  readonly #sorted = new Map<string, readonly S[]>();

  /**
   * @param ownerOf names the group of a state
   * @param order of states within a group
   */
  constructor(ownerOf: (state: S) => string, order: (a: S, b: S) => number) {
    this.#ownerOf = ownerOf;
    this.#order = order;
  }

  set(state: S): void {
    const owner = this.#ownerOf(state);
    if (this.#owners.get(state.id) !== owner) this.delete(state.id);
    const group = this.#groups.get(owner) ?? new Map<string, S>();
    this.#groups.set(owner, group.set(state.id, state));
    this.#owners.set(state.id, owner);
    this.#sorted.delete(owner);
  }

  delete(id: string): void {
    const owner = this.#owners.get(id);
    if (owner === undefined) return;
    const group = this.#groups.get(owner);
    group?.delete(id);
    if (group?.size === 0) this.#groups.delete(owner);
    this.#owners.delete(id);
    this.#sorted.delete(owner);
  }

  /** The states of a group, in order. */
  of(owner: string): readonly S[] {
    const known = this.#sorted.get(owner);
    if (known) return known;
    const group = this.#groups.get(owner);
    if (!group) return [];
    const sorted = [...group.values()].sort(this.#order);
    this.#sorted.set(owner, sorted);
    return sorted;
  }
}
