// A cluster of many processes that are not there: fakes, for real ones would need more memory than most machines have. Each
// is an agent's connection to the real hub, by the real protocol, over its real socket, and says what an agent would say.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { AGENT_PATH, AGENT_PROTOCOL, type AgentToHub, type Figures, type Hello } from '../../../protocol/agent';

/** Where the hub is, which run this is, and how many processes it has, its primary among them. */
export interface CrowdOrder {
  address: string;
  token: string;
  run: string;
  count: number;
}

/**
 * What the crowd does: `steady`, all tell the same figures as before; `lively`, each tells other figures, and somewhere
 * something begins or ends, so many times a second.
 */
export type CrowdManner = { steady: true } | { lively: true; changes: number };

/** How often each tells its figures, in ms; as the hub asks it. */
const INTERVAL = 500;
/** How often some of them have their turn, in ms. */
const TURN = 5;
/** So many connect at once: a listening socket takes no more than its queue is long. */
const AT_ONCE = 50;
/** No process has such an id: Linux goes to 2 ** 22. */
const PIDS_FROM = 2 ** 22 + 1;
const MB = 1024 * 1024;
const PORT = 3000;
const TASK = { file: '/app/task.js', name: null, options: null };
const SITE = { file: '/app/server.js', line: 12, column: 11 };

type Untimed<T> = T extends unknown ? Omit<T, 'time'> : never;

interface Worker {
  agent: FakeAgent;
  id: number;
  spawn: number;
  thread: number;
}

/** Workers that change stand far from each other; all have their turn, for it divides no number of them. */
const STRIDE = 397;

/** What happens to one worker, one step a change. */
const STEPS = ['threadCreate', 'threadOnline', 'threadExit', 'exit', 'fork', 'online', 'listening'] as const;

export class Crowd {
  readonly #order: CrowdOrder;
  readonly #primary: FakeAgent;
  readonly #workers: Worker[] = [];
  #made = 0;
  #turns = 0;
  #manner: CrowdManner = { steady: true };
  #timer: NodeJS.Timeout | undefined;
  #changedAt = 0;
  /** Steps of those that are under way. */
  readonly #underWay: { worker: Worker; step: number }[] = [];
  #next = 0;
  /** How many changes were told. */
  changes = 0;

  private constructor(order: CrowdOrder, primary: FakeAgent) {
    this.#order = order;
    this.#primary = primary;
  }

