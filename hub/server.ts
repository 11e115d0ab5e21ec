// The hub's door: WebSocket upgrades over a private socket, and nobody without the token.
import { timingSafeEqual } from 'node:crypto';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { AGENT_PATH } from '../protocol/agent';
import { VIEWER_PATH } from '../protocol/viewer';
import { MAX_PAYLOAD } from './agent-connection';

export interface ServerEvents {
  /** An agent asks to be let in. Its socket may have been closed by its peer already, with bytes unread. */
  agent(request: http.IncomingMessage, socket: Duplex, head: Buffer): void;
  viewer(socket: WebSocket): void;
  /** Somebody came with a wrong token, or none. */
  wrongToken(): void;
}

export class Server {
  readonly #http = http.createServer();
  readonly #viewers = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_PAYLOAD });
  readonly #token: Buffer;
  readonly #events: ServerEvents;
  readonly #sockets = new Set<Duplex>();

  constructor(token: string, events: ServerEvents) {
    this.#token = Buffer.from(`Bearer ${token}`);
    this.#events = events;
    this.#http.on('connection', (socket) => this.#keep(socket));
    this.#http.on('request', (_request, response) => response.writeHead(404).end());
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    // Peers that send no HTTP, or have gone: nothing to tell anybody.
    this.#http.on('clientError', (_error, socket) => socket.destroy());
  }

  /**
   * Listens on a Unix socket that only this user can use, or on a named pipe.
   * @throws Error where the system refuses
   */
  listen(address: string): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      // Bound within the call: nobody else can connect even before the mode is set.
      const mask = process.umask(0o177);
      try {
        this.#http.listen(address, () => resolve());
      } finally {
        process.umask(mask);
      }
    }).then(() => {
      if (process.platform !== 'win32') fs.chmodSync(address, 0o600);
    });
  }

  /** Stops listening, which removes the socket's file, and drops whoever is connected. */
  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#http.close(() => resolve()));
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {});
    if (!this.#isTrusted(request.headers.authorization)) {
      this.#events.wrongToken();
      refuse(socket, '401 Unauthorized');
    } else if (request.url === AGENT_PATH && request.headers['sec-websocket-key']) {
      this.#events.agent(request, socket, head);
    } else if (request.url === VIEWER_PATH) {
      this.#viewers.handleUpgrade(request, socket, head, (viewer) => this.#events.viewer(viewer));
    } else {
      refuse(socket, '404 Not Found');
    }
  }

  #isTrusted(authorization = ''): boolean {
    const given = Buffer.from(authorization);
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }
}

/** Answers an upgrade that is not granted. */
export function refuse(socket: Duplex, status: string): void {
  socket.resume();
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
