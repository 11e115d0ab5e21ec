// The hub as a debugger itself: calls, each with its answer, and events; to a process, or through it to one of its threads.
import { once } from 'node:events';
import WebSocket from 'ws';
import { type Clock, wait } from '../clock';
import { connectInspector } from './inspector-socket';

/** How long an inspector may take to let the socket go, in ms. */
const LEAVE_DEADLINE = 500;

/** No answer in time: its event loop is blocked, or it is stopped. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

// biome-ignore lint/suspicious/noExplicitAny: what inspectors say is as the protocol's documents have it
type Params = Record<string, any>;

export class CdpSession {
  readonly #clock: Clock;
  readonly #send: (text: string) => void;
  readonly #answers = new Map<number, (answer: { result?: Params; error?: { message: string } }) => void>();
  readonly #listeners = new Map<string, (params: Params) => void>();
  #lastId = 0;

  constructor(clock: Clock, send: (text: string) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** What the other side says. */
  receive(text: string): void {
    const message = JSON.parse(text);
    if (typeof message.id !== 'number') this.#listeners.get(message.method)?.(message.params);
    else this.#answers.get(message.id)?.(message);
  }

  /** Has `listener` called with each event of this name, in the place of the one before. */
  on(event: string, listener: (params: Params) => void): void {
    this.#listeners.set(event, listener);
  }

  /** The next event of this name; null where none comes within `ms`. */
  next(event: string, ms: number): Promise<Params | null> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(ms, () => resolve(null));
      this.on(event, (params) => {
        this.#clock.cancel(timer);
        resolve(params);
      });
    });
  }

  /**
   * @param ms how long the answer may take
   * @throws NoAnswerError, or Error with what the inspector says
   */
  call(method: string, params: Params, ms: number): Promise<Params> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(ms, () => reject(new NoAnswerError()));
      this.#answers.set(id, ({ result, error }) => {
        this.#answers.delete(id);
        this.#clock.cancel(timer);
        if (error) reject(new Error(error.message));
        else resolve(result ?? {});
      });
      this.#send(JSON.stringify({ id, method, params }));
    });
  }
}

/**
 * Talks to the inspector at an address for as long as `talk` takes.
 * @param ms how long it may take to let the hub in: that of a process that is stopped never does
 * @throws NoAnswerError, or Error where the inspector is not to be reached
 */
export async function withSession<T>(
  url: string,
  clock: Clock,
  ms: number,
  talk: (session: CdpSession) => Promise<T>,
): Promise<T> {
  const socket = connectInspector(url);
  const closed = new Promise<never>((_, reject) => {
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('it closed its inspector')));
  });
  closed.catch(() => {});
  try {
    const late = wait(clock, ms).then(() => Promise.reject(new NoAnswerError()));
    await Promise.race([once(socket, 'open'), closed, late]);
    const session = new CdpSession(clock, (text) => socket.send(text));
    socket.on('message', (data) => session.receive(String(data)));
    return await Promise.race([talk(session), closed]);
  } finally {
    await leave(socket, clock);
  }
}

/**
 * Talks to one thread through the session of its process.
 * @throws NoAnswerError where there is no such thread, or Error
 */
export async function withThread<T>(
  main: CdpSession,
  thread: number,
  clock: Clock,
  talk: (session: CdpSession) => Promise<T>,
  ms: number,
): Promise<T> {
  const found = new Promise<string>((resolve, reject) => {
    const timer = clock.after(ms, () => reject(new NoAnswerError()));
    main.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo }) => {
      if (Number(workerInfo.workerId) !== thread) return;
      clock.cancel(timer);
      resolve(sessionId);
    });
  });
  // Answered only once all threads were told of.
  await Promise.all([found, main.call('NodeWorker.enable', { waitForDebuggerOnStart: false }, ms)]);
  const sessionId = await found;
  const session = new CdpSession(clock, (message) => {
    main.call('NodeWorker.sendMessageToWorker', { sessionId, message }, ms).catch(() => {});
  });
  main.on('NodeWorker.receivedMessageFromWorker', (params) => {
    if (params.sessionId === sessionId) session.receive(params.message);
  });
  try {
    return await talk(session);
  } finally {
    await main.call('NodeWorker.disable', {}, ms).catch(() => {});
  }
}

/** The socket of a process that is blocked is not waited for. */
async function leave(socket: WebSocket, clock: Clock): Promise<void> {
  if (socket.readyState !== WebSocket.OPEN) {
    socket.terminate();
    return;
  }
  const timer = clock.after(LEAVE_DEADLINE, () => socket.terminate());
  const closed = once(socket, 'close');
  socket.close();
  await closed;
  clock.cancel(timer);
}
