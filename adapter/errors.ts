// Errors that a person reads: each has a code that stays, a sentence that says what is wrong, and what to do next.
import type { Translate } from './texts';

export class LaunchError extends Error {
  override readonly name = 'LaunchError';

  constructor(
    /** Stable; shown in reports and held by tests. */
    readonly code: number,
    sentence: string,
    next: string,
  ) {
    super(`${sentence} ${next}`);
  }
}

export type LaunchErrors = ReturnType<typeof launchErrors>;

/** The factories, in a person's language. */
export function launchErrors(t: Translate) {
  const make = (code: number) => (sentence: string, next: string) => new LaunchError(code, sentence, next);
  return {
    programMissing: (program: string) =>
      make(2001)(
        t('The program {0} does not exist.', program),
        t('Set "program" in launch.json to the file to run, or open that file and start again.'),
      ),
    programNotGiven: () =>
      make(2002)(
        t('No program to run was named.'),
        t('Set "program" in launch.json, or open the JavaScript file to run and start again.'),
      ),
    cwdMissing: (cwd: string) =>
      make(2003)(
        t('The working directory {0} does not exist.', cwd),
        t('Set "cwd" in launch.json to a folder that does.'),
      ),
    runtimeMissing: (runtime: string) =>
      make(2004)(
        t('The runtime {0} was not found, or cannot be executed.', runtime),
        t('Install Node.js 18 or later, or set "runtimeExecutable" in launch.json to its path.'),
      ),
    hubUnavailable: (why: string) =>
      make(2005)(why, t('The program was not started. The output channel "Worker Lens" may say more.')),
    terminalUnavailable: (why: string) =>
      make(2006)(
        t('The terminal for the program could not be opened: {0}.', why),
        t('Try "console": "internalConsole" in launch.json.'),
      ),
    cancelled: () => make(2008)(t('The program was stopped before it was started.'), t('Start it again.')),
    envFileMissing: (file: string) =>
      make(2009)(
        t('The environment file {0} does not exist.', file),
        t('Set "envFile" in launch.json to one that does, or take it out.'),
      ),
    envFileUnreadable: (file: string, why: string) =>
      make(2010)(
        t('The environment file {0} could not be read: {1}.', file, why),
        t('Set "envFile" in launch.json to a file of NAME=value lines.'),
      ),
    typeScript: (program: string) =>
      make(2011)(
        t('This Node.js does not run the TypeScript of {0} by itself.', program),
        t(
          'Install tsx in the project (npm install --save-dev tsx), take Node.js 22.18 or later, or say in "runtimeArgs" in launch.json how to run it.',
        ),
      ),
    signalNeeded: (pid: number) =>
      make(2013)(
        t('The inspector of process {0} is not open, and would have to be opened by SIGUSR1.', String(pid)),
        t('Start the program with --inspect=0, and attach again.'),
      ),
    badArgument: (name: string, wanted: string) =>
      make(2007)(t('"{0}" in the debug configuration is not {1}.', name, wanted), t('Correct it in launch.json.')),
  };
}
