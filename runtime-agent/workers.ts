// What a person has a primary do to its workers.
import type { HubToAgent } from '../protocol/agent';
import type { Child, Children } from './children';
import type { ClusterCollector } from './collectors/cluster';
import { dataProperty } from './safely';
import { spawnSettings } from './settings';

type Command<T extends HubToAgent['type']> = Extract<HubToAgent, { type: T }>;

/** Of how many workers that were told to go it is kept what they were forked with. */
const KEPT = 16;
/** What Node itself puts into a worker's environment. */
const OF_NODE = /^NODE_(UNIQUE_ID|CHANNEL_FD|CHANNEL_SERIALIZATION_MODE)=/;

export class Workers {
  readonly #collector: ClusterCollector;
  readonly #children: Children;
  /** What those were forked with that the hub told to go, by worker id. */
  readonly #leaving = new Map<number, Child | undefined>();

  constructor(collector: ClusterCollector, children: Children) {
    this.#collector = collector;
    this.#children = children;
  }

  disconnect({ worker: id }: Command<'disconnectWorker'>): void {
    const worker = this.#collector.cluster?.workers?.[id];
    if (!worker) throw new Error(`There is no worker ${id}.`);
    this.#keep(id, this.#children.get(worker.process));
    worker.disconnect();
  }

  /** As the program would: only the environment is that of the worker before, which `fork` may have been given. */
  fork({ worker: id }: Command<'forkWorker'>): void {
    const { cluster } = this.#collector;
    if (!cluster || !this.#leaving.has(id)) throw new Error(`Worker ${id} was not told to go.`);
    const before = this.#leaving.get(id);
    const { forked, pairs } = before ?? { forked: null, pairs: null };
    const settings = spawnSettings(dataProperty(cluster, 'settings'));
    if (forked && JSON.stringify(settings) !== JSON.stringify(forked))
      throw new Error(`The cluster is set up otherwise than it was for worker ${id}.`);
    this.#leaving.delete(id);
    cluster.fork(pairs ? environmentOf(pairs) : undefined);
  }

  #keep(id: number, child: Child | undefined): void {
    this.#leaving.set(id, child);
    if (this.#leaving.size > KEPT) this.#leaving.delete(this.#leaving.keys().next().value!);
  }
}

function environmentOf(pairs: readonly string[]): Record<string, string> {
  const environment: Record<string, string> = {};
  pairs.forEach((pair) => {
    const at = pair.indexOf('=', 1);
    if (at > 0 && !OF_NODE.test(pair)) environment[pair.slice(0, at)] = pair.slice(at + 1);
  });
  return environment;
}
