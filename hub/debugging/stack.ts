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
    const frames = await callFrames(session);
    const own = frames.filter(({ location }) => urls.get(location.scriptId) !== OURS);
    return { state: own.length > 0 ? 'code' : 'idle', frames: own.map((frame) => frameOf(frame, urls)) };
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

function frameOf({ functionName, location }: CallFrame, urls: ReadonlyMap<string, string>): Frame {
  const file = pathOf(urls.get(location.scriptId) ?? '');
  return { name: functionName, file, line: location.lineNumber + 1, column: (location.columnNumber ?? 0) + 1 };
}

function pathOf(url: string): string {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}
