// Where a process or thread is: its stack, taken by throwing something in it, or by pausing it for a moment.
import { fileURLToPath } from 'node:url';
import type { Frame, Stack } from '../../protocol/viewer';
import { IDLE } from './cdp-pause';
import { type CdpSession, NoAnswerError } from './cdp-session';

/** How long a target may take to answer, in ms: only what runs no JavaScript and turns no loop takes longer. */
export const ANSWER_DEADLINE = 500;
/** How long code that runs may take to stop, in ms. */
const STOP_DEADLINE = 100;
const MAX_FRAMES = 200;
/** What calls the program's timers, in two calls of its own. https://github.com/nodejs/node/blob/main/lib/internal/timers.js */
const TIMERS = 'node:internal/timers';

/** What the agent's frames are called: see its `sourceURL`; and what an idle target stops in when it is paused. */
const OURS: readonly string[] = ['worker-lens', IDLE];

interface CallFrame {
  functionName: string;
  location: { scriptId: string; lineNumber: number; columnNumber?: number };
}

/** What the script is called that throws. */
export const THROWER = 'worker-lens-where';
/**
 * Says where a target is that has a debugger, whose stops and steps it leaves alone. A value that is no error: of an error
 * the program's own `Error.prepareStackTrace` would hear.
 */
export const THROW = { expression: `throw 0\n//# sourceURL=${THROWER}`, silent: true, disableBreaks: true };

/** The answer to it. */
export interface Thrown {
  exceptionDetails?: { stackTrace?: { callFrames: ThrownFrame[] } };
}

interface ThrownFrame {
  functionName: string;
  url: string;
  lineNumber: number;
  columnNumber: number;
}

/** A call that is under way; line and column from 0. */
interface Call {
  name: string;
  url: string;
  line: number;
  column: number;
}

/**
 * Takes a target's stack. It runs on when this resolves, or stands still as before where a debugger of somebody else's has
 * stopped it.
 * @throws Error where its inspector goes meanwhile
 */
export async function takeStack(session: CdpSession): Promise<Stack> {
  try {
    const thrown: Thrown = await session.call('Runtime.evaluate', THROW, ANSWER_DEADLINE);
    return stackThrown(thrown) ?? (await stackPaused(session));
  } catch (error) {
    if (error instanceof NoAnswerError) return { state: 'silent', frames: [] };
    throw error;
  }
}

/** `null` where there is no debugger: V8 notes stacks only once one has enabled its domains. */
export function stackThrown({ exceptionDetails }: Thrown): Stack | null {
  const frames = exceptionDetails?.stackTrace?.callFrames;
  // The first is what threw.
  return frames ? stackOf(frames.slice(1).map(callThrown)) : null;
}

function callThrown({ functionName: name, url, lineNumber: line, columnNumber: column }: ThrownFrame): Call {
  return { name, url, line, column };
}

async function stackPaused(session: CdpSession): Promise<Stack> {
  const urls = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ scriptId, url }) => void urls.set(scriptId, url));
  await session.call('Debugger.enable', {}, ANSWER_DEADLINE);
  try {
    return stackOf((await callFrames(session)).map((frame) => callOf(frame, urls)));
  } finally {
    await session.call('Debugger.disable', {}, ANSWER_DEADLINE).catch(() => {});
  }
}

/** @param all innermost first, without what the hub had the target run */
function stackOf(all: readonly Call[]): Stack {
  const calls = all.filter(({ url }) => !OURS.includes(url));
  if (isOnlyEntered(calls, all.length)) return { state: 'idle', frames: [] };
  return { state: 'code', frames: calls.slice(0, MAX_FRAMES).map(frameOf) };
}

function callOf({ functionName: name, location }: CallFrame, urls: ReadonlyMap<string, string>): Call {
  const { scriptId, lineNumber: line, columnNumber: column = 0 } = location;
  return { name, url: urls.get(scriptId) ?? '', line, column };
}

/** None where its loop waits. */
async function callFrames(session: CdpSession): Promise<CallFrame[]> {
  const stopped = session.next('Debugger.paused', STOP_DEADLINE);
  await session.call('Debugger.pause', {}, ANSWER_DEADLINE);
  const at = await stopped;
  const frames = ((at ?? (await stoppedByUs(session)))?.callFrames ?? []) as CallFrame[];
  await session.call('Debugger.resume', {}, ANSWER_DEADLINE).catch(() => {});
  // Where the hub's own expression stopped, it is the innermost.
  return at ? frames : frames.slice(1);
}

/** A loop that waits runs nothing that could stop: it is given something. */
function stoppedByUs(session: CdpSession) {
  const stopped = session.next('Debugger.paused', ANSWER_DEADLINE);
  session.call('Runtime.evaluate', { expression: '0' }, ANSWER_DEADLINE).catch(() => {});
  return stopped;
}

/**
 * Whether a loop that waited has been entered by Node alone: for a timer or message whose callback was not reached when it
 * stopped, has returned, or is the agent's own.
 * @param calls that are not the agent's
 * @param count of all calls
 */
function isOnlyEntered(calls: readonly Call[], count: number): boolean {
  if (!calls.every(({ url }) => url.startsWith('node:'))) return false;
  return calls.length <= 1 || calls.length < count || calls.every(({ url }) => url === TIMERS);
}

function frameOf({ name, url, line, column }: Call): Frame {
  return { name, file: pathOf(url), line: line + 1, column: column + 1 };
}

function pathOf(url: string): string {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}
