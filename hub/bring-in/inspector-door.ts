// Opens the inspector of a process that nobody prepared for it, by SIGUSR1, and only where that does what it should.
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import { constants } from 'node:os';
import { type Clock, wait } from '../clock';
import { type HostProcess, readProcess } from '../host/host-processes';
import { RequestError } from '../request-error';
import { inspectorFlags, openInspectorPort } from './inspector-port';
import { listenersOf } from './listeners';

/** How long Node may take to open it, in ms: its event loop has to turn. */
const OPEN_DEADLINE = 3000;
const CHECK = 20;
/** Without this, the signal that is sent next would find the port still taken. */
const CLOSE_DEADLINE = 2000;
/** How long a port may take to say what it is, in ms. */
export const ANSWER_DEADLINE = 2000;
/** In characters; Node’s own takes a few lines. */
const LONGEST_ANSWER = 1024 * 1024;

/** SIGUSR1 was sent, and no inspector opened yet. */
export class NotOpenedError extends RequestError {}

/**
 * The port of a process's inspector that is open, as far as is known.
 * @param before what it listened on a moment ago: what is new on loopback since then is taken for an inspector
 */
export function openPortOf(pid: number, before?: ReadonlySet<number>): number | null {
  const host = readProcess(pid);
  if (!host) return null;
  const listeners = listenersOf(pid);
  const known = openInspectorPort(inspectorFlags(host), listeners);
  return known ?? listeners.find(({ port, loopback }) => loopback && before?.has(port) === false)?.port ?? null;
}

/** What a process listens on. */
export function portsOf(pid: number): Set<number> {
  return new Set(listenersOf(pid).map(({ port }) => port));
}

/**
 * Opens a process's inspector by SIGUSR1.
 * @returns its port
 * @throws RequestError where the signal would do something else, or nothing; then it was not sent
 * @throws NotOpenedError where it did
 */
export async function openBySignal(pid: number, clock: Clock): Promise<number> {
  const host = readProcess(pid);
  if (!host) throw new RequestError(`Process ${pid} has ended. Choose one that runs.`);
  assertTakesSignal(pid, host);
  await assertFree(pid, inspectorFlags(host).port);
  const before = portsOf(pid);
  process.kill(pid, 'SIGUSR1');
  const found = await until(clock, OPEN_DEADLINE, () => openPortOf(pid, before));
  if (found !== null) return found;
  throw new NotOpenedError(
    `Process ${pid} was sent SIGUSR1 but opened no inspector: its event loop is blocked, or the program has a listener of its own for that signal. Start it with --inspect=0, or under the lens.`,
  );
}

/** Waits until nothing answers at a port of this process any more. */
export async function untilClosed(pid: number, port: number, clock: Clock): Promise<void> {
  const isClosed = () => (listenersOf(pid).some((listener) => listener.port === port) ? null : true);
  await until(clock, CLOSE_DEADLINE, isClosed);
}

/**
 * Where a debugger reaches the inspector at a port of loopback.
 * @returns its `ws://…` URL; null where no inspector of Node answers there
 */
export function inspectorUrl(port: number, clock: Pick<Clock, 'after' | 'cancel'>): Promise<string | null> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/json/list' });
    const settle = (url: string | null) => {
      clock.cancel(timer);
      request.destroy();
      resolve(url);
    };
    const timer = clock.after(ANSWER_DEADLINE, () => settle(null));
    request.on('error', () => settle(null));
    request.on('response', (response) =>
      readAnswer(response, (text) => settle(text === null ? null : urlIn(text, port))),
    );
  });
}

/** Whoever listens there may answer for ever. @param take is given null where it breaks off, or is too long */
function readAnswer(response: http.IncomingMessage, take: (text: string | null) => void): void {
  let text = '';
  response.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
    if (text.length > LONGEST_ANSWER) take(null);
  });
  response.on('end', () => take(text));
  for (const event of ['error', 'close']) response.on(event, () => take(null));
}

function urlIn(text: string, port: number): string | null {
  try {
    const [target] = JSON.parse(text) as { type?: string; id?: string }[];
    return target?.type === 'node' && target.id ? `ws://127.0.0.1:${port}/${target.id}` : null;
  } catch {
    return null;
  }
}

/**
 * Node itself catches SIGUSR1, and so does a program with a listener: the system shows no difference between these two.
 * It does show where nothing catches it: a signal would then end the process.
 */
function assertTakesSignal(pid: number, host: HostProcess): void {
  const status = attempt(() => fs.readFileSync(`/proc/${pid}/status`, 'latin1')) ?? '';
  const state = /^State:\s+(\w)/m.exec(status)?.[1] ?? '';
  const caught = BigInt(`0x${/^SigCgt:\s+(\w+)/m.exec(status)?.[1] ?? '0'}`);
  if (/[Tt]/.test(state)) {
    throw new RequestError(`Process ${pid} is stopped. Continue it (kill -CONT ${pid}), and try again.`);
  }
  if (caught & (1n << BigInt(constants.signals.SIGUSR1 - 1))) return;
  const words = [...host.argv, ...(host.environment?.get('NODE_OPTIONS') ?? '').split(' ')];
  throw new RequestError(
    words.includes('--disable-sigusr1')
      ? `Process ${pid} runs with --disable-sigusr1, so no inspector can be opened in it from outside. Start it with --inspect=0, or under the lens.`
      : `Process ${pid} does not take SIGUSR1 now, and would end by it: the program removed a listener for it, or it is just starting. Try again; or start it with --inspect=0, or under the lens.`,
  );
}

async function assertFree(pid: number, port: number): Promise<void> {
  if (port === 0 || !(await answers(port))) return;
  throw new RequestError(
    `The inspector of process ${pid} would open on port ${port}, which something else listens on. End that, and try again; or start it with --inspect-port=0.`,
  );
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

async function until<T>(clock: Clock, ms: number, look: () => T | null): Promise<T | null> {
  const deadline = clock.now() + ms;
  while (true) {
    const found = look();
    if (found !== null || clock.now() >= deadline) return found;
    await wait(clock, CHECK);
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
