// A program started in a terminal. It outlives the adapter, and only the hub sees it end.
import type { Launch } from './launch-arguments';
import type { Program } from './program';

/** A program to be run in a terminal. */
export interface TerminalRequest {
  run: string;
  title: string;
  cwd: string;
  /** The executable and its arguments. */
  command: readonly string[];
  /** Variables to set, or with `null` to take away. */
  env: Record<string, string | null>;
  /** It is to be stopped before it was started: whoever has not started it yet rejects. */
  isCancelled(): boolean;
}

/** Runs a program in a terminal of the editor's; rejects where it did not. */
export type OpenTerminal = (request: TerminalRequest) => Promise<void>;

export interface TerminalOptions {
  run: string;
  /** What brings the program under the lens. */
  lens: Record<string, string>;
  openTerminal: OpenTerminal;
  isCancelled(): boolean;
}

export async function startInTerminal(launch: Launch, options: TerminalOptions): Promise<Program> {
  const { name, cwd, command } = launch;
  const { run, lens, openTerminal, isCancelled } = options;
  await openTerminal({ run, title: name, cwd, command, env: { ...launch.env, ...lens }, isCancelled });
  return { attended: false, ended: new Promise(() => {}), kill: () => {} };
}
