// Commands that most processes are never given.
import { Asking } from './ask';
import type { FiguresCollector } from './collectors/figures';
import type { InspectorCollector } from './collectors/inspector';
import type { Command, Reply } from './commands';
import type { Messages } from './messages';
import type { Payloads } from './payloads';
import { safely } from './safely';
import type { Workers } from './workers';

interface Parts {
  figures: FiguresCollector;
  messages: Messages;
  payloads: Payloads;
  workers: Workers;
}

export class Errands {
  readonly asking = new Asking();
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Answers an address, or `undefined` where `reply` is called later.
   * @throws Error with words for people, where it can't be done
   */
  run(command: Command, reply: Reply, inspector: InspectorCollector): string | null | undefined {
    const { figures, messages, payloads, workers } = this.#parts;
    if (command.type === 'hold') return this.#hold(command.lease, inspector);
    if (command.type === 'sendMessage') {
      // Node calls this among the program's own callbacks.
      messages.send(command, (error) => void safely(() => reply(null, error)));
      return undefined;
    }
    if (command.type === 'go') this.asking.go();
    else if (command.type === 'measure') figures.measure(command.interval);
    else if (command.type === 'payloads') payloads.filter(command.filter);
    else if (command.type === 'disconnectWorker') workers.disconnect(command);
    else if (command.type === 'forkWorker') workers.fork(command);
    else throw new Error('This agent does not know that command.');
    return null;
  }

  #hold(lease: string, inspector: InspectorCollector): string {
    this.asking.hold(lease);
    return inspector.open();
  }
}
