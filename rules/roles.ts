import { Guards } from './roles/guards';
import { LocalPlaces } from './roles/local-places';
import { EVERYWHERE, NOWHERE, type Places, PRIMARY, THREAD, type Truth, WORKER } from './roles/places';
import type { FunctionNode, Node } from './source/nodes';
import { functionAround } from './source/nodes';
import type { Evaluator } from './values/evaluator';
import type { FunctionUses } from './values/function-uses';

/** Who can run a piece of code. */
export type Role = 'primary' | 'worker' | 'thread';

const BITS: Readonly<Record<Role, Places>> = { primary: PRIMARY, worker: WORKER, thread: THREAD };

/**
 * Tells who runs the nodes of a file: the primary, a worker, or a thread, by the guards around it, by the guards that
 * end the code before it, and by those around each use of the functions that it is in. Where nothing tells, all three can.
 */
export class Roles {
  readonly #guards: Guards;
  readonly #local: LocalPlaces;
  #possible: Map<Node, Places> | undefined;
  #led: Map<Node, Places> | undefined;

  constructor(
    readonly evaluator: Evaluator,
    readonly uses: FunctionUses,
  ) {
    this.#guards = new Guards(evaluator);
    this.#local = new LocalPlaces(this.#guards);
  }

  /** Whether a role may run a node, as far as the file tells. */
  mayRun(node: Node, role: Role): boolean {
    return (this.#placesOf(node) & BITS[role]) !== NOWHERE;
  }

  /** Whether the file tells that only this role runs a node. */
  onlyIn(node: Node, role: Role): boolean {
    return this.#placesOf(node) === BITS[role];
  }

  /** Whether the file tells that this role does not run a node, while another does. */
  neverIn(node: Node, role: Role): boolean {
    return !this.mayRun(node, role) && !this.neverRuns(node);
  }

  /** Whether guards that can't hold at once stand around a node. */
  neverRuns(node: Node): boolean {
    return this.#placesOf(node) === NOWHERE;
  }

  /**
   * Whether a process of this role that starts with the file comes to a node: through its top-level code and the
   * functions called from there, with no guard that keeps it out. Other conditions are taken to hold.
   */
  comesTo(node: Node, role: Role): boolean {
    const home = functionAround(node);
    const led = home ? (this.#ledInto().get(home) ?? NOWHERE) : EVERYWHERE;
    return (led & this.#local.placesOf(node) & BITS[role]) !== NOWHERE;
  }

  /** The places that the guards written around a node let in, whoever uses the functions that it stands in. */
  placesByGuards(node: Node): Places {
    let places = this.#local.placesOf(node);
    for (let home = functionAround(node); home; home = functionAround(home)) places &= this.#local.placesOf(home);
    return places;
  }

  /** Where a condition can be true, and where it can be false. Both are everywhere for one that tells nothing. */
  truthOf(condition: Node): Truth {
    return this.#guards.truthOf(condition);
  }

  /** Whether the file exports anything: then other files may use it, in whichever role they are. */
  get hasExports(): boolean {
    return this.uses.hasExports;
  }

  #placesOf(node: Node): Places {
    const local = this.#local.placesOf(node);
    const home = functionAround(node);
    return home ? local & (this.#possiblyIn().get(home) ?? EVERYWHERE) : local;
  }

  /** For each function, the places that can run it: those that make it and, where all uses are seen, use it. */
  #possiblyIn(): Map<Node, Places> {
    this.#possible ??= this.#solve((owner) => this.uses.usesOf(owner)?.map(({ node }) => node), EVERYWHERE);
    return this.#possible;
  }

  /** For each function, the places in which the file's own code calls it. */
  #ledInto(): Map<Node, Places> {
    this.#led ??= this.#solve((owner) => {
      const inPlace = this.uses.calledInPlace(owner);
      const calls = (this.uses.usesOf(owner) ?? []).filter(({ isCall }) => isCall).map(({ node }) => node);
      return inPlace ? [inPlace, ...calls] : calls;
    }, NOWHERE);
    return this.#led;
  }

  /**
   * The least solution of: a function runs in the places of its uses, as far as it is made there. One whose uses are not
   * told, that has none, or that only others of its kind use, has the places `otherwise`.
   */
  #solve(usesOf: (owner: FunctionNode) => readonly Node[] | undefined, otherwise: Places): Map<Node, Places> {
    const owners = functionsOf(this.evaluator);
    const system = new PlacesOfFunctions(this.#local, otherwise);
    for (const owner of owners) system.add(owner, usesOf(owner));
    system.settle(owners);
    system.settle(system.forgetCircles(owners));
    return system.places;
  }
}

/** The places of functions that use each other, found by letting each grow until none does. */
class PlacesOfFunctions {
  readonly places = new Map<Node, Places>();
  readonly #uses = new Map<FunctionNode, readonly Node[]>();
  readonly #dependents = new Map<Node, FunctionNode[]>();

  constructor(
    readonly local: LocalPlaces,
    readonly otherwise: Places,
  ) {}

  add(owner: FunctionNode, uses: readonly Node[] | undefined): void {
    this.places.set(owner, NOWHERE);
    if (uses && uses.length > 0) this.#uses.set(owner, uses);
    for (const node of [owner, ...(uses ?? [])]) append(this.#dependents, functionAround(node), owner);
  }

  settle(owners: readonly FunctionNode[]): void {
    const pending = [...owners];
    for (let owner = pending.pop(); owner; owner = pending.pop()) {
      const places = this.#placesNow(owner);
      if (places === this.places.get(owner)) continue;
      this.places.set(owner, places);
      pending.push(...(this.#dependents.get(owner) ?? []));
    }
  }

  /** Functions that are used by each other only: from then on their uses tell nothing. */
  forgetCircles(owners: readonly FunctionNode[]): FunctionNode[] {
    const circles = owners.filter((owner) => {
      const uses = this.#uses.get(owner);
      return this.places.get(owner) === NOWHERE && uses?.every((use) => functionAround(use));
    });
    for (const owner of circles) this.#uses.delete(owner);
    return circles;
  }

  #placesNow(owner: FunctionNode): Places {
    const uses = this.#uses.get(owner);
    const used = uses ? uses.reduce((sum, use) => sum | this.#placesOf(use), NOWHERE) : this.otherwise;
    // What leads into a function has come by the place that makes it.
    const made = this.otherwise === NOWHERE ? EVERYWHERE : this.#placesOf(owner);
    return this.places.get(owner)! | (used & made);
  }

  #placesOf(node: Node): Places {
    const home = functionAround(node);
    return this.local.placesOf(node) & (home ? this.places.get(home)! : EVERYWHERE);
  }
}

function functionsOf({ source: { nodes } }: Evaluator): FunctionNode[] {
  return [
    ...nodes.ofType('FunctionDeclaration'),
    ...nodes.ofType('FunctionExpression'),
    ...nodes.ofType('ArrowFunctionExpression'),
  ];
}

function append<K, V>(map: Map<K, V[]>, key: K | undefined, value: V): void {
  if (key === undefined) return;
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
