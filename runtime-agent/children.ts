// Children that this process or thread spawned: their numbers, and what the agent knows of each.
import type { SpawnSettings } from '../protocol/agent';
import type { Counter } from './counters';
import type { Reporter } from './reporter';

/** Spawns of one process are numbered in one sequence; each thread has a range of its own, so that none need ask another. */
const RANGE = 1_000_000;

export interface Child {
  readonly spawn: number;
  readonly counter: Counter | null;
  /** Of a cluster worker: those in force when it was forked. */
  readonly forked: SpawnSettings | null;
}

export class Children {
  readonly #known = new WeakMap<object, Child>();
  #last: number;

  constructor(reporter: Reporter) {
    this.#last = reporter.self.thread * RANGE;
  }

  nextSpawn(): number {
    return ++this.#last;
  }

  add(childProcess: object, child: Child): void {
    this.#known.set(childProcess, child);
  }

  get(childProcess: object): Child | undefined {
    return this.#known.get(childProcess);
  }
}
