// Messages over the channel between a process and its child.
import type { Counter, Counters } from './counters';
import { now, ownProperty } from './originals';
import { replaceMethod } from './patch';
import { handleOf } from './records';
import { dataProperty, isObject, isProxy, safely, stringProperty } from './safely';

type Send = (this: object, ...args: unknown[]) => boolean;

/** Where Node keeps the pipe of a channel. https://github.com/nodejs/node/blob/main/lib/internal/child_process.js */
const HANDLE = 'kChannelHandle';
let handleKey: symbol | undefined;

/**
 * Counts what an object that has a channel sends, by its own `send`: `_send` below it would count twice.
 * @param seeInternal gets each message of Node's own
 */
export function countSends(
  counters: Counters,
  counter: Counter,
  target: object,
  seeInternal?: (message: unknown) => void,
) {
  return replaceMethod<Send>(
    target,
    'send' as const,
    (theirs) =>
      ({
        send(this: object, ...args: unknown[]) {
          const isInternal = isInternalMessage(args[0]);
          const begun = !isInternal && counters.wants(counter, 'sent', args[0]) ? begin(target) : null;
          const result = Reflect.apply(theirs, this, args);
          if (isInternal) seeInternal?.(args[0]);
          // `false` where it is closed, and where much waits.
          else if (result === true || dataProperty(target, 'connected') === true) {
            counters.sent(counter);
            if (begun) counters.tell(counter, 'sent', args[0], detailsOf(begun, target, args[1]));
          }
          return result;
        },
      }).send,
  );
}

/**
 * @param args what `emit` was called with: by Node always the event, the message and a handle or `undefined`; what a program
 * emits by hand never came
 * @returns what is to be called after its listeners
 */
export function countReceived(counters: Counters, counter: Counter, args: unknown[]) {
  if (args.length !== 3) return undefined;
  const wanted = counters.wants(counter, 'received', args[1]);
  counters.received(counter);
  if (wanted) counters.tell(counter, 'received', args[1], { time: now(), handle: handleOf(args[2]) });
  return counters.after;
}

/** Node's own messages, of which `cluster` sends many, go through the same `send`. https://nodejs.org/api/child_process.html#subprocesssendmessage-sendhandle-options-callback */
export function isInternalMessage(message: unknown): boolean {
  if (!isObject(message) || isProxy(message) || !Object.hasOwn(message, 'cmd')) return false;
  const command = ownProperty(message, 'cmd')!.value;
  return typeof command === 'string' && command.length > 5 && command.startsWith('NODE_');
}

/** What it is about, of a message between a primary and its worker; `null` of all others. */
export function clusterAct(message: unknown): string | null {
  return isInternalMessage(message) ? stringProperty(message, 'act') : null;
}

interface Begun {
  time: number;
  /** What was written to the channel before. */
  written: number | undefined;
}

function begin(target: object): Begun {
  return { time: now(), written: written(target) };
}

function detailsOf({ time, written: before }: Begun, target: object, handle: unknown) {
  const after = written(target);
  const bytes = before === undefined || after === undefined ? 0 : after - before;
  // Behind a handle that the other side has not confirmed yet Node lets messages wait.
  return { time, bytes: bytes > 0 ? bytes : undefined, handle: handleOf(handle) };
}

/** Bytes written to the channel so far, where Node keeps it as ever. */
function written(target: object): number | undefined {
  return safely(() => {
    handleKey ??= Object.getOwnPropertySymbols(target).find((key) => key.description === HANDLE);
    const handle = handleKey && ownProperty(target, handleKey)?.value;
    return handle?.bytesWritten;
  });
}
