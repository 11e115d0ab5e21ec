// The program that a launch started, as far as its launcher can see it.

/** How a program ended, as its launcher saw it. */
export interface ProgramEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Program {
  /** It is the launcher's own child: seen to end, and taken along when the launcher goes. Else only the hub sees its end. */
  readonly attended: boolean;
  /** When it ended; stays pending for good where it is not attended. */
  readonly ended: Promise<ProgramEnd>;
  /** Signals its first process, for when there is no hub to ask; does nothing where it is not attended. */
  kill(signal: NodeJS.Signals): void;
}
