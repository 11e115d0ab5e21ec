// What the hub's tests share: hubs of their own, and clients that speak the protocol.
// FakeAgent is a fake: it says what a test tells it to, and observes nothing. The real agent has tests of its own.
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { WebSocket } from 'ws';
import { type Clock, hostClock } from '../../../hub/clock';
import { LensHub, type LensHubOptions } from '../../../hub/lens-hub';
import type { Reply } from '../../../hub/viewers';
import { AGENT_PATH, AGENT_PROTOCOL, type AgentToHub, type Hello, type HubToAgent } from '../../../protocol/agent';
import {
  type Change,
  type HubToViewer,
  type Notice,
  type ProcessState,
  type RunState,
  type SlotState,
  type ThreadState,
  VIEWER_PATH,
  type ViewerToHub,
} from '../../../protocol/viewer';

/** A folder of a test's own; short, since a socket's path may hold 107 bytes. */
export function temporaryFolder(): { path: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-'));
  return { path: folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

let bundledThread: string | null = null;

/** The hub's thread for source maps, bundled once for a test run. */
export function sourceMapThread(): string {
  if (bundledThread) return bundledThread;
  const folder = temporaryFolder();
  process.once('exit', folder.remove);
  bundledThread = path.join(folder.path, 'source-maps.js');
  const entry = path.join(__dirname, '../../../hub/source-map-thread.ts');
  buildSync({ entryPoints: [entry], outfile: bundledThread, bundle: true, platform: 'node', logLevel: 'warning' });
  return bundledThread;
}

export interface TestHub {
  hub: LensHub;
  address: string;
  token: string;
  folder: string;
  log: string[];
  close(): Promise<void>;
}

/** The host's clock, with waits that take a hundredth of their time. */
export const fastClock: Clock = {
  ...hostClock,
  now: () => hostClock.now() * 100,
  after: (ms, action) => hostClock.after(ms / 100, action),
};

/** The host's clock, with waits that take ten times their time. */
export const slowClock: Clock = {
  ...hostClock,
  now: () => hostClock.now() / 10,
  after: (ms, action) => hostClock.after(ms * 10, action),
};

/** A hub in this process, with the real parts but for the rendezvous. */
export async function startHub(options: Partial<LensHubOptions> = {}): Promise<TestHub> {
  const folder = temporaryFolder();
  const token = 'a'.repeat(64);
  const address = path.join(folder.path, 'h.sock');
  const log: string[] = [];
  const hub = new LensHub({
    clock: hostClock,
    log: { warn: (text) => log.push(text), error: (what, error) => log.push(`${what}: ${error}`) },
    directory: folder.path,
    token,
    linger: 60_000,
    sourceMapThread: sourceMapThread(),
    idle: () => {},
    ...options,
  });
  await hub.server.listen(address);
  hub.published();
  const close = async () => {
    await hub.close();
    folder.remove();
  };
  return { hub, address, token, folder: folder.path, log, close };
}

type Place = { address: string; token: string };

function connect({ address, token }: Place, where: string): WebSocket {
  const headers = { Authorization: `Bearer ${token}` };
  return new WebSocket(`ws+unix:${address}:${where}`, { headers, perMessageDeflate: false });
}

let agentCount = 0;

export function hello(fields: Partial<Hello> = {}): Hello {
  const process = `agent-${++agentCount}`;
  return {
    type: 'hello',
    time: 1,
    protocol: AGENT_PROTOCOL,
    process,
    thread: 0,
    pid: 1_000_000_000 + agentCount,
    ppid: 1,
    run: null,
    spawner: null,
    argv: ['/usr/bin/node', '/app/main.js'],
    execArgv: [],
    cwd: '/app',
    node: 'v20.0.0',
    started: 1,
    inspector: null,
    inspectable: true,
    resumed: false,
    ...fields,
  };
}

type Answer = { url?: string; error?: string } | undefined;

export class FakeAgent {
  readonly commands: HubToAgent[] = [];
  readonly hello: Hello;
  readonly #socket: WebSocket;
  /** Answers the hub's commands; without it they stay unanswered. */
  answer: ((command: HubToAgent) => Promise<Answer> | Answer) | null = null;

  private constructor(socket: WebSocket, greeting: Hello) {
    this.#socket = socket;
    this.hello = greeting;
    socket.on('message', (data) => this.#take(JSON.parse(String(data))));
  }

  /** Connects, says hello, and waits for the hub's welcome. */
  static async connect(hub: Place, fields: Partial<Hello> = {}): Promise<FakeAgent> {
    const socket = connect(hub, AGENT_PATH);
    const agent = new FakeAgent(socket, hello(fields));
    await once(socket, 'open');
    const welcome = once(socket, 'message');
    agent.send(agent.hello);
    await welcome;
    return agent;
  }

  send(...messages: AgentToHub[]): void {
    for (const message of messages) this.#socket.send(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  async #take(command: HubToAgent): Promise<void> {
    this.commands.push(command);
    if (command.type === 'welcome') return;
    const reply = await this.answer?.(command);
    if (!reply) return;
    this.send({ type: 'reply', time: 1, id: command.id, url: reply.url ?? null, error: reply.error ?? null });
  }
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type Request = WithoutId<ViewerToHub>;

/** A viewer that mirrors the model, and can wait for something to become true of it. */
export class TestViewer {
  readonly runs = new Map<string, RunState>();
  readonly processes = new Map<string, ProcessState>();
  readonly threads = new Map<string, ThreadState>();
  readonly slots = new Map<string, SlotState>();
  readonly notices: Notice[] = [];
  readonly received: HubToViewer[] = [];
  readonly socket: WebSocket;
  readonly #waiting = new Set<() => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.#take(JSON.parse(String(data))));
  }

  static async connect(hub: Place): Promise<TestViewer> {
    const viewer = new TestViewer(connect(hub, VIEWER_PATH));
    await viewer.until(() => viewer.received.length > 0);
    return viewer;
  }

  /** Waits until `condition` yields something; checked with each message of the hub. */
  until<T>(condition: () => T | undefined | null | false): Promise<T> {
    return new Promise((resolve) => {
      const check = () => {
        const value = condition();
        if (!value) return;
        this.#waiting.delete(check);
        resolve(value);
      };
      this.#waiting.add(check);
      check();
    });
  }

  async request(request: Request): Promise<Reply> {
    const id = ++this.#lastId;
    this.socket.send(JSON.stringify({ ...request, id }));
    const reply = await this.until(() => this.received.find((each) => each.type === 'reply' && each.id === id));
    const { type: _, id: __, ...answer } = reply as Extract<HubToViewer, { type: 'reply' }>;
    return answer as Reply;
  }

  processOfPid(pid: number): ProcessState | undefined {
    return [...this.processes.values()].find((process) => process.pid === pid);
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await once(this.socket, 'close');
  }

  #take(message: HubToViewer): void {
    this.received.push(message);
    if (message.type === 'snapshot') this.#replace(message);
    else if (message.type === 'changes') for (const change of message.changes) this.#change(change);
    else if (message.type === 'notice') this.notices.push(message.notice);
    for (const check of [...this.#waiting]) check();
  }

  #replace({ runs, processes, threads, slots }: Extract<HubToViewer, { type: 'snapshot' }>): void {
    for (const map of [this.runs, this.processes, this.threads, this.slots]) map.clear();
    for (const each of runs) this.runs.set(each.id, each);
    for (const each of processes) this.processes.set(each.id, each);
    for (const each of threads) this.threads.set(each.id, each);
    for (const each of slots) this.slots.set(each.id, each);
  }

  #change(change: Change): void {
    const maps = { run: this.runs, process: this.processes, thread: this.threads, slot: this.slots };
    if (change.kind === 'forgotten') maps[change.of].delete(change.id);
    else (maps[change.kind] as Map<string, unknown>).set(change.value.id, change.value);
  }
}
