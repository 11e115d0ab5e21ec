// A program started by the adapter itself, its output passed on: `"console": "internalConsole"`.
import { type ChildProcess, spawn } from 'node:child_process';
import { type Launch, over } from './launch-arguments';
import type { Program, ProgramEnd } from './program';

export type OutputListener = (category: 'stdout' | 'stderr', text: string) => void;

/** How long output may follow the end, in ms: children of the program may hold its pipes open for good. */
const LAST_OUTPUT = 200;

/** Starts the program; resolves once it runs, and rejects where it cannot be executed. */
export async function startChild(
  launch: Launch,
  lens: Record<string, string>,
  onOutput: OutputListener,
): Promise<Program> {
  const [file, ...args] = launch.command;
  const env = inherited(process.env, { ...launch.env, ...lens });
  const child = spawn(file, args, { cwd: launch.cwd, env, stdio: 'pipe', windowsHide: true });
  forward(child, onOutput);
  const ended = whenEnded(child);
  await new Promise((resolve, reject) => child.once('spawn', () => resolve(undefined)).once('error', reject));
  return { attended: true, ended, kill: (signal) => child.kill(signal) };
}

/** What a program inherits from the editor: nothing that makes it behave as a part of the editor. */
function inherited(base: NodeJS.ProcessEnv, laidOver: Record<string, string | null>): NodeJS.ProcessEnv {
  const own = Object.entries(base).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return over(Object.fromEntries(own), laidOver);
}

function forward(child: ChildProcess, onOutput: OutputListener): void {
  for (const category of ['stdout', 'stderr'] as const) {
    child[category]?.setEncoding('utf8').on('data', (text: string) => onOutput(category, text));
  }
}

function whenEnded(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const done = () => resolve({ code, signal });
      const deadline = setTimeout(done, LAST_OUTPUT);
      child.once('close', () => {
        clearTimeout(deadline);
        done();
      });
    });
  });
}
