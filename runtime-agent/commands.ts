// What the hub asks for, each answered by one reply. What most processes are never asked for stands in errands.ts.
import type { HubToAgent } from '../protocol/agent';
import type { Asked } from './asked-loader';
import type { InspectorCollector } from './collectors/inspector';
import { now } from './originals';
import type { Reporter } from './reporter';
import { setAsks } from './self';

export type Command = Exclude<HubToAgent, { type: 'welcome' }>;
/** Tells that it was done, with an address where one was asked for; or why it was not. */
export type Reply = (url: string | null, error: unknown) => void;

/** What carries them out. */
export interface CommandParts {
  inspector: InspectorCollector;
  asked: Asked;
  /** Ends the lens in this process or thread. */
  letGo(): void;
}

export class Commands {
  readonly #reporter: Reporter;
  readonly #parts: CommandParts;

  constructor(reporter: Reporter, parts: CommandParts) {
    this.#reporter = reporter;
    this.#parts = parts;
  }

  run(command: HubToAgent): void {
    if (command.type === 'welcome') return;
    const { id } = command;
    const reply: Reply = (url, error) => {
      this.#reporter.tell({ type: 'reply', time: now(), id, url, error: error ? wordsOf(error) : null });
    };
    try {
      const url = this.#obey(command, reply);
      if (url !== undefined) reply(url, null);
    } catch (thrown) {
      reply(null, thrown);
    }
    if (command.type === 'letGo') this.#parts.letGo();
  }

  /** `undefined` where it is answered later. */
  #obey(command: Command, reply: Reply): string | null | undefined {
    const { inspector, asked } = this.#parts;
    if (command.type === 'openInspector') return inspector.open();
    if (command.type === 'closeInspector') inspector.close();
    else if (command.type === 'ask') setAsks(this.#reporter.self, command.ask);
    else if (command.type !== 'letGo') return asked.parts.errands.run(command, reply, inspector);
    return null;
  }
}

function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
