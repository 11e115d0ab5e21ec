// What the system says of the threads of a process, each a *task* of Linux. Elsewhere it says nothing.
import * as fs from 'node:fs';

/** A thread as the system sees it. */
export interface Task {
  /** The system's id of it; that of a main thread is the process's. */
  tid: number;
  /** `R` runs or could, `S` and `D` wait, `T` and `t` are stopped. */
  state: string;
  name: string;
  /** Processor time that it used, in ms. */
  cpu: number;
  /** How often it touched a page of memory that nobody had before. */
  faults: number;
  /** When it began, in ms since the start of the system. */
  start: number;
}

/** What a thread that does not run waits in; `null` where the system does not tell. */
export type Waiting = 'futex' | 'events' | 'other' | null;

export interface Tasks {
  /** `null` where it is gone, or the system does not tell. */
  read(pid: number, tid: number): Task | null;
  /** All of a process, in the order in which they began. */
  all(pid: number): Task[];
  waitsIn(pid: number, tid: number): Waiting;
  /** Time since the start of the system, in ms; NaN where the system does not tell. */
  uptime(): number;
}

/** A tick of the times in /proc, in ms: USER_HZ is 100 for programs on every processor that Node runs on. Source: time(7) */
export const TICK = 10;

/** Numbers of system calls. Sources: the kernel's syscall_64.tbl and asm-generic/unistd.h */
const FUTEX: Readonly<Record<string, number>> = { x64: 202, arm64: 98 };
const EVENTS: Readonly<Record<string, readonly number[]>> = { x64: [232, 281], arm64: [22] };

/** Those of this host. */
export const hostTasks: Tasks = {
  read: (pid, tid) => parseStat(tid, readText(`/proc/${pid}/task/${tid}/stat`)),
  all: (pid) =>
    idsOf(pid)
      .map((tid) => hostTasks.read(pid, tid))
      .filter((task) => task !== null)
      .sort((a, b) => a.start - b.start || a.tid - b.tid),
  waitsIn: (pid, tid) => waitsIn(`/proc/${pid}/task/${tid}`),
  uptime: () => Number.parseFloat(readText('/proc/uptime')) * 1000,
};

function idsOf(pid: number): number[] {
  if (process.platform !== 'linux') return [];
  try {
    return fs.readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

/** Fields 1 to 3, 10, 14, 15 and 22. Source: proc_pid_stat(5) */
function parseStat(tid: number, text: string): Task | null {
  const [nameStart, nameEnd] = [text.indexOf('('), text.lastIndexOf(')')];
  if (nameEnd < 0) return null;
  // The name may hold anything.
  const fields = text.slice(nameEnd + 2).split(' ');
  return {
    tid,
    name: text.slice(nameStart + 1, nameEnd),
    state: fields[0]!,
    cpu: (Number(fields[11]) + Number(fields[12])) * TICK,
    faults: Number(fields[7]),
    start: Number(fields[19]) * TICK,
  };
}

/**
 * The number of the call may be read only by who may trace the process, which some systems restrict to its ancestors;
 * the name of the kernel's function, by the same user. Sources: proc_pid_syscall(5), proc_pid_wchan(5), ptrace(2)
 */
function waitsIn(folder: string): Waiting {
  const [call] = readText(`${folder}/syscall`).split(' ');
  if (call && !Number.isNaN(Number(call))) return callNamed(Number(call));
  const place = readText(`${folder}/wchan`);
  if (/^futex/.test(place)) return 'futex';
  if (/^(do_epoll|ep_poll)/.test(place)) return 'events';
  return /[a-z]/.test(place) ? 'other' : null;
}

function callNamed(call: number): Waiting {
  if (call === FUTEX[process.arch]) return 'futex';
  return EVENTS[process.arch]?.includes(call) ? 'events' : 'other';
}

function readText(file: string): string {
  if (process.platform !== 'linux') return '';
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
