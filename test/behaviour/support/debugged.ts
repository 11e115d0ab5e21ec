// A program of every kind of target, run plain and with a debugger on one of them.
import assert from 'node:assert/strict';
import type { NodeMajor } from '../../../scripts/lib/pinned.mjs';
import { listeningPorts } from '../../vscode/host/support/processes';
import { JsDebug } from './js-debug';
import { nodeOf } from './nodes';
import { Bench, type Ended, type Program } from './observe';
import type { RealStage } from './real-hub';
import { withoutOurFrames } from './suite';

const PROGRAM = 'debugging/both.js';

/** Where a debugger can be: the primary, its worker, its thread, or that thread's own thread. */
export type Part = 'primary' | 'worker' | 'outer' | 'inner';

/** What the program does at a command after which it lives on; it is then told to end. */
const TELLS: Record<string, string> = {
  ping: 'pong pong',
  pingWorker: 'worker pong',
  pingThread: 'thread pong',
  untilClosed: 'all inspectors closed',
  terminate: 'terminated',
  exitThread: 'thread gone',
  throwInThread: 'thread gone',
  throwInWorker: 'worker gone',
  kill: 'worker gone',
  killHard: 'worker gone',
  disconnect: 'worker gone',
};

/** Starts the program under the lens; answers when all its parts are there. */
export async function startDebugged({ bench }: RealStage, major: NodeMajor): Promise<Program> {
  const program = bench.observed(PROGRAM, [], { node: await nodeOf(major), quiet: true });
  await program.printed('ready');
  return program;
}

/** Attaches to a part of the program. */
export async function attachTo(stage: RealStage, part: Part): Promise<JsDebug> {
  return JsDebug.attach(stage.hub.viewer, await targetOf(stage, part));
}

/** Id of a part's target, once it can be attached to. */
export async function targetOf({ hub: { viewer } }: RealStage, part: Part): Promise<string> {
  const find = () => {
    const processes = [...viewer.processes.values()].filter(({ connected }) => connected);
    if (part === 'primary') return processes.find(({ primary }) => primary);
    if (part === 'worker') return processes.find(({ worker }) => worker);
    return [...viewer.threads.values()].find(({ name, connected }) => connected && name === part);
  };
  return (await viewer.until(find)).id;
}

/** Tells the program what to do, and to end where it would live on. */
export async function finish(program: Program, ...commands: string[]): Promise<Ended> {
  for (const command of commands) {
    program.say(command);
    if (TELLS[command]) await program.printed(TELLS[command]);
  }
  if (TELLS[commands.at(-1) ?? '']) program.say('end');
  return blurred(await program.ended);
}

const plain = new Map<string, Promise<Ended>>();

/** How the plain program ends with the same commands; run once for each version. */
export function plainEnd(major: NodeMajor, ...commands: string[]): Promise<Ended> {
  const key = [major, ...commands].join();
  const known = plain.get(key) ?? runPlain(major, commands);
  plain.set(key, known);
  return known;
}

async function runPlain(major: NodeMajor, commands: string[]): Promise<Ended> {
  const bench = new Bench();
  try {
    const program = bench.plain(PROGRAM, [], { node: await nodeOf(major) });
    await program.printed('ready');
    return await finish(program, ...commands);
  } finally {
    await bench.close();
  }
}

/** Holds that nothing of a debugger is left: nobody is attached, no inspector is open, nor a port of theirs. */
export async function nothingLeft({ hub: { viewer } }: RealStage): Promise<void> {
  const targets = () => [...viewer.processes.values(), ...viewer.threads.values()];
  const isClean = ({ ended, inspector }: ReturnType<typeof targets>[number]) =>
    !inspector.attached && (ended !== null || inspector.url === null);
  await viewer.until(() => targets().every(isClean));
  for (const { ended, pid, primary } of viewer.processes.values()) {
    // The primary holds the port of its cluster.
    if (ended === null && !primary) assert.deepEqual(portsOf(pid!), [], `process ${pid} listens`);
  }
}

function portsOf(pid: number): number[] {
  try {
    return listeningPorts(pid) ?? [];
  } catch {
    // It has just ended.
    return [];
  }
}

/** Without Node's own words about a debugger, and without what differs between any two runs. */
function blurred({ stdout, stderr, ...end }: Ended): Ended {
  const words = /^(Debugger attached\.|Waiting for the debugger to disconnect\.\.\.)\n/gm;
  return { ...end, stdout, stderr: withoutOurFrames(stderr.replace(words, '')) };
}
