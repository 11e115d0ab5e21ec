// What V8 made of the agent's text, handed on: to compile it anew is a third of what the agent costs a process, and the
// greater part of what it costs a thread.
import type { Script } from 'node:vm';
import { permits } from './permission';

export interface Code {
  text: string;
  compiled: Uint8Array;
}

/** What the stub left in `module.exports`; one of an older version has left nothing. */
interface Loaded {
  /** `file` is where it is kept for the processes that follow; none in a thread, or where V8 is not as ever. */
  code: { text: string; compiled?: Uint8Array; file?: string | null };
  script: Script;
}

/** For the threads of this process, in memory that they share; null where the stub has not kept what it compiled. */
export function takeCode(): Code | null {
  const { code, script } = module.exports as Partial<Loaded>;
  if (!code || !script) return null;
  const made = code.compiled && !script.cachedDataRejected ? code.compiled : script.createCachedData();
  const compiled = new Uint8Array(new SharedArrayBuffer(made.length));
  compiled.set(made);
  return { text: code.text, compiled };
}

/** V8 takes nothing that was made under other flags. To be asked before the program runs. */
export function hasFlags(): boolean {
  return process.execArgv.length > 0 || process.env.NODE_OPTIONS !== undefined;
}

/**
 * For the processes that follow, where nothing is kept. To be called once all that each process does has been done.
 * @param keep writes a file
 */
export function keepCode(keep: (file: string, content: Buffer) => void): void {
  const { code, script } = module.exports as Partial<Loaded>;
  if (!code?.file || !script || (code.compiled && !script.cachedDataRejected) || !permits('fs.write')) return;
  const made = script.createCachedData();
  keep(code.file, Buffer.concat([made, made, Buffer.from(code.text)]));
  code.file = null;
}
