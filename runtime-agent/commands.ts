// What the hub asks for, each answered by one reply.
import type { HubToAgent } from '../protocol/agent';
import type { Asking } from './ask';
import type { ClusterCollector } from './collectors/cluster';
import type { FiguresCollector } from './collectors/figures';
import type { InspectorCollector } from './collectors/inspector';
import type { Messages } from './messages';
import { now } from './originals';
import type { Reporter } from './reporter';
import { safely } from './safely';
import { setAsks } from './self';

/** What carries them out. */
export interface CommandParts {
  inspector: InspectorCollector;
  cluster: ClusterCollector;
  asking: Asking;
  figures: FiguresCollector;
  messages: Messages;
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
    try {
      if (command.type === 'sendMessage') this.#send(command);
      else this.#reply(command.id, this.#obey(command), null);
    } catch (thrown) {
      this.#reply(command.id, null, wordsOf(thrown));
    }
    if (command.type === 'letGo') this.#parts.letGo();
  }

  /** Answered when it is known what came of it. */
  #send(command: Extract<HubToAgent, { type: 'sendMessage' }>): void {
    this.#parts.messages.send(command, (error) => {
      // Node calls this among the program's own callbacks.
      safely(() => this.#reply(command.id, null, error && wordsOf(error)));
    });
  }

  #reply(id: number, url: string | null, error: string | null): void {
    this.#reporter.tell({ type: 'reply', time: now(), id, url, error });
  }

  #obey(command: Exclude<HubToAgent, { type: 'welcome' | 'sendMessage' }>): string | null {
    if (command.type === 'openInspector') return this.#parts.inspector.open();
    if (command.type === 'hold') return this.#hold(command.lease);
    if (command.type === 'closeInspector') this.#parts.inspector.close();
    else if (command.type === 'ask') setAsks(this.#reporter.self, command.ask);
    else if (command.type === 'go') this.#parts.asking.go();
    else if (command.type === 'measure') this.#parts.figures.measure(command.interval);
    else if (command.type === 'disconnectWorker') this.#parts.cluster.disconnectWorker(command);
    else if (command.type === 'forkWorker') this.#parts.cluster.forkWorker(command);
    else if (command.type !== 'letGo') throw new Error('This agent does not know that command.');
    return null;
  }

  #hold(lease: string): string {
    this.#parts.asking.hold(lease);
    return this.#parts.inspector.open();
  }
}

function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
