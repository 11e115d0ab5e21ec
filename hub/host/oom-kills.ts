// Whether the kernel killed a process because memory ran out. A SIGKILL does not say who sent it, but the kernel counts.
import * as fs from 'node:fs';

/** A count of such kills, in the process's memory cgroup or on the whole host. */
export interface Counter {
  file: string;
  /** `null` where it is gone. */
  read(): number | null;
}

/** Finds the counter that a process is counted in; `null` where the system has none. */
export type FindCounter = (pid: number) => Counter | null;

/** Lines of a counter's file are `oom_kill 3`. Sources: cgroups(7), memory.events and memory.oom_control; proc_vmstat(5) */
function fileCounter(file: string): Counter {
  const read = () => {
    const count = /^oom_kill (\d+)$/m.exec(readText(file))?.[1];
    return count === undefined ? null : Number(count);
  };
  return { file, read };
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** Lines of /proc/PID/cgroup are `4:memory:/path`, or `0::/path` in version 2. Source: cgroups(7) */
function counterFiles(pid: number): string[] {
  const lines = readText(`/proc/${pid}/cgroup`);
  const path1 = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(lines)?.[1];
  const path2 = /^0::(.*)$/m.exec(lines)?.[1];
  return [
    ...(path1 === undefined ? [] : [`/sys/fs/cgroup/memory${path1}/memory.oom_control`]),
    ...(path2 === undefined ? [] : [`/sys/fs/cgroup${path2}/memory.events`]),
    '/proc/vmstat',
  ];
}

/** This host's: the smallest group that counts the process. */
export const hostCounter: FindCounter = (pid) => {
  if (process.platform !== 'linux') return null;
  const counters = counterFiles(pid).map(fileCounter);
  return counters.find((counter) => counter.read() !== null) ?? null;
};

export class OomKills {
  readonly #find: FindCounter;
  readonly #watched = new Map<string, { counter: Counter; atStart: number }>();
  /** How many kills of a counter have found their process. */
  readonly #explained = new Map<string, number>();

  constructor(find: FindCounter) {
    this.#find = find;
  }

  /** @param id of a process in the model that lives, and has this pid. */
  remember(id: string, pid: number): void {
    if (this.#watched.has(id)) return;
    const counter = this.#find(pid);
    const atStart = counter?.read() ?? null;
    if (counter && atStart !== null) this.#watched.set(id, { counter, atStart });
  }

  forget(id: string): void {
    const file = this.#watched.get(id)?.counter.file;
    this.#watched.delete(id);
    const inUse = [...this.#watched.values()].some(({ counter }) => counter.file === file);
    if (file !== undefined && !inUse) this.#explained.delete(file);
  }

  /**
   * Whether a process that was killed by nobody of the run was killed by the kernel: since it began the kernel has killed
   * one in its group that is not known yet. Each kill explains one process.
   */
  explain(id: string): boolean {
    const watched = this.#watched.get(id);
    const count = watched?.counter.read() ?? null;
    if (!watched || count === null) return false;
    const { file } = watched.counter;
    const known = Math.max(watched.atStart, this.#explained.get(file) ?? 0);
    if (count <= known) return false;
    this.#explained.set(file, known + 1);
    return true;
  }
}
