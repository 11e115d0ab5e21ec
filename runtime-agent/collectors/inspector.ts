// The inspector of this process or thread, opened and closed when a viewer asks.
import { clearTimer, environment, loadBuiltin, now, setQuietTimer } from '../originals';
import type { Reporter } from '../reporter';
import { safely } from '../safely';
import type { Collector } from './collector';

/** How long an inspector that was opened to bring the agent in stays open where nobody closes it, in ms. */
const TAKEN_OVER_MS = 5000;

type Inspector = typeof import('node:inspector');

/** One closed at once when its debugger had gone was seen to crash. */
const SETTLE_MS = 100;

const OPENS = /(^|\s)--inspect(-brk|-wait)?($|[\s=])/;

export class InspectorCollector implements Collector {
  readonly #reporter: Reporter;
  #openedByAgent = false;
  /** Nobody is known to use it. */
  #closing: NodeJS.Timeout | undefined;

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  /** The `inspector` module is loaded only where the program itself asked for one, or a viewer does. */
  start(): void {
    if (this.#reporter.self.environment.opened && this.#reporter.self.thread === 0) this.#takeOver();
    const flags = [...process.execArgv, environment.NODE_OPTIONS ?? ''].join(' ');
    if (this.#reporter.self.thread === 0 && flags.includes('--inspect') && OPENS.test(flags)) {
      this.#reporter.inspector = safely(() => inspector().url()) ?? null;
    }
  }

  /** Closed when the hub says that it has left it; or, where the hub is gone, after a while. */
  #takeOver(): void {
    this.#openedByAgent = true;
    this.#closeLater(TAKEN_OVER_MS);
  }

  stop(): void {
    safely(() => this.close());
  }

  /** Answers the address. On an ephemeral port of loopback: those of `--inspect` and its workers are the program's. */
  open(): string {
    clearTimer(this.#closing);
    const already = inspector().url();
    if (already) return this.#tell(already);
    // Never with `wait`: a debugger that does not come would hold the program.
    inspector().open(0, '127.0.0.1', false);
    const url = inspector().url();
    if (!url) throw new Error('Node opened no inspector.');
    this.#openedByAgent = true;
    return this.#tell(url);
  }

  close(): void {
    clearTimer(this.#closing);
    if (!this.#openedByAgent) throw new Error('The program opened this inspector itself.');
    this.#openedByAgent = false;
    inspector().close();
    this.#tell(null);
  }

  /** Whoever it was opened for has gone with the hub, and nobody else would close it. */
  abandoned(): void {
    if (this.#openedByAgent) this.#closeLater(SETTLE_MS);
  }

  #closeLater(ms: number): void {
    clearTimer(this.#closing);
    this.#closing = setQuietTimer(() => this.stop(), ms);
  }

  #tell<T extends string | null>(url: T): T {
    if (url === this.#reporter.inspector) return url;
    this.#reporter.inspector = url;
    this.#reporter.tell({ type: 'inspector', time: now(), url });
    return url;
  }
}

function inspector(): Inspector {
  return loadBuiltin('node:inspector') as Inspector;
}
