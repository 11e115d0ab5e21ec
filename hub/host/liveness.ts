// Whether a process still lives, and is still the one that was meant: pids are used again.
import * as fs from 'node:fs';

/** What tells a process from a later one with the same pid; `null` where the system does not say. */
export type Identity = string | null;

/** The state letter, the parent and the start time of a process, fields 3, 4 and 22. Source: proc_pid_stat(5) */
export function readStat(pid: number): { state: string; parent: number; start: string } | null {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before it is in parentheses, and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, parent: Number(fields[1]), start: fields[19]! };
  } catch {
    return null;
  }
}

export function identify(pid: number): Identity {
  return process.platform === 'linux' ? (readStat(pid)?.start ?? null) : null;
}

/** Whether a process lives; one that has ended but was not waited for does not. */
export function isAlive(pid: number, identity: Identity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (process.platform !== 'linux') return true;
  const stat = readStat(pid);
  return stat !== null && stat.state !== 'Z' && stat.state !== 'X' && (identity === null || stat.start === identity);
}

/** Remembers who had which pid, from when it was first heard of. */
export class Liveness {
  readonly #identities = new Map<string, { pid: number; identity: Identity }>();

  /** @param id of the process in the model. */
  remember(id: string, pid: number): void {
    if (this.#identities.get(id)?.pid !== pid) this.#identities.set(id, { pid, identity: identify(pid) });
  }

  forget(id: string): void {
    this.#identities.delete(id);
  }

  isAlive(id: string): boolean {
    const known = this.#identities.get(id);
    return known !== undefined && isAlive(known.pid, known.identity);
  }
}
