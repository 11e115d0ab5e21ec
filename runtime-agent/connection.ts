// The WebSocket to the hub. It never keeps the program alive, never waits for the hub, and comes back when the hub does.
import type { Socket } from 'node:net';
import type { AGENT_PATH, AgentToHub, HubToAgent } from '../protocol/agent';
import { encodeFrame, type Frame, FrameReader, OPCODE } from './frames';
import { connectTo, readDescriptor, setQuietTimer } from './originals';
import { Outbox } from './outbox';
import { permits } from './permission';
import { findHub } from './rendezvous';
import { safely } from './safely';

// A value import would bundle the protocol's schemas.
const PATH: typeof AGENT_PATH = '/agent';
/** So much beyond its greeting, and the hub is taken for gone: on the next connection the state follows, not the history. */
const MAX_WAITING = 1024 * 1024;
const FULL_PAUSE_MS = 10;
/** Commands are few and short. */
const READ_BYTES = 4096;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5000;

interface Reading {
  buffer: Buffer;
  callback(size: number, buffer: Uint8Array): boolean;
}

/** The agent's side of the conversation. */
export interface Speaker {
  /** What each connection begins with. */
  greeting(resumed: boolean): AgentToHub[];
  receive(message: HubToAgent): void;
  /** The hub is gone, or does not listen. */
  lost(): void;
}

