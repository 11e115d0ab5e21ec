// Children that this process or thread spawned: their numbers, and what the agent knows of each.
import type { SpawnSettings } from '../protocol/agent';
import type { Counter } from './counters';
import type { Reporter } from './reporter';
import { firstNumber } from './self';

export interface Child {
  readonly spawn: number;
  readonly counter: Counter | null;
  /** Its id, where `cluster.fork` made it. */
  readonly worker: number | null;
  /** Of a cluster worker: those in force when it was forked. */
  readonly forked: SpawnSettings | null;
  /** Of a cluster worker: its environment, as `NAME=value`. */
  readonly pairs: readonly string[] | null;
}

export class Children {
  readonly #known = new WeakMap<object, Child>();
  /** Those that have a channel. Weak: what the program lets go is not kept. */
  readonly #reachable = new Map<number, WeakRef<object>>();
  #last: number;

  constructor(reporter: Reporter) {
    this.#last = firstNumber(reporter.self);
  }

  nextSpawn(): number {
    return ++this.#last;
  }

  add(childProcess: object, child: Child): void {
    this.#known.set(childProcess, child);
    if (child.counter) this.#reachable.set(child.spawn, new WeakRef(childProcess));
  }

  /** One that has a channel, and has not ended. */
  find(spawn: number): object | undefined {
    return this.#reachable.get(spawn)?.deref();
  }

  ended({ spawn }: Child): void {
    this.#reachable.delete(spawn);
  }

  get(childProcess: object): Child | undefined {
    return this.#known.get(childProcess);
  }
}
