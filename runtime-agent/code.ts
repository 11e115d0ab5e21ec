// The agent's code, handed from a process's main thread to its threads: each would read and compile it anew, which is the
// greater part of what a thread costs. It never leaves the memory of the process: V8 does not check what it is given.
import type { Script } from 'node:vm';

export interface Code {
  text: string;
  /** What V8 made of it, in memory that all threads share. */
  compiled: Uint8Array;
}

/** What the stub left in `module.exports`; one of an older version has left nothing. */
type Loaded = { text: string; script: Script } | Record<string, never>;

/** With the functions that have run so far; null where the stub has not kept what it compiled. */
export function takeCode(): Code | null {
  const { text, script } = module.exports as Loaded;
  if (!script) return null;
  const made = script.createCachedData();
  const compiled = new Uint8Array(new SharedArrayBuffer(made.length));
  compiled.set(made);
  return { text, compiled };
}
