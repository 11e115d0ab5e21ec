// A hub that only listens, and remembers: so that the agent is tested against its contract, not against our own hub.
// Bytes are read as they come, whether or not the agent waited for an answer, and also from one that has gone since.
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import * as v from 'valibot';
import { AGENT_PATH, AGENT_PROTOCOL, AgentToHub, type Hello, type HubToAgent } from '../../../protocol/agent';
import { RENDEZVOUS_FILE } from '../../../protocol/rendezvous';

type Type = AgentToHub['type'];
type Of<T extends Type> = Extract<AgentToHub, { type: T }>;

/** One agent's connection. */
export interface Connection {
  hello: Hello;
  messages: AgentToHub[];
  closed: boolean;
  send(command: HubToAgent): void;
}

export interface Told<T extends Type = Type> {
  connection: Connection;
  message: Of<T>;
}

const OPCODE = { ping: 9 };
const PONG = Buffer.from([0x8a, 0]);

let started = 0;

export class FakeHub {
  readonly directory: string;
  readonly token = `token-${++started}`;
  /** In the order in which it came, over all connections. */
  readonly told: Told[] = [];
  readonly connections: Connection[] = [];
  /** What came from a peer without the token, or broke the contract. */
  readonly faults: string[] = [];
  #server: net.Server;
  #sockets = new Set<net.Socket>();
  #watchers = new Set<() => void>();

  private constructor(directory: string) {
    this.directory = directory;
    this.#server = net.createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  static async start(directory: string, told: { token?: string } = {}): Promise<FakeHub> {
    const hub = new FakeHub(directory);
    const address = path.join(directory, `hub-${started}.sock`);
    await new Promise<void>((resolve) => hub.#server.listen(address, resolve));
    const rendezvous = { protocol: AGENT_PROTOCOL, pid: process.pid, address, token: told.token ?? hub.token };
    fs.writeFileSync(path.join(directory, RENDEZVOUS_FILE), JSON.stringify(rendezvous));
    return hub;
  }

  /** All messages of one type. */
  all<T extends Type>(type: T): Of<T>[] {
    return this.told.filter(({ message }) => message.type === type).map(({ message }) => message as Of<T>);
  }

  /** Answers once `look` finds something, now or after a later message. */
  async until<T>(what: string, look: () => T | undefined | false | null, ms = 15_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(watch);
        reject(
          new Error(`the hub was never told: ${what}; it was told ${JSON.stringify(this.told.map((t) => t.message))}`),
        );
      }, ms);
      const watch = () => {
        const found = look();
        if (found === undefined || found === null || found === false) return;
        clearTimeout(timer);
        this.#watchers.delete(watch);
        resolve(found);
      };
      this.#watchers.add(watch);
      watch();
    });
  }

  async stop(): Promise<void> {
    fs.rmSync(path.join(this.directory, RENDEZVOUS_FILE), { force: true });
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /**
   * Answers when all agents that ever connected have gone.
   * A connection of its own, the last in the system's queue, shows that no earlier one still waits to be accepted.
   */
  async drained(): Promise<void> {
    const last = net.connect(this.#server.address() as string).resume();
    await once(last.end(), 'close');
    await this.until('that all have gone', () => this.#sockets.size === 0);
  }

  #accept(socket: net.Socket): void {
    this.#sockets.add(socket);
    let rest = Buffer.alloc(0);
    let connection: Connection | null = null;
    let upgraded = false;
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      if (!upgraded) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!this.#admit(socket, rest.toString('latin1', 0, end))) return;
        upgraded = true;
        rest = rest.subarray(end + 4);
      }
      for (let frame = cutFrame(rest); frame; frame = cutFrame(rest)) {
        rest = rest.subarray(frame.size);
        if (frame.opcode === OPCODE.ping) write(socket, PONG);
        else connection = this.#hear(socket, connection, frame.text);
      }
      this.#changed();
    });
    socket.on('end', () => socket.end());
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (connection) connection.closed = true;
      if (rest.length) this.faults.push(`a frame was cut short: ${rest.length} bytes`);
      this.#changed();
    });
  }

  #admit(socket: net.Socket, head: string): boolean {
    const good = head.startsWith(`GET ${AGENT_PATH} HTTP/1.1\r\n`) && head.includes(`Bearer ${this.token}`);
    const answer = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    if (good) write(socket, Buffer.from(answer));
    else {
      this.faults.push('refused');
      socket.removeAllListeners('data');
      socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    }
    return good;
  }

  #hear(socket: net.Socket, known: Connection | null, text: string): Connection {
    const message = v.parse(AgentToHub, JSON.parse(text));
    const connection = known ?? this.#greet(socket, message);
    connection.messages.push(message);
    this.told.push({ connection, message });
    return connection;
  }

  #greet(socket: net.Socket, message: AgentToHub): Connection {
    if (message.type !== 'hello') throw new Error(`a connection began with ${message.type}`);
    const send = (command: HubToAgent) => write(socket, serverFrame(JSON.stringify(command)));
    const connection = { hello: message, messages: [], closed: false, send };
    this.connections.push(connection);
    send({ type: 'welcome' });
    return connection;
  }

  #changed(): void {
    for (const watch of [...this.#watchers]) watch();
  }
}

/** Past the stream, which would drop what a peer left that has gone since: a failed write destroys it. */
function write(socket: net.Socket, bytes: Buffer): void {
  const { fd } = (socket as unknown as { _handle: { fd: number } | null })._handle ?? {};
  try {
    if (fd !== undefined) fs.writeSync(fd, bytes);
  } catch {
    // Nobody is there to hear it.
  }
}

function cutFrame(bytes: Buffer): { opcode: number; text: string; size: number } | null {
  if (bytes.length < 2) return null;
  const short = bytes[1]! & 0x7f;
  const header = (short < 126 ? 2 : short === 126 ? 4 : 10) + 4;
  if (bytes.length < header) return null;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < header + length) return null;
  const mask = bytes.subarray(header - 4, header);
  const payload = Buffer.from(bytes.subarray(header, header + length));
  for (let i = 0; i < payload.length; i++) payload[i]! ^= mask[i % 4]!;
  return { opcode: bytes[0]! & 0x0f, text: payload.toString(), size: header + length };
}

function serverFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? [0x81, payload.length] : [0x81, 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from(head), payload]);
}
