// What V8 made of the agent's text, handed on: to compile it anew is a third of what the agent costs a process, and the
// greater part of what it costs a thread.
import type { Script } from 'node:vm';
import { closeFile, openFile, removeFile, renameFile, writeDescriptor } from './originals';
import { permits } from './permission';
import { safely } from './safely';

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

/** For the processes that follow, where nothing is kept. To be called once all that each process does has been done. */
export function keepCode(): void {
  const { code, script } = module.exports as Partial<Loaded>;
  if (!code?.file || !script || (code.compiled && !script.cachedDataRejected) || !permits('fs.write')) return;
  const made = script.createCachedData();
  keep(code.file, Buffer.concat([made, made, Buffer.from(code.text)]));
  code.file = null;
}

/** Renamed into place: a process that starts meanwhile finds all of it, or none. */
function keep(file: string, content: Buffer): void {
  const partial = `${file}.${process.pid}.tmp`;
  // One call each: whole files Node reads and writes through functions that the program may have replaced.
  const descriptor = openFile(partial, 'wx', 0o600);
  const written = safely(() => writeDescriptor(descriptor, content));
  closeFile(descriptor);
  safely(() => (written === content.length ? renameFile(partial, file) : removeFile(partial)));
}
