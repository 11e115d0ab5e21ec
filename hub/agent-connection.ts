// An agent's connection, from its upgrade request on.
//
// Its peer may have gone already: a program that exits in its first tick still leaves its last words in the socket.
// `WebSocketServer.handleUpgrade` throws such a connection away, and an answer written to it makes the system drop what
// is still unread. So all bytes are read first, and the answer waits.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HubToAgent } from '../protocol/agent';
import type { Clock, Timer } from './clock';
import { newReceiver, newSender, type Receiver, type Sender } from './frames';
import { Outgoing } from './outgoing';

/** How long the answer to the upgrade waits, in ms: by then a peer that only wanted to leave its last words is gone. */
const ANSWER_DELAY = 40;
/** How long a peer may take to close, in ms. */
const CLOSE_DEADLINE = 2000;
/** Longest message taken, in bytes. */
export const MAX_PAYLOAD = 16 * 1024 * 1024;
/** Fixed by RFC 6455, section 1.3. */
const ACCEPT_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export interface AgentConnectionEvents {
  /** A whole text message; bytes that are no message end the connection. */
  message(text: string): void;
  /** All that the peer sent was received, and nothing more can come. Called once. */
  closed(): void;
}

export class AgentConnection {
  readonly #socket: Duplex;
  readonly #outgoing: Outgoing;
  readonly #sender: Sender;
  readonly #receiver: Receiver;
  readonly #events: AgentConnectionEvents;
  readonly #clock: Clock;
  readonly #key: string;
  /** What is to be sent once the upgrade is answered. */
  #queue: (() => void)[] | null = [];
  #timer: Timer | null;
  #closed = false;

  constructor(request: IncomingMessage, socket: Duplex, clock: Clock, events: AgentConnectionEvents) {
    this.#socket = socket;
    this.#clock = clock;
    this.#events = events;
    // An upgrade's socket is the server's own. https://nodejs.org/api/http.html#event-upgrade_1
    this.#outgoing = new Outgoing(socket as Socket);
    this.#sender = newSender(this.#outgoing);
    this.#receiver = newReceiver(MAX_PAYLOAD);
    this.#key = request.headers['sec-websocket-key'] ?? '';
    this.#timer = clock.after(ANSWER_DELAY, () => this.#answerSoon());
  }

  /** Begins to read. `head` is what came with the upgrade request. */
  start(head: Buffer): void {
    this.#listen();
    if (head.length > 0) this.#receiver.write(head);
    this.#socket.resume();
  }

  /** Sends a command; one that can no longer arrive is dropped. */
  send(message: HubToAgent): void {
    const text = JSON.stringify(message);
    this.#write(() => this.#sender.send(text, { binary: false, compress: false, fin: true, mask: false }));
  }

  /** Answers the upgrade without delay: the peer waits for it. */
  hurry(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
    if (this.#queue) this.#answer();
  }

  /** Closes politely: what was sent before arrives, unless the peer does not take it. */
  close(code: number, reason: string): void {
    this.#write(() => {
      this.#sender.close(code, reason, false);
      this.#outgoing.end(() => this.#socket.end());
    });
    this.#clock.after(CLOSE_DEADLINE, () => this.destroy());
  }

  /** Drops the connection at once. */
  destroy(): void {
    this.#socket.destroy();
    this.#finish();
  }

  #listen(): void {
    this.#receiver.on('message', (data: Buffer) => {
      if (!this.#closed) this.#events.message(data.toString());
    });
    this.#receiver.on('ping', (data: Buffer) => this.#write(() => this.#sender.pong(data, false)));
    this.#receiver.on('conclude', () => this.#finish());
    this.#receiver.on('error', () => this.destroy());
    this.#socket.on('data', (chunk: Buffer) => {
      if (!this.#receiver.writableEnded) this.#receiver.write(chunk);
    });
    this.#socket.on('end', () => this.#finish());
    // Its peer was killed; 'close' follows.
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => this.#finish());
  }

  /** What came in this turn of the event loop is read before anything is written. */
  #answerSoon(): void {
    this.#timer = null;
    setImmediate(() => this.#answer());
  }

  #answer(): void {
    if (this.#closed || !this.#queue) return;
    const accept = createHash('sha1')
      .update(this.#key + ACCEPT_GUID)
      .digest('base64');
    this.#outgoing.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    const queue = this.#queue;
    this.#queue = null;
    for (const write of queue) write();
  }

  #write(write: () => void): void {
    if (this.#closed || !this.#socket.writable) return;
    if (this.#queue) this.#queue.push(write);
    else write();
  }

  #finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#socket.end();
    this.#events.closed();
  }
}
