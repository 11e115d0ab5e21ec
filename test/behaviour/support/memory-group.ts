// A group of processes that may have only so much memory, where this machine lets us make one.
import * as fs from 'node:fs';
import * as path from 'node:path';

export interface MemoryGroup {
  folder: string;
  remove(): void;
}

const LIMIT = 120 * 1024 * 1024;

/** `null` where this user may make none. Sources: cgroups(7), and the kernel's cgroup-v1/memory.rst and cgroup-v2.rst */
export function makeMemoryGroup(): MemoryGroup | null {
  const lines = read('/proc/self/cgroup');
  const own = /^0::(.*)$/m.exec(lines)?.[1] ?? '/';
  return (
    tryGroup('/sys/fs/cgroup/memory', 'memory.limit_in_bytes', 'memory.memsw.limit_in_bytes', String(LIMIT)) ??
    tryGroup(path.join('/sys/fs/cgroup', own), 'memory.max', 'memory.swap.max', '0')
  );
}

function tryGroup(parent: string, limit: string, swapLimit: string, swap: string): MemoryGroup | null {
  const folder = path.join(parent, `wl-${process.pid}`);
  const remove = () => fs.rmdirSync(folder);
  if (!fs.existsSync(path.join(parent, 'cgroup.procs'))) return null;
  try {
    fs.mkdirSync(folder);
  } catch {
    return null;
  }
  try {
    fs.writeFileSync(path.join(folder, limit), String(LIMIT));
    if (fs.existsSync(path.join(folder, swapLimit))) fs.writeFileSync(path.join(folder, swapLimit), swap);
    return { folder, remove };
  } catch {
    remove();
    return null;
  }
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
