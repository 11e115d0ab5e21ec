// A real Node process whose inspector is opened and closed through a fake agent, as the real agent would.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { FakeAgent, type TestHub } from './support';

/** Ticks while it runs; opens and closes its inspector when told; a thread idles beside. */
const PROGRAM = `
const inspector = require('node:inspector');
const { Worker } = require('node:worker_threads');
new Worker('setInterval(() => {}, 1000)', { eval: true });
let ticks = 0;
setInterval(() => { ticks++; }, 1);
process.on('message', (what) => {
  if (what === 'open') {
    if (!inspector.url()) inspector.open(0, '127.0.0.1');
    process.send({ url: inspector.url() });
  } else if (what === 'close') {
    inspector.close();
    process.send({ closed: true });
  } else {
    const before = ticks;
    const timer = setInterval(() => { if (ticks > before + 3) { clearInterval(timer); process.send({ ticked: true }); } }, 1);
  }
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
`;

export class CdpTarget {
  readonly child: ChildProcess;
  readonly agent: FakeAgent;

  private constructor(child: ChildProcess, agent: FakeAgent) {
    this.child = child;
    this.agent = agent;
    agent.answer = async (command) => {
      if (command.type === 'openInspector') return { url: (await this.ask('open')).url as string };
      if (command.type === 'closeInspector') await this.ask('close');
      return {};
    };
  }

  static async start(hub: TestHub, execPath = process.execPath): Promise<CdpTarget> {
    const child = spawn(execPath, ['-e', PROGRAM], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    await once(child, 'message');
    return new CdpTarget(child, await FakeAgent.connect(hub, { pid: child.pid! }));
  }

  /** Has the program do something, and waits for its word. */
  async ask(what: 'open' | 'close' | 'tick'): Promise<Record<string, unknown>> {
    const answer = once(this.child, 'message');
    this.child.send(what);
    return (await answer)[0];
  }

  async stop(): Promise<void> {
    await this.agent.close();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

/** A debugger: sends methods, and keeps what it is told. */
export class Debugger {
  readonly socket: WebSocket;
  readonly events: { method: string; params: Record<string, unknown> }[] = [];
  readonly #answers = new Map<number, (message: Record<string, unknown>) => void>();
  readonly #waiting = new Map<string, () => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.id !== undefined) this.#answers.get(message.id)?.(message);
      else this.events.push(message);
      this.#waiting.get(message.method)?.();
    });
    // A thread that runs to its end at once may be gone before it says that it resumed.
    socket.on('close', () => {
      for (const [id, answer] of this.#answers) answer({ id, error: { message: 'The connection was closed.' } });
    });
  }

  static async connect(url: string): Promise<Debugger> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    const client = new Debugger(socket);
    await once(socket, 'open');
    return client;
  }

  /** @returns the whole answer: `{id, result}` or `{id, error}` */
  call(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    const answer = new Promise<Record<string, unknown>>((resolve) => this.#answers.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    return answer;
  }

  /** Waits for an event. */
  async event(method: string): Promise<void> {
    if (this.events.some((event) => event.method === method)) return;
    await new Promise<void>((resolve) => this.#waiting.set(method, resolve));
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.socket.close();
    await once(this.socket, 'close');
  }
}
