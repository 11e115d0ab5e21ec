// Stacks side by side: who is at the same place stands together. Knows neither the editor nor the hub.
import type { Frame, Stack } from '../../protocol/viewer';
import { isOwnCode } from '../stack-sites';

/** A process or thread, and where it was; or a sentence that says why that is not known. */
export interface Taken {
  name: string;
  kind: 'worker' | 'thread' | 'other';
  stack: Stack | string;
}

/** Those who were at one place. */
export interface StackGroup {
  members: Taken[];
  /** `unknown`: they were not reached, and `why` says so. */
  state: Stack['state'] | 'unknown';
  /** The innermost call in the person's own code, or else the innermost. */
  at: Frame | null;
  /** Of the first of them: others may differ in what is not the person's code. */
  frames: readonly Frame[];
  why: string | null;
}

const ORDER: StackGroup['state'][] = ['code', 'idle', 'silent', 'unknown'];

/** Groups what was at the same place, by the frames in the person's own code; the largest first, then who was in no code. */
export function groupStacks(all: readonly Taken[]): StackGroup[] {
  const groups = new Map<string, StackGroup>();
  for (const each of all) {
    const key = keyOf(each);
    const known = groups.get(key);
    if (known) known.members.push(each);
    else groups.set(key, newGroup(each));
  }
  return [...groups.values()].sort(
    (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.members.length - a.members.length,
  );
}

/** Neither Node's own nor a package's, nor what was evaluated. */
function isOwnFrame(frame: Frame): boolean {
  return isFile(frame.file) && isOwnCode(frame);
}

/** Not Node's own, and not what was evaluated. */
export function isFile(file: string): boolean {
  return file.startsWith('/') || /^[a-z]:\\/i.test(file);
}

function newGroup(each: Taken): StackGroup {
  const { stack } = each;
  if (typeof stack === 'string') return { members: [each], state: 'unknown', at: null, frames: [], why: stack };
  return { members: [each], state: stack.state, at: innermostOwn(stack.frames), frames: stack.frames, why: null };
}

/** The innermost call in the person's own code, or else the innermost; `null` where there is none. */
export function innermostOwn(frames: readonly Frame[]): Frame | null {
  return frames.find(isOwnFrame) ?? frames[0] ?? null;
}

function keyOf({ stack }: Taken): string {
  if (typeof stack === 'string') return stack;
  const own = stack.frames.filter(isOwnFrame);
  const compared = own.length > 0 ? own : stack.frames;
  return [stack.state, ...compared.map(({ name, file, line }) => `${name} ${file}:${line}`)].join('\n');
}
