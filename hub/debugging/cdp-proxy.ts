// Where debuggers come in: a loopback port with one secret path for each target that a viewer asked for.
// The port is there only while something is asked for.
import { randomBytes } from 'node:crypto';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock, Timer } from '../clock';
import { RequestError } from '../request-error';
import { refuse } from '../server';
import { CdpLink } from './cdp-link';
import { FocusLock } from './focus-lock';
import { MAX_CDP_PAYLOAD } from './inspector-socket';

/** How long an address that nobody came to stays valid, in ms. */
const UNUSED_LIMIT = 60_000;
/** Between the end of a debugger's socket and the closing of the inspector, in ms: one closed at once was seen to crash. */
const SETTLE = 100;

export interface CdpProxyNeeds {
  /** Opens a target's inspector, or finds it open. @throws RequestError */
  openInspector(target: string): Promise<string>;
  /** Closes a target's inspector if it was opened for a viewer. Never rejects. */
  closeInspector(target: string): Promise<void>;
  /** A debugger is attached to the target, or no longer. */
  attached(target: string, attached: boolean): void;
  /** Its debugger holds it, or no longer. @param seen a person is to see it */
  paused(target: string, paused: boolean, seen: boolean): void;
  /** Pattern of the URL of the script at whose first line a target is to stop; `null` where it is not. */
  stopIn(target: string): string | null;
  /** The target's debugger has said all it wants before the first line. */
  ready(target: string): void;
}

/** A target that was asked for: its address waits for a debugger, or one is there. */
interface Session {
  path: string;
  timer: Timer | null;
  link: CdpLink | null;
  /** Resolves when the debugger has gone and the inspector is closed. */
  ended: Promise<void>;
  end(): void;
}

export class CdpProxy {
  readonly #clock: Clock;
  readonly #needs: CdpProxyNeeds;
  readonly #focusLock: FocusLock;
  readonly #sessions = new Map<string, Session>();
  readonly #upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_CDP_PAYLOAD });
  #server: Promise<http.Server> | null = null;

  constructor(clock: Clock, needs: CdpProxyNeeds) {
    this.#clock = clock;
    this.#needs = needs;
    this.#focusLock = new FocusLock(clock);
  }

  /**
   * Makes an address through which one debugger can reach this target, once.
   * @returns `ws://127.0.0.1:PORT/SECRET`
   * @throws RequestError
   */
  async open(target: string): Promise<string> {
    await this.#assertFree(target);
    await this.#needs.openInspector(target);
    await this.#assertFree(target);
    const { port } = (await this.#listen()).address() as AddressInfo;
    return `ws://127.0.0.1:${port}/${this.#expect(target).path}`;
  }

  /** Lets a target's debugger go, and closes the inspector that was opened for it. */
  async close(target: string): Promise<void> {
    const session = this.#sessions.get(target);
    if (!session) return;
    if (session.link) session.link.close();
    else if (session.timer !== null) this.#end(target, session);
    await session.ended;
  }

  /** A process is about to end: its debugger is let go as soon as that is safe. */
  processEnding(target: string): void {
    const session = this.#sessions.get(target);
    if (session?.link) session.link.closeAtEnd();
    else void this.close(target);
  }

  /** Lets go the debuggers of all targets that are meant. */
  closeWhere(isMeant: (target: string) => boolean): void {
    for (const target of [...this.#sessions.keys()].filter(isMeant)) void this.close(target);
  }

  /** Whether somebody asked for this target, and has not left it. */
  isWanted(target: string): boolean {
    return this.#sessions.has(target);
  }

  /** What ties a target to its debugger; `null` where it has none. */
  linkOf(target: string): CdpLink | null {
    return this.#sessions.get(target)?.link ?? null;
  }

  /** A target that has ended needs no address any more. */
  targetEnded(target: string): void {
    const session = this.#sessions.get(target);
    if (session?.timer) this.#end(target, session);
  }

  /** Lets all debuggers go. */
  async stop(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((target) => this.close(target)));
  }

  async #assertFree(target: string): Promise<void> {
    const session = this.#sessions.get(target);
    if (!session) return;
    if (session.link && !session.link.isLeaving) {
      throw new RequestError(
        `A debugger is attached to ${target} already. Use it, or detach it before attaching another.`,
      );
    }
    // An address that was not used yet is replaced; a debugger that just left is waited for.
    if (session.timer === null) await session.ended;
  }

  #expect(target: string): Session {
    const before = this.#sessions.get(target);
    if (before?.timer) this.#clock.cancel(before.timer);
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = () => {
        before?.end();
        resolve();
      };
    });
    const session: Session = { path: randomBytes(32).toString('hex'), timer: null, link: null, ended, end };
    session.timer = this.#clock.after(UNUSED_LIMIT, () => this.#end(target, session));
    this.#sessions.set(target, session);
    return session;
  }

  /** No debugger has it any more: the inspector is closed, and the port too if this was the last. */
  async #end(target: string, session: Session): Promise<void> {
    if (session.timer !== null) this.#clock.cancel(session.timer);
    session.timer = null;
    session.path = '';
    await this.#needs.closeInspector(target);
    if (this.#sessions.get(target) === session) this.#sessions.delete(target);
    await this.#closeIfUnused();
    session.end();
  }

  #listen(): Promise<http.Server> {
    this.#server ??= new Promise((resolve, reject) => {
      const server = http.createServer((_request, response) => response.writeHead(404).end());
      server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
      server.on('error', (error) => {
        this.#server = null;
        reject(new RequestError(`No loopback port could be opened for the debugger: ${error.message}. Try again.`));
      });
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
    return this.#server;
  }

  async #closeIfUnused(): Promise<void> {
    if (this.#sessions.size > 0 || !this.#server) return;
    const server = await this.#server;
    if (this.#sessions.size > 0) return;
    this.#server = null;
    server.close();
    server.closeAllConnections();
  }

  #upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {});
    // A web page's script sends its origin; no debugger does.
    const found = request.headers.origin === undefined ? this.#find(request.url?.slice(1)) : null;
    if (found) this.#admit(found[0], found[1], request, socket, head);
    else refuse(socket, request.headers.origin === undefined ? '404 Not Found' : '403 Forbidden');
  }

  #find(path = ''): [target: string, session: Session] | undefined {
    return [...this.#sessions].find(([, session]) => session.timer !== null && session.path === path);
  }

  #admit(target: string, session: Session, request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    if (session.timer !== null) this.#clock.cancel(session.timer);
    session.timer = null;
    session.path = '';
    this.#upgrades.handleUpgrade(request, socket, head, (client) => {
      // Asked again: since the address was made the program may have closed its inspector.
      session.link = new CdpLink(client, this.#needs.openInspector(target), this.#clock, this.#focusLock, {
        attached: () => this.#needs.attached(target, true),
        stopIn: () => this.#needs.stopIn(target),
        ready: () => this.#needs.ready(target),
        paused: (paused, seen) => this.#needs.paused(target, paused, seen),
        closed: () => this.#left(target, session),
      });
    });
    // A request that is no proper upgrade was refused.
    if (!session.link) this.#end(target, session);
  }

  #left(target: string, session: Session): void {
    session.link = null;
    this.#needs.attached(target, false);
    this.#clock.after(SETTLE, () => this.#end(target, session));
  }
}
