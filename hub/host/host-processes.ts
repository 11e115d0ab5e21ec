// What the system says of processes that say nothing themselves. Linux only: elsewhere nothing is known of any.
import * as fs from 'node:fs';
import { readStat } from './liveness';

/** A process as the system sees it. */
export interface HostProcess {
  /** Who it runs as. */
  uid: number;
  /** When it began, in clock ticks since the start of the system. */
  start: number;
  /** Path of the file it runs; null where this user may not know. */
  executable: string | null;
  argv: string[];
  /** The environment it was started with; null where this user may not read it. */
  environment: ReadonlyMap<string, string> | null;
}

/** A living process; null where it is gone, or the system does not say. Source: proc(5) */
export function readProcess(pid: number): HostProcess | null {
  const stat = process.platform === 'linux' ? readStat(pid) : null;
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(read(pid, 'status') ?? '')?.[1];
  // One that has ended, but was not waited for, says nothing any more.
  if (!stat || stat.state === 'Z' || uid === undefined) return null;
  const environment = read(pid, 'environ');
  return {
    uid: Number(uid),
    start: Number(stat.start),
    executable: executableOf(pid),
    argv: words(read(pid, 'cmdline') ?? ''),
    environment: environment === null ? null : new Map(words(environment).map(toPair)),
  };
}

/** All living processes, by the pid of their parent. */
export function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const pid of allPids()) {
    const stat = readStat(pid);
    if (!stat) continue;
    const siblings = children.get(stat.parent);
    if (siblings) siblings.push(pid);
    else children.set(stat.parent, [pid]);
  }
  return children;
}

function allPids(): number[] {
  if (process.platform !== 'linux') return [];
  return fs.readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function executableOf(pid: number): string | null {
  try {
    // The system adds this where the file was replaced, as by an update.
    return fs.readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
  } catch {
    return null;
  }
}

function read(pid: number, name: string): string | null {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return null;
  }
}

function words(text: string): string[] {
  return Buffer.from(text, 'latin1').toString().split('\0').slice(0, -1);
}

function toPair(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}
