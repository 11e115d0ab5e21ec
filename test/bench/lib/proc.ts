// What Linux tells of a process: processor time, memory, threads, children.
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { promisify } from 'node:util';

const KB = 1024;
/** Of memory, on the machines that Node has builds for. */
const PAGE = 4 * KB;

export interface Memory {
  /** Bytes in memory, shared pages included. */
  rss: number;
  /** Bytes that no other process shares. */
  own: number;
}

/** Source: proc(5), `/proc/PID/smaps_rollup`. */
export function memoryOf(pid: number): Memory {
  const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)![1]) * KB;
  return { rss: bytes('Rss'), own: bytes('Private_Clean') + bytes('Private_Dirty') };
}

export function threadsOf(pid: number): number {
  return fs.readdirSync(`/proc/${pid}/task`).length;
}

/** Process ids of a process's living children. */
export function childrenOf(pid: number): number[] {
  const lists = tasksOf(pid).map((task) => readIfThere(`/proc/${pid}/task/${task}/children`));
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

/** Process ids of all living processes below a process. */
export function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

/** Words of a process's command line, with blanks between them; empty where it has gone. */
export function commandOf(pid: number): string {
  return readIfThere(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

/** Bytes in memory, shared pages included; 0 where it has gone. Cheaper to ask for than {@link memoryOf}. Source: proc(5), `statm`. */
export function residentOf(pid: number): number {
  return Number(readIfThere(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE;
}

/** Processor time so far of a process's living threads, in ms. Source: Documentation/scheduler/sched-stats, `schedstat`. */
export function processorTimeOf(pid: number): number {
  const tasks = fs.readdirSync(`/proc/${pid}/task`);
  const nanoseconds = tasks.map((task) =>
    Number(readIfThere(`/proc/${pid}/task/${task}/schedstat`).split(' ')[0] ?? 0),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}

function tasksOf(pid: number): string[] {
  try {
    return fs.readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** A thread or process may have gone since it was listed. */
function readIfThere(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/**
 * Runs a command some times, one after the other, and gives the processor time (user and system) of one run, in ms,
 * with that of all processes that it waited for. Bash's `time` is the field's plainest door to `getrusage`.
 * @throws Error where a run fails.
 */
export async function processorTime(command: readonly string[], env: NodeJS.ProcessEnv, runs: number): Promise<number> {
  const script = `TIMEFORMAT='%3U %3S'; time { for ((i = 0; i < ${runs}; i++)); do "$@" </dev/null >/dev/null 2>&1 || exit 1; done; }`;
  const { stderr } = await promisify(execFile)('bash', ['-c', script, 'bash', ...command], { env });
  const [user, system] = stderr.trim().split(' ').map(Number) as [number, number];
  return ((user + system) * 1000) / runs;
}
