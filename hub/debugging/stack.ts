// Where a process or thread is: its stack, taken by pausing it for a moment.
import { fileURLToPath } from 'node:url';
import type { Frame, Stack } from '../../protocol/viewer';
import { type CdpSession, NoAnswerError } from './cdp-session';

/** How long a target may take to answer, in ms: only what runs no JavaScript and turns no loop takes longer. */
const ANSWER_DEADLINE = 500;
/** How long code that runs may take to stop, in ms. */
const STOP_DEADLINE = 100;
const MAX_FRAMES = 200;

/** What the agent's frames are called: see its `sourceURL`. */
const OURS = 'worker-lens';

interface CallFrame {
  functionName: string;
  location: { scriptId: string; lineNumber: number; columnNumber?: number };
}

/**
 * Takes a target's stack. It runs on when this resolves.
 * @throws Error where its inspector goes meanwhile
 */
export async function takeStack(session: CdpSession): Promise<Stack> {
  const urls = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ scriptId, url }) => void urls.set(scriptId, url));
  try {
    await session.call('Debugger.enable', {}, ANSWER_DEADLINE);
  } catch (error) {
    if (error instanceof NoAnswerError) return { state: 'silent', frames: [] };
    throw error;
  }
  try {
    const all = await callFrames(session);
    const urlOf = ({ location }: CallFrame) => urls.get(location.scriptId) ?? '';
    const frames = all.filter((frame) => urlOf(frame) !== OURS);
    if (isOnlyEntered(frames.map(urlOf), all.length)) return { state: 'idle', frames: [] };
    return { state: 'code', frames: frames.map((frame) => frameOf(frame, urlOf(frame))) };
  } finally {
    await session.call('Debugger.disable', {}, ANSWER_DEADLINE).catch(() => {});
  }
}

/** None where its loop waits. */
async function callFrames(session: CdpSession): Promise<CallFrame[]> {
  const stopped = session.next('Debugger.paused', STOP_DEADLINE);
  await session.call('Debugger.pause', {}, ANSWER_DEADLINE);
  const at = await stopped;
  const frames = ((at ?? (await stoppedByUs(session)))?.callFrames ?? []) as CallFrame[];
  await session.call('Debugger.resume', {}, ANSWER_DEADLINE).catch(() => {});
  // Where the hub's own expression stopped, it is the innermost.
  return (at ? frames : frames.slice(1)).slice(0, MAX_FRAMES);
}

/** A loop that waits runs nothing that could stop: it is given something. */
function stoppedByUs(session: CdpSession) {
  const stopped = session.next('Debugger.paused', ANSWER_DEADLINE);
  session.call('Runtime.evaluate', { expression: '0' }, ANSWER_DEADLINE).catch(() => {});
  return stopped;
}

/**
 * Whether a loop that waited has been entered by Node alone: for a timer or message whose callback was not reached when it
 * stopped, or is the agent's own.
 * @param urls of the frames that are not the agent's
 * @param count of all frames
 */
function isOnlyEntered(urls: readonly string[], count: number): boolean {
  return urls.every((url) => url.startsWith('node:')) && (urls.length <= 1 || urls.length < count);
}

function frameOf({ functionName, location }: CallFrame, url: string): Frame {
  const file = pathOf(url);
  return { name: functionName, file, line: location.lineNumber + 1, column: (location.columnNumber ?? 0) + 1 };
}

function pathOf(url: string): string {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}
