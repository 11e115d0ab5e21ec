// Starts the program of a launch where its configuration says.
import { type LaunchOptions, launchEnvironment } from '../viewer/launch';
import { type OutputListener, startChild } from './child-program';
import type { LaunchErrors } from './errors';
import { type Launch, over } from './launch-arguments';
import type { Program } from './program';
import { type OpenTerminal, startInTerminal } from './terminal-program';

export interface StartOptions {
  errors: LaunchErrors;
  parts: Omit<LaunchOptions, 'run'>;
  run: string;
  onOutput: OutputListener;
  /** Absent where the client has no terminals. */
  openTerminal: OpenTerminal | undefined;
  isCancelled(): boolean;
}

/**
 * Starts the program under the lens.
 * @throws LaunchError
 */
export async function startProgram(launch: Launch, options: StartOptions): Promise<Program> {
  const { errors, parts, run, openTerminal, isCancelled } = options;
  if (isCancelled()) throw errors.cancelled();
  const lens = launchEnvironment(
    { ...parts, run, ask: launch.attach.length > 0 },
    launch.command,
    over(process.env, launch.env),
  );
  if (launch.console === 'internalConsole') {
    return startChild(launch, lens, options.onOutput).catch(() => {
      throw errors.runtimeMissing(launch.command[0]);
    });
  }
  if (!openTerminal) throw errors.terminalUnavailable('this client has none');
  return startInTerminal(launch, { run, lens, openTerminal, isCancelled }).catch((error: Error) => {
    throw isCancelled() ? errors.cancelled() : errors.terminalUnavailable(error.message);
  });
}
