// What the hub asks for, each answered by one reply.
import type { HubToAgent } from '../protocol/agent';
import type { Asking } from './ask';
import type { ClusterCollector } from './collectors/cluster';
import type { InspectorCollector } from './collectors/inspector';
import { now } from './originals';
import type { Reporter } from './reporter';
import { setAsks } from './self';

export class Commands {
  readonly #reporter: Reporter;
  readonly #inspector: InspectorCollector;
  readonly #cluster: ClusterCollector;
  readonly #asking: Asking;
  readonly #letGo: () => void;

  constructor(
    reporter: Reporter,
    inspector: InspectorCollector,
    cluster: ClusterCollector,
    asking: Asking,
    letGo: () => void,
  ) {
    this.#reporter = reporter;
    this.#inspector = inspector;
    this.#cluster = cluster;
    this.#asking = asking;
    this.#letGo = letGo;
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
    if (command.type === 'letGo') this.#letGo();
  }

  #obey(command: Exclude<HubToAgent, { type: 'welcome' }>): string | null {
    if (command.type === 'openInspector') return this.#inspector.open();
    if (command.type === 'hold') return this.#hold(command.lease);
    if (command.type === 'closeInspector') this.#inspector.close();
    else if (command.type === 'ask') setAsks(this.#reporter.self, command.ask);
    else if (command.type === 'go') this.#asking.go();
    else if (command.type === 'disconnectWorker') this.#cluster.disconnectWorker(command);
    else if (command.type !== 'letGo') throw new Error('This agent does not know that command.');
    return null;
  }
  #hold(lease: string): string {
    this.#asking.hold(lease);
    return this.#inspector.open();
  }
}
