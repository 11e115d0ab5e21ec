// One debugger tied to one inspector: what either says goes to the other in order, but for NodeWorker.
//
// js-debug asks each process for its threads (`NodeWorker.enable`) and attaches to all of them, whatever its options say.
// It is answered here, so that one click is one target; threads are attached through inspectors of their own.
import WebSocket, { type RawData } from 'ws';
import type { Stack } from '../../protocol/viewer';
import type { Clock } from '../clock';
import { RequestError } from '../request-error';
import { CdpPause } from './cdp-pause';
import { CdpStack } from './cdp-stack';
import { CdpStart } from './cdp-start';
import { isAnswer, isEvent, isEventOf } from './cdp-text';
import { type FocusLock, type FocusSeat, isInternal } from './focus-lock';
import { connectInspector } from './inspector-socket';

/** How long the inspector may take to close its socket, in ms. */
const CLOSE_DEADLINE = 2000;
/** How long a process that ends may take until it waits for its debugger, in ms: its last error may still be printed. */
const END_DEADLINE = 1000;
/** Close code for "cannot serve", RFC 6455 section 7.4.1. */
const INTERNAL_ERROR = 1011;

/** Id of calls of the link's own; debuggers count from 1. */
const OWN_CALL = 0;
/**
 * What makes a paused target run on. The end of a session does that by itself only where no other debugger is attached,
 * such as Chrome DevTools in an inspector of the program's own; and a breakpoint may come again before it has ended.
 */
const RUN_ON = [
  { id: OWN_CALL, method: 'Debugger.setSkipAllPauses', params: { skip: true } },
  { id: OWN_CALL, method: 'Debugger.resume' },
].map((call) => JSON.stringify(call));

/** With which of these Node says that it waits for the debugger to leave is the debugger's choice. */
const WAITS = ['Runtime.executionContextDestroyed', 'NodeRuntime.waitingForDisconnect'];

export interface CdpLinkEvents {
  /** Both ends are there. */
  attached(): void;
  /** Pattern of the URL of the script at whose first line the target is to stop; `null` where it is not. */
  stopIn(): string | null;
  /** The debugger has said all it wants before the target's first line. */
  ready(): void;
  /** The target is held, or no longer. @param seen a person is to see it, now or once another's step is over */
  paused(paused: boolean, seen: boolean): void;
  /** Both ends are closed. Called once. */
  closed(): void;
}

export class CdpLink {
  readonly #client: WebSocket;
  readonly #clock: Clock;
  readonly #events: CdpLinkEvents;
  readonly #seat: FocusSeat;
  readonly #start: CdpStart;
  readonly #pause: CdpPause;
  readonly #stack: CdpStack;
  #upstream: WebSocket | null = null;
  /** What the client said before the inspector was there. */
  #queue: string[] | null = [];
  #clientGone = false;
  #failed = false;
  #leaving = false;
  #isEnding = false;
  #paused = false;
  #closed = false;

