// One connection to a hub: its model mirrored, requests answered.
import * as v from 'valibot';
import { WebSocket } from 'ws';
import type { Site } from '../protocol/agent';
import { makeRendezvousDirectory, type Rendezvous, readRendezvous, UnsafeDirectoryError } from '../protocol/rendezvous';
import {
  type Change,
  HubToViewer,
  type NodeProcess,
  type Notice,
  type Stack,
  VIEWER_PATH,
  VIEWER_PROTOCOL,
  type ViewerToHub,
} from '../protocol/viewer';
import { Emitter } from './emitter';
import { type HubOptions, HubUnavailableError, startHub } from './hub-process';
import { Model } from './model';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
/** A request as a caller writes it; the connection numbers it. */
export type Request = WithoutId<ViewerToHub>;
/** What a request is answered with. */
export interface Reply {
  /** For `openTarget`: where a debugger connects. */
  url?: string;
  /** For `hold`: its id. */
  hold?: string;
  /** For `listProcesses`. */
  processes?: NodeProcess[];
  /** For `takeStack`; absent where SIGUSR1 would have to be sent. */
  stack?: Stack;
  /** For `findSources`. */
  sources?: (Site | null)[];
}

/** What targets did, told while they are watched. */
export type FiguresMessage = Extract<HubToViewer, { type: 'figures' }>;
/** Lines of a recording that is followed. */
export type RecordedMessage = Extract<HubToViewer, { type: 'recorded' }>;

/** The hub refused a request, or went before it answered; the message is for a person. */
export class HubRequestError extends Error {
  override readonly name = 'HubRequestError';
}

/** How long a hub may take to send its model, in ms. */
const SNAPSHOT_DEADLINE = 5_000;

interface Pending {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

export class HubConnection {
  readonly model: Model;
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, Pending>();
  readonly #changes = new Emitter<Change[]>();
  readonly #notices = new Emitter<Notice>();
  readonly #figures = new Emitter<FiguresMessage>();
  readonly #recorded = new Emitter<RecordedMessage>();
  readonly #closed = new Emitter<void>();
  #nextId = 1;
  #hubPid = 0;

  readonly onDidChange = this.#changes.event;
  readonly onDidNotice = this.#notices.event;
  readonly onDidMeasure = this.#figures.event;
  readonly onDidRecord = this.#recorded.event;
  readonly onDidClose = this.#closed.event;

  /**
   * Finds the hub of a rendezvous directory, or starts one; resolves when its model is here.
   * @param model mirror to fill; one that already shows something is brought up to date.
   * @throws HubUnavailableError, UnsafeDirectoryError
   */
  static async open(options: HubOptions, model = new Model()): Promise<HubConnection> {
    makeDirectory(options.directory);
    const running = await HubConnection.find(options, model);
    if (running) return running;
    await startHub(options);
    const started = await HubConnection.find(options, model);
    if (!started)
      throw new HubUnavailableError('it started, but does not answer. Try again; if it stays so, restart the window.');
    return started;
  }

  /** Connects to the hub of a rendezvous directory if one runs there; never starts one. */
  static async find(options: Pick<HubOptions, 'directory'>, model = new Model()): Promise<HubConnection | null> {
    const rendezvous = readRendezvous(options.directory);
    if (!rendezvous) return null;
    const connection = new HubConnection(connectSocket(rendezvous), model);
    try {
      await connection.#firstSnapshot();
      return connection;
    } catch {
      connection.close();
      return null;
    }
  }

  private constructor(socket: WebSocket, model: Model) {
    this.#socket = socket;
    this.model = model;
    socket.on('message', (data) => this.#receive(String(data)));
    // An error is always followed by a close, which tells all that there is to tell.
    socket.on('error', () => {});
    socket.on('close', () => this.#end());
  }

  /** Process id of the hub. */
  get hubPid(): number {
    return this.#hubPid;
  }

  /** Whether the hub can be asked for anything. */
  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /**
   * Asks the hub for something.
   * @throws HubRequestError where the hub refuses, or goes before it answers.
   */
  request(request: Request): Promise<Reply> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (!this.isOpen) {
        reject(new HubRequestError('The Worker Lens hub is not connected. It is being started again; try once more.'));
        return;
      }
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ ...request, id }));
    });
  }

  close(): void {
    this.#socket.terminate();
  }

  #firstSnapshot(): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new HubUnavailableError('it does not answer.')), SNAPSHOT_DEADLINE);
      const watchers = [
        this.onDidChange(() => settle(resolve)),
        this.onDidClose(() => settle(() => reject(new HubUnavailableError('it closed the connection.')))),
      ];
      const settle = (then: () => void) => {
        clearTimeout(deadline);
        for (const watcher of watchers) watcher.dispose();
        then();
      };
    });
  }

  #receive(text: string): void {
    const parsed = v.safeParse(HubToViewer, parseJson(text));
    // A hub of another version may say what this viewer does not know: left out, the rest holds.
    if (!parsed.success) return;
    this.#handle(parsed.output);
  }

  #handle(message: HubToViewer): void {
    switch (message.type) {
      case 'snapshot':
        this.#takeSnapshot(message);
        break;
      case 'changes':
        this.model.apply(message.changes);
        this.#changes.fire(message.changes);
        break;
      case 'figures':
        this.#figures.fire(message);
        break;
      case 'recorded':
        this.#recorded.fire(message);
        break;
      case 'notice':
        this.#notices.fire(message.notice);
        break;
      case 'reply':
        this.#settle(message);
    }
  }

  #takeSnapshot(snapshot: Extract<HubToViewer, { type: 'snapshot' }>): void {
    if (snapshot.protocol !== VIEWER_PROTOCOL) {
      this.close();
      return;
    }
    this.#hubPid = snapshot.pid;
    this.#changes.fire(this.model.reset(snapshot));
  }

  #settle(reply: Extract<HubToViewer, { type: 'reply' }>): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.error !== undefined) pending?.reject(new HubRequestError(reply.error));
    else pending?.resolve(answerOf(reply));
  }

  #end(): void {
    for (const pending of this.#pending.values()) {
      pending.reject(
        new HubRequestError('The Worker Lens hub ended before it answered. The program runs on; try again.'),
      );
    }
    this.#pending.clear();
    this.#closed.fire();
  }
}

/** @throws HubUnavailableError, UnsafeDirectoryError */
function makeDirectory(directory: string): void {
  try {
    makeRendezvousDirectory(directory);
  } catch (error) {
    if (error instanceof UnsafeDirectoryError) throw error;
    throw new HubUnavailableError((error as Error).message);
  }
}

function connectSocket(rendezvous: Rendezvous): WebSocket {
  return new WebSocket(`ws+unix:${rendezvous.address}:${VIEWER_PATH}`, {
    headers: { authorization: `Bearer ${rendezvous.token}` },
    perMessageDeflate: false,
  });
}

function answerOf({ type: _, id: __, error: ___, ...answer }: Extract<HubToViewer, { type: 'reply' }>): Reply {
  return answer as Reply;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