  /** Connects all of them, and has them tell figures. */
  static async raise(order: CrowdOrder): Promise<Crowd> {
    const primary = await FakeAgent.connect(order, helloOf('crowd-primary', PIDS_FROM, order.run, null));
    const crowd = new Crowd(order, primary);
    primary.tell({ type: 'setup', exec: '/app/server.js', args: [], policy: 'rr' });
    while (crowd.#workers.length < order.count - 1) {
      const rest = order.count - 1 - crowd.#workers.length;
      const some = Array.from({ length: Math.min(rest, AT_ONCE) }, () => crowd.#fork());
      crowd.#workers.push(...(await Promise.all(some.map((worker) => crowd.#up(worker)))));
      for (const worker of some) crowd.#listens(worker.id);
    }
    crowd.#timer = setInterval(() => crowd.#turn(), TURN);
    return crowd;
  }

  behave(manner: CrowdManner): void {
    this.#manner = manner;
    this.#changedAt = performance.now();
  }

  close(): void {
    clearInterval(this.#timer);
    for (const { agent } of this.#workers) agent.close();
    this.#primary.close();
  }

  #fork(): { id: number; spawn: number } {
    const id = ++this.#made;
    const [pid, spawn] = [PIDS_FROM + id, id];
    const args = ['/usr/bin/node', '/app/server.js'];
    const own = { instance: null, settings: null, error: null };
    this.#primary.tell({ type: 'spawn', spawn, pid, file: '/usr/bin/node', args, worker: id, site: SITE, ...own });
    this.#primary.tell({ type: 'fork', worker: id, spawn, settings: null });
    return { id, spawn };
  }

  async #up({ id, spawn }: { id: number; spawn: number }): Promise<Worker> {
    const spawner = { process: 'crowd-primary', spawn };
    const hello = helloOf(`crowd-${id}`, PIDS_FROM + id, this.#order.run, spawner);
    const agent = await FakeAgent.connect(this.#order, hello);
    this.#primary.tell({ type: 'online', worker: id });
    return { agent, id, spawn, thread: 0 };
  }

  #listens(worker: number): void {
    this.#primary.tell({ type: 'listening', worker, address: { address: null, port: PORT, addressType: 4 } });
  }

  /** Some tell their figures, so that all have in {@link INTERVAL}; and what should have changed by now changes. */
  #turn(): void {
    const turns = INTERVAL / TURN;
    const turn = this.#turns++ % turns;
    const isLively = 'lively' in this.#manner;
    for (let at = turn; at < this.#workers.length; at += turns) this.#workers[at]?.agent.measure(isLively);
    if (turn === 0) this.#primary.measure(isLively);
    if (!('changes' in this.#manner)) return;
    const every = 1000 / this.#manner.changes;
    for (; this.#changedAt + every <= performance.now(); this.#changedAt += every) this.#change();
  }

  /** One change: the next step of one worker, of as many that are under way as there are steps. */
  #change(): void {
    this.changes += 1;
    if (this.#underWay.length < STEPS.length) {
      this.#next = (this.#next + STRIDE) % this.#workers.length;
      this.#underWay.push({ worker: this.#workers[this.#next]!, step: 0 });
    }
    const each = this.#underWay.shift()!;
    this.#step(each.worker, STEPS[each.step]!);
    each.step += 1;
    if (each.step < STEPS.length) this.#underWay.push(each);
  }

  #step(worker: Worker, step: (typeof STEPS)[number]): void {
    const { agent, id, thread } = worker;
    switch (step) {
      case 'threadCreate':
        worker.thread += 1;
        agent.tell({ type: 'threadCreate', thread: worker.thread, creator: 0, site: SITE, ...TASK });
        break;
      case 'threadOnline':
        agent.tell({ type: 'threadOnline', thread });
        break;
      case 'threadExit':
        agent.tell({ type: 'threadExit', thread, code: 0, asked: false });
        break;
      case 'exit':
        agent.tell({ type: 'ending', code: 0 });
        agent.close();
        this.#primary.tell({ type: 'exit', worker: id, code: 0, signal: null, voluntary: false });
        break;
      case 'fork':
        Object.assign(worker, this.#fork(), { thread: 0 });
        break;
      case 'online':
        void this.#up(worker).then((up) => Object.assign(worker, up));
        break;
      case 'listening':
        this.#listens(id);
    }
  }
}

/** A connection that says what an agent would. */
class FakeAgent {
  readonly #socket: WebSocket;
  #figures = figuresOf(0);

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async connect({ address, token }: CrowdOrder, hello: Hello): Promise<FakeAgent> {
    const headers = { Authorization: `Bearer ${token}` };
    const socket = new WebSocket(`ws+unix:${address}:${AGENT_PATH}`, { headers, perMessageDeflate: false });
    const agent = new FakeAgent(socket);
    socket.on('message', (data) => agent.#answer(JSON.parse(String(data))));
    socket.on('error', () => {});
    await once(socket, 'open');
    socket.send(JSON.stringify(hello));
    return agent;
  }

  tell(message: Untimed<Exclude<AgentToHub, { type: 'hello' }>>): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ ...message, time: hostTime() }));
  }

  measure(isNew: boolean): void {
    if (isNew) this.#figures = figuresOf(Math.random());
    this.tell({ type: 'figures', figures: this.#figures });
  }

  close(): void {
    this.#socket.close();
  }

  #answer(command: { type: string; id?: number }): void {
    if (command.id !== undefined) this.tell({ type: 'reply', id: command.id, url: null, error: null });
  }
}

function helloOf(process: string, pid: number, run: string, spawner: Hello['spawner']): Hello {
  const time = hostTime();
  const program = { argv: ['/usr/bin/node', '/app/server.js'], execArgv: [], cwd: '/app', node: 'v24.0.0' };
  const state = { inspector: null, inspectable: true, resumed: false, started: time };
  const ids = { process, thread: 0, pid, ppid: PIDS_FROM, run, spawner };
  return { type: 'hello', time, protocol: AGENT_PROTOCOL, ...ids, ...program, ...state };
}

/** Of a worker that is `share` busy. */
function figuresOf(share: number): Figures {
  return {
    period: INTERVAL,
    tid: null,
    cpu: share,
    rss: (40 + Math.round(20 * share)) * MB,
    heap: { used: 8 * MB, total: 16 * MB },
    loop: { utilization: share, delay: { mean: share, max: 10 * share } },
    handles: { TCPSocketWrap: 4, Timeout: 2 },
    http: { requests: Math.round(100 * share), mean: 4, p95: 9 },
    connections: Math.round(10 * share),
    messages: 0,
  };
}

function hostTime(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
