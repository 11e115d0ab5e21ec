// The cluster module's own events, in the primary, under Node's own names.
import type { Cluster, Worker } from 'node:cluster';
import type { Address, SpawnSettings } from '../../protocol/agent';
import type { Children } from '../children';
import { loadBuiltin, now } from '../originals';
import { hookEmit } from '../patch';
import type { Reporter } from '../reporter';
import { dataProperty, isObject, numberProperty, stringProperty, wordOf } from '../safely';
import { spawnSettings } from '../settings';
import type { Collector } from './collector';

/** In the list of loaded modules where this process is a primary. */
const PRIMARY = 'NativeModule internal/cluster/primary';

export class ClusterCollector implements Collector {
  readonly #reporter: Reporter;
  readonly #children: Children;
  /** Once this process has forked a worker. */
  cluster: Cluster | null = null;
  #unhook: () => void = () => {};
  #setup = '';
  #policy: 'rr' | 'none' | null = null;

  constructor(reporter: Reporter, children: Children) {
    this.#reporter = reporter;
    this.#children = children;
  }

  /**
   * Nothing yet: loading `cluster` early freezes the program's scheduling policy to what its environment then says.
   * The first spawn of a worker calls {@link hook}.
   */
  start(): void {}

  stop(): void {
    this.#unhook();
    this.cluster = null;
  }

  /** A spawn carries a worker's id: if that comes from `cluster`, the program has loaded it. Answers what is in force now. */
  hook(): SpawnSettings | null {
    if (!this.cluster) this.load();
    return this.cluster && spawnSettings(dataProperty(this.cluster, 'settings'));
  }

  /** Where the program has loaded it. */
  load(): void {
    const { moduleLoadList } = process as NodeJS.Process & { moduleLoadList?: string[] };
    if (!moduleLoadList?.includes(PRIMARY)) return;
    this.cluster = loadBuiltin('node:cluster') as Cluster;
    this.#unhook = hookEmit(this.cluster, (_, args) => this.#see(args));
    // `setup` is emitted a tick after `setupPrimary`, which may have been before this hook.
    this.#tellSetup(dataProperty(this.cluster, 'settings'));
  }

  #see(args: unknown[]): undefined {
    const event = args[0];
    const first = args[1];
    if (event === 'setup') this.#tellSetup(first);
    if (event === 'fork') this.tellFork(first as Worker);
    if (event === 'online') this.tellLife(first, { type: 'online', time: now(), worker: idOf(first) });
    if (event === 'listening') this.#tellListening(first, args[2]);
    if (event === 'disconnect') this.tellDisconnect(first);
    if (event === 'exit') this.#tellExit(first, args[2], args[3]);
  }

  #tellSetup(settings: unknown): void {
    const exec = stringProperty(settings, 'exec');
    const given = dataProperty(settings, 'args');
    const args = Array.isArray(given) ? given.map(wordOf) : [];
    const setup = JSON.stringify([exec, args]);
    if (exec === null || setup === this.#setup) return;
    this.#setup = setup;
    this.#policy ??= policyOf(this.cluster);
    this.#reporter.state('setup', { type: 'setup', time: now(), exec, args, policy: this.#policy });
  }

  tellFork(worker: Worker): void {
    const childProcess = dataProperty(worker, 'process');
    const child = isObject(childProcess) ? this.#children.get(childProcess) : undefined;
    const { spawn, forked } = child ?? { spawn: null, forked: null };
    this.tellLife(worker, { type: 'fork', time: now(), worker: idOf(worker), spawn, settings: forked });
  }

  #tellListening(worker: unknown, info: unknown): void {
    this.tellLife(worker, { type: 'listening', time: now(), worker: idOf(worker), address: addressOf(info) });
  }

  tellDisconnect(worker: unknown): void {
    this.tellLife(worker, { type: 'disconnect', time: now(), worker: idOf(worker), voluntary: isVoluntary(worker) });
  }

  #tellExit(worker: unknown, code: unknown, signal: unknown): void {
    this.#reporter.end(`worker:${idOf(worker)}`, {
      type: 'exit',
      time: now(),
      worker: idOf(worker),
      code: typeof code === 'number' ? code : null,
      signal: typeof signal === 'string' ? signal : null,
      voluntary: isVoluntary(worker),
    });
  }

  tellLife(worker: unknown, message: Parameters<Reporter['begin']>[1]): void {
    this.#reporter.begin(`worker:${idOf(worker)}`, message);
  }
}

/** @throws where the program emitted the event by hand, without a worker. */
function idOf(worker: unknown): number {
  const id = numberProperty(worker, 'id');
  if (id === null) throw new TypeError('not a worker');
  return id;
}

/** Node takes over `SCHED_NONE`, 1, or `SCHED_RR`, 2, at the first fork for good. */
function policyOf(cluster: unknown): 'rr' | 'none' | null {
  const policy = dataProperty(cluster, 'schedulingPolicy');
  return policy === 2 ? 'rr' : policy === 1 ? 'none' : null;
}

function isVoluntary(worker: unknown): boolean {
  return dataProperty(worker, 'exitedAfterDisconnect') === true;
}

function addressOf(info: unknown): Address {
  const type = dataProperty(info, 'addressType');
  const known = type === 4 || type === 6 || type === -1 || type === 'udp4' || type === 'udp6';
  return {
    address: stringProperty(info, 'address'),
    port: numberProperty(info, 'port'),
    addressType: known ? type : null,
  };
}