export class Connection {
  readonly #directory: string;
  readonly #speaker: Speaker;
  readonly #outbox = new Outbox();
  #socket: Socket | null = null;
  /** What the socket reads into, and who takes it. */
  #reading: Reading | null = null;
  #draining = false;
  /** How much may wait. */
  #most = 0;
  #greeted = false;
  #retry = FIRST_RETRY_MS;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(directory: string, speaker: Speaker) {
    this.#directory = directory;
    this.#speaker = speaker;
  }

  get isOpen(): boolean {
    return this.#socket !== null;
  }

  /** Nothing waits: the hub takes what it is told. */
  get isClear(): boolean {
    return this.#socket !== null && this.#outbox.size === 0;
  }

  /** Connects and says hello at once: on Unix a socket takes bytes as soon as `connect` returned, before any 101. */
  open(): void {
    if (this.#socket || this.#stopped) return;
    if (!mayConnect()) this.close();
    else if (!safely(() => this.#connect())) this.#retryLater();
  }

  send(message: AgentToHub): void {
    if (!this.#socket) return;
    this.#put(message);
    if (this.#outbox.isTight) this.hear();
    else if (!this.#draining) this.#drain();
    if (this.#outbox.size > this.#most) this.#socket.destroy();
  }

  /** Writes what waits, from code after which nothing more runs. */
  flush(ms: number): void {
    const descriptor = this.#descriptor();
    if (descriptor >= 0) safely(() => this.#outbox.flush(descriptor, ms));
  }

  /**
   * Takes in what the hub has sent, from code that lets no event loop run; it goes the way of all that comes later.
   * `false` where nothing more can come, and on Windows, where a named pipe has no descriptor.
   */
  hear(): boolean {
    const descriptor = this.#descriptor();
    if (descriptor < 0 || !this.#reading) return false;
    const size = readSome(descriptor, this.#reading.buffer);
    if (size > 0) this.#reading.callback(size, this.#reading.buffer);
    return size !== 0;
  }

  close(): void {
    this.#stopped = true;
    this.#socket?.destroy();
  }

  #connect(): boolean {
    const hub = findHub(this.#directory);
    if (!hub) return false;
    this.#reading = this.#reader();
    const socket = connectTo({ path: hub.address, onread: this.#reading });
    this.#socket = socket.unref();
    this.#listen(socket);
    this.#outbox.push(upgradeRequest(hub.token));
    this.#speaker.greeting(this.#greeted).forEach((message) => void this.#put(message));
    this.#most = this.#outbox.size + MAX_WAITING;
    this.#drain();
    return true;
  }

  #put(message: AgentToHub): void {
    this.#outbox.push(encodeFrame(OPCODE.text, JSON.stringify(message)));
  }

  #listen(socket: Socket): void {
    socket.on('error', () => {});
    socket.on('close', () => this.#closed(socket));
    socket.on('connect', () => {
      this.#outbox.connected();
      this.#drain();
    });
  }

  /** Bytes come here straight from the handle: a flowing stream's ticks would run the program's microtasks from other places. */
  #reader(): Reading {
    const reader = new FrameReader();
    const readAnswer = answerReader();
    const callback = (size: number, buffer: Uint8Array) => {
      const frames = safely(() => reader.read(readAnswer(Buffer.from(buffer.subarray(0, size)))));
      if (frames) frames.forEach((frame) => void safely(() => this.#take(frame)));
      else this.#socket?.destroy();
      return true;
    };
    return { buffer: Buffer.alloc(READ_BYTES), callback };
  }

  #take({ opcode, payload }: Frame): void {
    if (opcode === OPCODE.ping) {
      this.#outbox.push(encodeFrame(OPCODE.pong, payload.toString('latin1')));
      this.#drain();
    }
    if (opcode === OPCODE.close) this.#socket?.destroy();
    if (opcode === OPCODE.pong) this.#answered();
    if (opcode !== OPCODE.text) return;
    const message: HubToAgent = JSON.parse(payload.toString());
    if (message.type === 'welcome') this.#answered();
    this.#speaker.receive(message);
  }

  #answered(): void {
    this.#retry = FIRST_RETRY_MS;
    this.#outbox.answered();
    this.#drain();
  }

  #closed(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#outbox.clear();
    safely(() => this.#speaker.lost());
    this.#retryLater();
  }

  #retryLater(): void {
    // Each event tries to connect, too.
    if (this.#stopped || this.#timer) return;
    this.#timer = setQuietTimer(() => {
      this.#timer = null;
      this.open();
    }, this.#retry);
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY_MS);
  }

  #drain(): void {
    const descriptor = this.#descriptor();
    if (descriptor < 0) this.#drainThroughLibuv();
    else this.#drainTo(descriptor);
  }

  #drainTo(descriptor: number): void {
    const done = safely(() => this.#outbox.drain(descriptor));
    if (done) {
      this.#greeted = true;
      // No timer fires where the program lets no event loop run.
      this.#draining = false;
    }
    // Gone: the socket hears of it too, and closes.
    if (done === undefined) this.#socket?.destroy();
    if (done === false) this.#drainLater();
  }

  #drainLater(): void {
    if (this.#draining) return;
    this.#draining = true;
    setQuietTimer(() => {
      this.#draining = false;
      if (this.#socket) this.#drain();
    }, FULL_PAUSE_MS);
  }

  /** Windows: a named pipe has no descriptor. Whole frames, one write at a time. */
  #drainThroughLibuv(): void {
    const socket = this.#socket;
    if (!socket || socket.destroyed || this.#draining || this.#outbox.size === 0) return;
    this.#draining = true;
    socket.write(this.#outbox.take(), () => {
      this.#draining = false;
      this.#greeted = true;
      this.#drain();
    });
  }

  /** Of the socket's handle, which is Node's own: −1 where it has none. */
  #descriptor(): number {
    const handle = (this.#socket as unknown as { _handle?: { fd?: number } } | null)?._handle;
    return handle && typeof handle.fd === 'number' ? handle.fd : -1;
  }
}

/** How many bytes came; 0 where the hub is gone, −1 where nothing came yet. */
function readSome(descriptor: number, buffer: Buffer): number {
  try {
    return readDescriptor(descriptor, buffer, 0, buffer.length, null);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? -1 : 0;
  }
}

/** Newer Nodes need `--allow-net` under `--permission`; an attempt without it would leave handles for the program to see. */
function mayConnect(): boolean {
  return permits('net') || !process.allowedNodeEnvironmentFlags.has('--allow-net');
}

/** The key is a nonce against caches between the two ends; there is none, and `crypto` is dear to load. */
function upgradeRequest(token: string): Buffer {
  const lines = [
    `GET ${PATH} HTTP/1.1`,
    'Host: worker-lens',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: d29ya2VyLWxlbnMgYWdlbg==',
    `Authorization: Bearer ${token}`,
    '',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** Takes the hub's answer to the upgrade off the bytes that come. @throws where it refused. */
function answerReader(): (chunk: Buffer) => Buffer {
  let head: Buffer | null = Buffer.alloc(0);
  return (chunk) => {
    if (!head) return chunk;
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return Buffer.alloc(0);
    if (head.indexOf('HTTP/1.1 101') !== 0) throw new Error();
    const rest = head.subarray(end + 4);
    head = null;
    return rest;
  };
}
