// What the hub asks for, each answered by one reply.
import type { HubToAgent } from '../protocol/agent';
import type { Asking } from './ask';
import type { ClusterCollector } from './collectors/cluster';
import type { FiguresCollector } from './collectors/figures';
import type { InspectorCollector } from './collectors/inspector';
import { now } from './originals';
import type { Reporter } from './reporter';
import { setAsks } from './self';

/** What carries them out. */
export interface CommandParts {
  inspector: InspectorCollector;
  cluster: ClusterCollector;
  asking: Asking;
  figures: FiguresCollector;
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
    let url: string | null = null;
    let error: string | null = null;
    try {
      url = this.#obey(command);
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
    this.#reporter.tell({ type: 'reply', time: now(), id: command.id, url, error });
    if (command.type === 'letGo') this.#parts.letGo();
  }

  #obey(command: Exclude<HubToAgent, { type: 'welcome' }>): string | null {
    if (command.type === 'openInspector') return this.#parts.inspector.open();
    if (command.type === 'hold') return this.#hold(command.lease);
    if (command.type === 'closeInspector') this.#parts.inspector.close();
    else if (command.type === 'ask') setAsks(this.#reporter.self, command.ask);
    else if (command.type === 'go') this.#parts.asking.go();
    else if (command.type === 'measure') this.#parts.figures.measure(command.interval);
    else if (command.type === 'disconnectWorker') this.#parts.cluster.disconnectWorker(command);
    else if (command.type !== 'letGo') throw new Error('This agent does not know that command.');
    return null;
  }

  #hold(lease: string): string {
    this.#parts.asking.hold(lease);
    return this.#parts.inspector.open();
  }
}
