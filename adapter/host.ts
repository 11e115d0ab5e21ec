// What the adapter needs from whoever hosts it: the extension, or the process that speaks over stdio.
import type { HubLink } from '../viewer/hub-link';
import type { LaunchOptions } from '../viewer/launch';
import type { OpenTerminal } from './terminal-program';
import type { Translate } from './texts';

export interface AdapterHost {
  readonly link: HubLink;
  /** Where the parts that go into a program stand. */
  readonly parts: Omit<LaunchOptions, 'run'>;
  readonly t: Translate;
  /**
   * Runs a program in an integrated terminal. Where the host has no way of its own the client is asked, by the
   * protocol's `runInTerminal`; VS Code then closes the terminal, and ends what runs in it, when its window reloads.
   */
  readonly openTerminal?: OpenTerminal;
  /** Tells a person of something that keeps a run from being seen; without it the client is told, as output. */
  readonly warn?: (message: string) => void;
  /** Asks a person whether something that could matter to a program may be done; without it, nothing of that kind is. */
  readonly confirm?: (question: string, detail: string, yes: string) => Promise<boolean>;
}
