// Which TCP ports a process listens on, as the system says. Linux only: elsewhere none is known.
import * as fs from 'node:fs';

export interface Listener {
  /** The process's number for the socket: what was opened earlier has a lower one. */
  descriptor: number;
  port: number;
  /** Only this host can reach it. */
  loopback: boolean;
}

/** State of a socket that listens. Source: include/net/tcp_states.h */
const LISTEN = '0A';
/** 127.0.0.1 and ::1 as the kernel writes them, on machines of either byte order. */
const LOOPBACK = /^(0100007F|7F000001|0{24}(01000000|00000001))$/;

/** In the order of their descriptors; none where the process is gone, or this user may not know. Source: proc_net(5) */
export function listenersOf(pid: number): Listener[] {
  if (process.platform !== 'linux') return [];
  const sockets = new Map([...table(pid, 'tcp'), ...table(pid, 'tcp6')]);
  return descriptorsOf(pid).flatMap(([descriptor, inode]) => {
    const listener = sockets.get(inode);
    return listener ? [{ descriptor, ...listener }] : [];
  });
}

function table(pid: number, name: string): [inode: string, listener: Omit<Listener, 'descriptor'>][] {
  const lines = attempt(() => fs.readFileSync(`/proc/${pid}/net/${name}`, 'latin1'))?.split('\n') ?? [];
  return lines.flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state !== LISTEN || !local || !inode) return [];
    const [address = '', port = ''] = local.split(':');
    return [[inode, { port: Number.parseInt(port, 16), loopback: LOOPBACK.test(address) }]];
  });
}

function descriptorsOf(pid: number): [descriptor: number, inode: string][] {
  const folder = `/proc/${pid}/fd`;
  const names = attempt(() => fs.readdirSync(folder)) ?? [];
  return names
    .map((name) => [Number(name), attempt(() => fs.readlinkSync(`${folder}/${name}`)) ?? ''] as const)
    .flatMap(([descriptor, link]): [number, string][] => {
      const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
      return inode === undefined ? [] : [[descriptor, inode]];
    })
    .sort(([a], [b]) => a - b);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