  /** @param inspector yields the inspector's URL; where it rejects, the client is closed with the reason. */
  constructor(
    client: WebSocket,
    inspector: Promise<string>,
    clock: Clock,
    focusLock: FocusLock,
    events: CdpLinkEvents,
  ) {
    this.#client = client;
    this.#clock = clock;
    this.#events = events;
    this.#seat = focusLock.join((text) => client.send(text));
    this.#start = new CdpStart({ ...events, send: (text) => this.#upstream?.send(text) });
    this.#pause = new CdpPause(clock, (text) => this.#upstream?.send(text));
    this.#stack = new CdpStack(clock, (text) => this.#upstream?.send(text));
    client.on('message', (data) => this.#fromClient(String(data)));
    client.on('error', () => {});
    client.on('close', () => this.#onClientGone());
    inspector.then(
      (url) => this.#connect(url),
      (error: Error) => this.#fail(error.message),
    );
  }

  /** The debugger has gone, or is going. */
  get isLeaving(): boolean {
    return this.#leaving || this.#client.readyState !== WebSocket.OPEN;
  }

  /**
   * Where the target is, which neither stops nor goes on by that; its debugger hears nothing of it.
   * @throws NoAnswerError, RequestError where the debugger has not come quite yet, or Error
   */
  async takeStack(): Promise<Stack> {
    if (this.#upstream?.readyState === WebSocket.OPEN) return this.#stack.take();
    throw new RequestError('A debugger is just attaching to it, or leaving it. Try again in a moment.');
  }

  /** Lets the debugger go. The target runs on, even if it was paused, and even if the debugger has fallen silent. */
  close(): void {
    this.#leaving = true;
    // What the target said last still reaches the debugger, whose turn is when the inspector has closed.
    if (this.#upstream && this.#upstream.readyState !== WebSocket.CLOSED) this.#closeUpstream(this.#upstream);
    else this.#closeClient(1000, 'detached');
  }

  /**
   * Lets the debugger go once the process waits for it: its `exit` listeners have run. One that went a moment before, while
   * Node 18 was printing an uncaught error, was seen to end it by SIGSEGV.
   */
  closeAtEnd(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const timer = this.#clock.after(END_DEADLINE, () => this.close());
    this.#client.once('close', () => this.#clock.cancel(timer));
  }

  #connect(url: string): void {
    if (this.#clientGone) {
      this.#finish();
      return;
    }
    const upstream = connectInspector(url);
    this.#upstream = upstream;
    upstream.on('open', () => this.#open());
    upstream.on('message', (data) => this.#fromInspector(data));
    upstream.on('error', () => {});
    upstream.on('close', () => this.#onInspectorGone());
  }

  #open(): void {
    const queue = this.#queue ?? [];
    this.#queue = null;
    for (const text of queue) this.#upstream?.send(text);
    if (!this.#clientGone) this.#events.attached();
  }

  #fromClient(text: string): void {
    const answer = answerNodeWorker(text);
    if (answer !== null) {
      this.#client.send(answer);
      return;
    }
    this.#seat.asks(text);
    this.#start.asks(text);
    this.#pause.asks(text);
    if (this.#queue) this.#queue.push(text);
    else this.#upstream?.send(text);
  }

  #fromInspector(data: RawData): void {
    const text = this.#start.tells(String(data));
    if (text === null || !this.#isForClient(text)) return;
    if (isEvent(text, 'Debugger.paused')) this.#pausedIs(true, !isInternal(text));
    else if (isEvent(text, 'Debugger.resumed')) this.#pausedIs(false);
    this.#seat.tells(text);
    if (this.#isEnding && WAITS.some((method) => isEvent(text, method))) this.close();
  }

  #isForClient(text: string): boolean {
    if (isEventOf(text, 'NodeWorker') || isAnswer(text, OWN_CALL)) return false;
    return this.#pause.tells(text) && this.#stack.tells(text);
  }

  #pausedIs(paused: boolean, seen = false): void {
    this.#paused = paused;
    this.#events.paused(paused, seen);
  }

  #fail(why: string): void {
    this.#failed = true;
    // A close reason holds 123 bytes.
    this.#closeClient(
      INTERNAL_ERROR,
      Buffer.from(why)
        .subarray(0, 120)
        .toString()
        .replace(/\uFFFD+$/, ''),
    );
    if (this.#clientGone) this.#finish();
  }

  #onClientGone(): void {
    this.#clientGone = true;
    this.#pause.stop();
    this.#seat.leave();
    // Without an upstream the inspector's answer is still to come, and finds the client gone.
    if (this.#failed || this.#upstream?.readyState === WebSocket.CLOSED) this.#finish();
    else if (this.#upstream) this.#closeUpstream(this.#upstream);
  }

  #closeUpstream(upstream: WebSocket): void {
    if (this.#paused) for (const call of RUN_ON) upstream.send(call);
    if (upstream.readyState === WebSocket.CONNECTING) upstream.once('open', () => upstream.close());
    else upstream.close();
    const timer = this.#clock.after(CLOSE_DEADLINE, () => upstream.terminate());
    upstream.once('close', () => this.#clock.cancel(timer));
  }

  #onInspectorGone(): void {
    this.#stack.stop();
    this.#seat.leave();
    if (this.#clientGone) this.#finish();
    else this.#closeClient(1000, this.#leaving ? 'detached' : 'the target has ended, or closed its inspector');
  }

  #closeClient(code: number, reason: string): void {
    this.#client.close(code, reason);
    const timer = this.#clock.after(CLOSE_DEADLINE, () => this.#client.terminate());
    this.#client.once('close', () => this.#clock.cancel(timer));
  }

  #finish(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#paused) this.#pausedIs(false);
    this.#events.closed();
  }
}

/** The answer to a call of the NodeWorker domain; `null` for anything else. */
export function answerNodeWorker(text: string): string | null {
  // Most messages are spared the parsing.
  if (!text.includes('NodeWorker.')) return null;
  const { id, method, sessionId } = JSON.parse(text) as { id: number; method: unknown; sessionId?: string };
  if (typeof method !== 'string' || !method.startsWith('NodeWorker.')) return null;
  return JSON.stringify({ id, result: {}, ...(sessionId === undefined ? {} : { sessionId }) });
}
