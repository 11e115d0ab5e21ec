// The Node processes of this user on this host, as a person chooses among them.
import type { NodeProcess } from '../../protocol/viewer';
import { childrenByParent, type HostProcess, readProcess } from '../host/host-processes';
import { readStat } from '../host/liveness';
import { runsNode } from '../host/unobserved-reason';
import { scriptOfCommand } from '../model/naming';
import { inspectorFlags, openInspectorPort } from './inspector-port';
import { listenersOf } from './listeners';

/** Set by Node for what has an IPC channel, and by its cluster module for workers. */
const CHANNEL = 'NODE_CHANNEL_FD';
const WORKER = 'NODE_UNIQUE_ID';
/** The editor's own processes have one of these. */
const EDITOR = ['VSCODE_ESM_ENTRYPOINT', 'VSCODE_AMD_ENTRYPOINT'];
/** Clock ticks a second, as Linux tells user space on every machine. Source: time(7) */
const TICKS = 100;

interface Found {
  pid: number;
  parent: number;
  host: HostProcess;
}

/**
 * The newest programs first, each followed by its workers and children. The hub, what started it, and what an editor
 * runs for itself are left out.
 * @param observed the model's id of a process that has an agent
 * @param uptime of the host, in seconds
 */
export function nodeProcesses(observed: (pid: number) => string | null, uptime: number): NodeProcess[] {
  const found = findAll();
  const byPid = new Map(found.map((each) => [each.pid, each]));
  const below = (pid: number): Found[] =>
    found.filter(({ parent }) => parent === pid).sort((a, b) => a.host.start - b.host.start);
  const tree = (each: Found): Found[] => [each, ...below(each.pid).flatMap(tree)];
  const tops = found.filter(({ parent }) => !byPid.has(parent)).sort((a, b) => b.host.start - a.host.start);
  return tops.flatMap(tree).map((each) => describe(each, below(each.pid), byPid.has(each.parent), observed, uptime));
}

function findAll(): Found[] {
  const own = process.geteuid?.();
  const left = ancestors(process.pid);
  return [...childrenByParent()].flatMap(([parent, pids]) =>
    pids.flatMap((pid) => {
      const host = left.has(pid) ? null : readProcess(pid);
      if (!host || host.uid !== own || !runsNode(host) || EDITOR.some((name) => host.environment?.has(name))) return [];
      return [{ pid, parent, host }];
    }),
  );
}

function ancestors(pid: number): Set<number> {
  const all = new Set<number>();
  for (let each = pid; each > 0 && !all.has(each); each = readStat(each)?.parent ?? 0) all.add(each);
  return all;
}

function describe(
  { pid, parent, host }: Found,
  below: Found[],
  hasParent: boolean,
  observed: (pid: number) => string | null,
  uptime: number,
): NodeProcess {
  // One that gave itself a title has empty words after it.
  const argv = host.argv.filter((word) => word !== '');
  const listeners = listenersOf(pid);
  const inspector = openInspectorPort(inspectorFlags(host), listeners);
  return {
    pid,
    parent: hasParent ? parent : null,
    kind: kindOf(host, hasParent),
    workers: below.filter((child) => kindOf(child.host, true) === 'worker').length,
    script: scriptOfCommand(argv[0] ?? '', argv.slice(1)),
    argv,
    age: Math.max(0, uptime - host.start / TICKS) * 1000,
    ports: [...new Set(listeners.map(({ port }) => port))].filter((port) => port !== inspector),
    inspector,
    observed: observed(pid),
  };
}

function kindOf({ environment }: HostProcess, hasParent: boolean): NodeProcess['kind'] {
  if (!hasParent) return 'root';
  return environment?.has(WORKER) && environment.has(CHANNEL) ? 'worker' : 'child';
}
