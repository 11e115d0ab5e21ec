// What processes and threads are called, in the words of docs/architecture.md.
import * as path from 'node:path';
import type { ProcessState, ThreadState } from '../protocol/viewer';
import type { Model } from '../viewer/model';
import type { Translate } from './texts';

/** `primary`, `worker 2`, `child mail.js` or `main process`; a launcher's own name where one is shown. */
export function processName(process: ProcessState, t: Translate): string {
  if (process.worker) return t('worker {0}', process.worker.id);
  if (process.primary) return t('primary');
  if (process.launcher) return process.launcher;
  return process.kind === 'root' ? t('main process') : t('child {0}', scriptName(process.script));
}

/** `thread 2`. */
export function threadName(thread: ThreadState, t: Translate): string {
  return t('thread {0}', thread.thread);
}

/** Last part of a script's path or URL; `[eval]` as it is. */
export function scriptName(script: string): string {
  return path.posix.basename(script.replace(/\\/g, '/')) || script;
}

/** Name of a process's row in the list of threads: `worker 2 · pid 123`. */
export function processRow(process: ProcessState, t: Translate): string {
  const name = processName(process, t);
  return process.pid === null ? name : `${name} · ${t('pid {0}', process.pid)}`;
}

/** Name of a thread's row: `thread 2 · heavy.js`; after its process, and short, where that is not the run's first. */
export function threadRow(model: Model, thread: ThreadState, t: Translate): string {
  const own = threadName(thread, t);
  const process = model.processes.get(thread.process);
  if (process && process.kind !== 'root') return `${processName(process, t)} · ${own}`;
  return `${own} · ${thread.name ?? scriptName(thread.script)}`;
}
