// The viewers that are connected: each is told the whole model once, then batched changes, and has its requests answered.
import * as v from 'valibot';
import type { WebSocket } from 'ws';
import type { Site } from '../protocol/agent';
import {
  type Change,
  type HubToViewer,
  type NodeProcess,
  type Notice,
  type Stack,
  VIEWER_PROTOCOL,
  ViewerToHub,
} from '../protocol/viewer';
import type { Clock, Timer } from './clock';
import type { Snapshot } from './model/model';

/** Least time between two batches, in ms. */
const BATCH = 16;
/** A viewer with more than this unsent is left behind, in bytes, … */
const TOO_MUCH = 4 * 1024 * 1024;
/** … until it has read all but this; then it is told the whole model again. */
const CAUGHT_UP = 1024 * 1024;
/** How often to look whether it has, in ms. */
const CATCH_UP_CHECK = 100;

/** What a request is answered with; `error` is a sentence for a person. */
export interface Reply {
  error?: string;
  url?: string;
  processes?: NodeProcess[];
  hold?: string;
  stack?: Stack;
  sources?: (Site | null)[];
}

export interface ViewersNeeds {
  snapshot(): Snapshot;
  /** Carries out a request of this viewer; never rejects. */
  handle(request: ViewerToHub, viewer: object): Promise<Reply>;
  /** A viewer that prepared these runs has gone. */
  gone(preparedRuns: string[], viewer: object): void;
}

interface Viewer {
  socket: Pick<WebSocket, 'send' | 'bufferedAmount' | 'close'>;
  behind: boolean;
  preparedRuns: string[];
}

export class Viewers {
  readonly #clock: Clock;
  readonly #needs: ViewersNeeds;
  readonly #viewers = new Set<Viewer>();
  #batch = new Map<string, Change>();
  #timer: Timer | null = null;
  #catchUpTimer: Timer | null = null;
  #lastFlush = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, needs: ViewersNeeds) {
    this.#clock = clock;
    this.#needs = needs;
  }

  /** Whether anybody is there to be told. */
  get isWatched(): boolean {
    return this.#viewers.size > 0;
  }

  /** Takes a viewer in. `gone` is called when it has left. */
  accept(socket: WebSocket, gone: () => void): void {
    const viewer: Viewer = { socket, behind: false, preparedRuns: [] };
    // The others are told first, so that this one is not told again what its snapshot holds.
    this.flush();
    this.#viewers.add(viewer);
    this.#sendSnapshot(viewer);
    socket.on('message', (data) => this.#take(viewer, String(data)));
    // 'close' follows.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#viewers.delete(viewer);
      this.#needs.gone(viewer.preparedRuns, viewer);
      gone();
    });
  }

  /** Tells all viewers of changes, soon. */
  publish(changes: Change[]): void {
    if (this.#viewers.size === 0) return;
    for (const change of changes) {
      const key = change.kind === 'forgotten' ? `${change.of} ${change.id}` : `${change.kind} ${change.value.id}`;
      // Moved to the end: what refers to something comes after it.
      this.#batch.delete(key);
      this.#batch.set(key, change);
    }
    if (this.#batch.size > 0 && this.#timer === null) this.#scheduleFlush();
  }

  /** Sends what is waiting at once. */
  flush(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
    if (this.#batch.size === 0) return;
    this.#lastFlush = this.#clock.now();
    const text = encode({ type: 'changes', time: this.#lastFlush, changes: [...this.#batch.values()] });
    this.#batch = new Map();
    for (const viewer of this.#viewers) this.#sendUnlessBehind(viewer, text);
  }

  notify(notice: Notice): void {
    for (const { socket } of this.#viewers) socket.send(encode({ type: 'notice', notice }));
  }

  /** Tells one viewer, unless it reads too slowly to care. */
  tell(viewer: object, message: HubToViewer): void {
    for (const each of this.#viewers) if (each === viewer && !each.behind) each.socket.send(encode(message));
  }

  /** What a viewer has not read yet, in bytes. */
  unread(viewer: object): number {
    return (viewer as Viewer).socket.bufferedAmount;
  }

  /** Tells one viewer what it may not miss; who calls this sees to it that it reads. */
  send(viewer: object, message: HubToViewer): void {
    if (this.#viewers.has(viewer as Viewer)) (viewer as Viewer).socket.send(encode(message));
  }

  /** Says goodbye to all. */
  close(): void {
    for (const timer of [this.#timer, this.#catchUpTimer]) if (timer !== null) this.#clock.cancel(timer);
    for (const { socket } of this.#viewers) socket.close(1001, 'the hub ends');
  }

  #scheduleFlush(): void {
    const wait = Math.max(0, this.#lastFlush + BATCH - this.#clock.now());
    this.#timer = this.#clock.after(wait, () => this.flush());
  }

  #sendUnlessBehind(viewer: Viewer, text: string): void {
    viewer.behind ||= viewer.socket.bufferedAmount > TOO_MUCH;
    if (viewer.behind) this.#scheduleCatchUp();
    else viewer.socket.send(text);
  }

  #scheduleCatchUp(): void {
    this.#catchUpTimer ??= this.#clock.after(CATCH_UP_CHECK, () => {
      this.#catchUpTimer = null;
      this.#catchUp();
    });
  }

  #catchUp(): void {
    this.flush();
    for (const viewer of this.#viewers) {
      if (!viewer.behind) continue;
      if (viewer.socket.bufferedAmount > CAUGHT_UP) {
        this.#scheduleCatchUp();
      } else {
        viewer.behind = false;
        this.#sendSnapshot(viewer);
      }
    }
  }

  #sendSnapshot({ socket }: Viewer): void {
    const time = this.#clock.now();
    const { pid } = process;
    socket.send(encode({ type: 'snapshot', protocol: VIEWER_PROTOCOL, pid, time, ...this.#needs.snapshot() }));
  }

  #take(viewer: Viewer, text: string): void {
    const parsed = parse(text);
    if (!parsed.request) {
      if (parsed.id !== null) viewer.socket.send(encode({ type: 'reply', id: parsed.id, error: UNKNOWN_REQUEST }));
      return;
    }
    const { request } = parsed;
    if (request.type === 'prepareRun') viewer.preparedRuns.push(request.run);
    this.#needs.handle(request, viewer).then((reply) => {
      // What the request changed is told before its answer.
      this.flush();
      if (this.#viewers.has(viewer)) viewer.socket.send(encode({ type: 'reply', id: request.id, ...reply }));
    });
  }
}

const UNKNOWN_REQUEST =
  'The hub does not understand this request: it and the viewer are of different versions. Reload the window.';

function encode(message: HubToViewer): string {
  return JSON.stringify(message);
}

function parse(text: string): { request: ViewerToHub | null; id: number | null } {
  try {
    const json = JSON.parse(text);
    const result = v.safeParse(ViewerToHub, json);
    return { request: result.success ? result.output : null, id: typeof json?.id === 'number' ? json.id : null };
  } catch {
    return { request: null, id: null };
  }
}
