// Takes the lens out of what the program sees of its environment and flags, and makes what each spawn puts back.
import type { Environment } from '../protocol/environment';
import { addStub, missingPermission, removeStub, VARIABLE } from '../protocol/injection';
import { environment } from './originals';
import { asks, type Self } from './self';

const INSPECT = /--inspect/;

const effectiveUser = process.geteuid;
/** Whose files the stub and the agent are; there is none on Windows. */
const owner = effectiveUser?.();

/** Variables that a child gets so that it comes under the lens. */
export interface Injection {
  nodeOptions: string;
  variable: string;
}

export function hide(self: Self): void {
  const { stub } = self.environment;
  delete environment[VARIABLE];
  const theirs = environment.NODE_OPTIONS;
  const plain = removeStub(theirs, stub);
  if (plain === undefined) delete environment.NODE_OPTIONS;
  else if (plain !== theirs) environment.NODE_OPTIONS = plain;
  hideFlag(process.execArgv, stub);
}

function hideFlag(execArgv: string[], stub: string): void {
  const at = execArgv.findIndex((arg, i) => (arg === '--require' || arg === '-r') && execArgv[i + 1] === stub);
  if (at >= 0) execArgv.splice(at, 2);
}

/**
 * What to put into a child's environment; `null` where that would keep it from starting.
 * @param uid the user it is to run as; `null` for this process's own
 */
export function injection(
  self: Self,
  spawn: number,
  theirs: string | undefined,
  args: string[],
  uid: number | null,
): Injection | null {
  const texts = theirs === undefined ? args : args.concat(theirs);
  if (isOtherUser(uid) || missingPermission(texts, false) !== null) return null;
  const quiet = !texts.some((text) => INSPECT.test(text));
  return { nodeOptions: addStub(theirs, self.environment.stub, quiet), variable: childEnvironment(self, spawn) };
}

/**
 * Nothing starts that may not read what it is to preload: neither a Node nor a thread.
 * @param uid of what is to start; `null` for this process's own, which it may have given up
 */
export function isOtherUser(uid: number | null): boolean {
  return (uid ?? effectiveUser?.()) !== owner;
}

function childEnvironment(self: Self, spawn: number): string {
  const { agent, stub, directory, run } = self.environment;
  const spawner = { process: self.process, spawn };
  const ask = asks(self) || undefined;
  return JSON.stringify({ agent, stub, directory, run, spawner, ask } satisfies {
    [key in keyof Environment]: unknown;
  });
}
