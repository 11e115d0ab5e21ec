// A model, a clock that the test moves, and what agents would tell; what the changes say is mirrored as a viewer would.

import { Model, type Who } from '../../../../hub/model/model';
import type { AgentToHub, Hello } from '../../../../protocol/agent';
import type { Change, ProcessState, RunState, SlotState, ThreadState } from '../../../../protocol/viewer';
import { hello } from '../support';

type Untimed<T> = T extends unknown ? Omit<T, 'time'> : never;
export type Told = Untimed<Exclude<AgentToHub, { type: 'hello' }>>;

export class World {
  time = 1000;
  /** Pids that the kernel killed because memory ran out. */
  readonly oomKilled = new Set<number | null>();
  readonly model = new Model({ now: () => this.time, date: () => '2026-01-01T00:00:00.000Z' }, (id) =>
    this.oomKilled.has(this.model.process(id)?.pid ?? null),
  );
  readonly runs = new Map<string, RunState>();
  readonly processes = new Map<string, ProcessState>();
  readonly threads = new Map<string, ThreadState>();
  readonly slots = new Map<string, SlotState>();

  /** A process says hello; by default the root of run `run`. */
  hello(agent: string, fields: Partial<Hello> = {}): Agent {
    const time = ++this.time;
    const message = hello({ process: agent, run: 'run', time, started: time, ...fields });
    this.take(this.model.receive({ process: agent, thread: message.thread }, message));
    return new Agent(this, { process: agent, thread: message.thread }, message.pid);
  }

  /** A root, told of in a prepared run. */
  root(fields: Partial<Hello> = {}): Agent {
    this.take(this.model.prepareRun('run', 'node app.js'));
    return this.hello('root', { pid: 100, ...fields });
  }

  take(changes: Change[]): Change[] {
    const maps = { run: this.runs, process: this.processes, thread: this.threads, slot: this.slots };
    for (const change of changes) {
      if (change.kind === 'forgotten') maps[change.of].delete(change.id);
      else (maps[change.kind] as Map<string, unknown>).set(change.value.id, change.value);
    }
    return changes;
  }

  byPid(pid: number): ProcessState {
    const found = [...this.processes.values()].filter((process) => process.pid === pid);
    if (found.length !== 1) throw new Error(`${found.length} processes of pid ${pid}`);
    return found[0]!;
  }

  /** The slots as text, for example `1:w3[w1]+1 2:-[w2]`: worker ids, history and restarts. */
  slotText(): string {
    const name = (id: string) => `w${this.processes.get(id)?.worker?.id ?? '?'}`;
    return [...this.slots.values()]
      .sort((a, b) => a.slot - b.slot)
      .map(({ slot, current, history, restarts }) => {
        const before = history.length > 0 ? `[${history.map(name)}]` : '';
        return `${slot}:${current ? name(current) : '-'}${before}${restarts ? `+${restarts}` : ''}`;
      })
      .join(' ');
  }
}

export class Agent {
  readonly world: World;
  readonly who: Who;
  readonly pid: number;
  #spawns = 0;

  constructor(world: World, who: Who, pid: number) {
    this.world = world;
    this.who = who;
    this.pid = pid;
  }

  get state(): ProcessState {
    return this.world.byPid(this.pid);
  }

  /** Tells something, a moment later than what was told before. */
  tell(message: Told): Change[] {
    const time = ++this.world.time;
    return this.world.take(this.world.model.receive(this.who, { ...message, time } as AgentToHub));
  }

  gone(): void {
    this.world.take(this.world.model.disconnected(this.who));
  }

  /** Tells of a child; `node child.js` where nothing else is said. */
  spawn(pid: number, fields: Partial<Extract<Told, { type: 'spawn' }>> = {}): number {
    const spawn = fields.spawn ?? ++this.#spawns;
    this.tell({
      type: 'spawn',
      pid,
      file: '/usr/bin/node',
      args: ['/usr/bin/node', '/app/child.js'],
      worker: null,
      instance: null,
      site: null,
      settings: null,
      error: null,
      ...fields,
      spawn,
    });
    return spawn;
  }

  /** Forks worker `id`, whose pid is 1000 and its id, as the cluster module of a primary would. */
  fork(id: number, fields: Partial<Extract<Told, { type: 'spawn' }>> = {}): void {
    const spawn = this.spawn(1000 + id, { worker: id, ...fields });
    this.tell({ type: 'fork', worker: id, spawn, settings: null });
  }

  /** Forks workers that come up before anything else happens. */
  forkUp(...ids: number[]): void {
    for (const id of ids) this.fork(id);
    for (const id of ids) this.up(id);
  }

  up(id: number): void {
    this.tell({ type: 'online', worker: id });
    this.tell({ type: 'listening', worker: id, address: { address: null, port: 3000, addressType: 4 } });
  }

  exit(id: number, fields: Partial<Extract<Told, { type: 'exit' }>> = {}): void {
    this.tell({ type: 'exit', worker: id, code: 1, signal: null, voluntary: false, ...fields });
  }

  /** `worker.disconnect()` until the end. */
  leave(id: number): void {
    this.tell({ type: 'disconnect', worker: id, voluntary: true });
    this.exit(id, { code: 0, voluntary: true });
  }

  child(agent: string, pid: number, spawn: number, fields: Partial<Hello> = {}): Agent {
    return this.world.hello(agent, { pid, spawner: { process: this.who.process, spawn }, ...fields });
  }
}
