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
}

/** Runs a program in a terminal of the editor's; rejects where it did not. */
export type OpenTerminal = (request: TerminalRequest) => Promise<void>;

/** Starts the program; `lens` is what brings it under the lens. */
export async function startInTerminal(
  { name, cwd, command, env }: Launch,
  run: string,
  lens: Record<string, string>,
  open: OpenTerminal,
): Promise<Program> {
  await open({ run, title: name, cwd, command, env: { ...env, ...lens } });
  return { attended: false, ended: new Promise(() => {}), kill: () => {} };
}
