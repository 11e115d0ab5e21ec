// Why a Node process has no agent, judged from what the system says of it.
import * as fs from 'node:fs';
import type { NotObserved } from '../../protocol/agent';
import { type Environment, missingPermission, VARIABLE } from '../../protocol/environment';
import { isNode } from '../model/naming';
import type { HostProcess } from './host-processes';

/** The hub that a process should have found. */
export interface Place {
  /** Its rendezvous directory. */
  directory: string;
  /** Who it runs as. */
  uid: number;
  /** When it began, in clock ticks since the start of the system. */
  start: number;
}

/** Whether a process runs a program in Node, by its file's name. `node --run` only starts a command, without any JavaScript. */
export function runsNode({ executable, argv }: HostProcess): boolean {
  const script = argv.findIndex((word, i) => i > 0 && !word.startsWith('-'));
  const flags = argv.slice(1, script < 0 ? undefined : script);
  return isNode(executable ?? argv[0] ?? '', []) && !flags.some((flag) => /^--run($|=)/.test(flag));
}

/** The reason; null where there is none, so that it may be about to say hello. */
export function reasonOf(process: HostProcess, hub: Place): NotObserved | null {
  const { environment, argv, uid, start } = process;
  const nodeOptions = environment?.get('NODE_OPTIONS') ?? '';
  const missing = missingPermission([...argv, nodeOptions], true);
  if (missing !== null) return { reason: 'permission', detail: missing };
  if (uid !== hub.uid) return { reason: 'otherUser', detail: String(uid) };
  if (!environment) return null;
  const told = parse(environment.get(VARIABLE));
  if (!told) return { reason: 'environment', detail: null };
  if (!nodeOptions.includes(told.stub)) return { reason: 'environment', detail: 'NODE_OPTIONS' };
  if (start < hub.start) return { reason: 'noHub', detail: null };
  return fs.existsSync(told.agent) ? null : { reason: 'agentMissing', detail: told.agent };
}

function parse(text: string | undefined): Environment | null {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

/** Whether a process reports to a hub of another directory: it is none of ours. */
export function reportsElsewhere({ environment }: HostProcess, { directory }: Place): boolean {
  const told = parse(environment?.get(VARIABLE));
  return told !== null && told.directory !== directory;
}
