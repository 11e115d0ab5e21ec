// What collectors tell goes through here: to the hub if it listens, and into the ledger for the one that will.
import type { AGENT_PROTOCOL, AgentToHub, Hello, HubToAgent } from '../protocol/agent';
import { Connection } from './connection';
import { Counters } from './counters';
import { Ledger } from './ledger';
import { environment, now } from './originals';
import { permits } from './permission';
import { safely } from './safely';
import type { Self } from './self';

// A value import would bundle the protocol's schemas.
const PROTOCOL: typeof AGENT_PROTOCOL = 1;
const LAST_WORDS_MS = 200;

export class Reporter {
  readonly self: Self;
  readonly counters = new Counters((messages, last) => this.#tellCounts(messages, last));
  /** URL of the inspector that is open, as far as the agent knows. */
  inspector: string | null = null;
  onCommand: (command: HubToAgent) => void = () => {};
  onLost: () => void = () => {};
  readonly #ledger = new Ledger();
  readonly #connection: Connection;
  #asking = false;
  /** Read before the program can put something else in the place of `process.env`. */
  readonly #watched = environment.WATCH_REPORT_DEPENDENCIES !== undefined;

  constructor(self: Self) {
    this.self = self;
    this.#connection = new Connection(self.environment.directory, {
      greeting: (resumed) => [this.#hello(resumed) as AgentToHub].concat(this.#ledger.tell(), this.counters.greet()),
      receive: (command) => this.onCommand(command),
      lost: () => this.onLost(),
    });
  }

  /** @param asking the program waits for the hub's word. */
  connect(asking = false): void {
    this.#asking = asking;
    this.#connection.open();
    this.#asking = false;
  }

  /** Takes in what the hub has sent, without the event loop. `false` where nothing more can come. */
  hear(): boolean {
    return this.#connection.hear();
  }

  /** Something that happened, and is over. */
  tell(message: AgentToHub): void {
    this.connect();
    this.#connection.send(message);
  }

  /** Something of the moment, made where the hub can take it now. `false` where there is no hub. */
  mention(make: () => AgentToHub): boolean {
    if (this.#connection.isClear) this.#connection.send(make());
    return this.#connection.isOpen;
  }

  /** Something that holds until {@link end}: a later hub is told of it too. */
  begin(key: string, message: AgentToHub): void {
    this.connect();
    this.#ledger.add(key, message);
    this.#connection.send(message);
  }

  end(key: string, message: AgentToHub): void {
    this.#connection.send(message);
    // What waits may never be sent.
    this.#ledger.end(key, message, this.#connection.isClear);
  }

  /** Something that holds until it is told anew. */
  state(key: string, message: AgentToHub): void {
    this.connect();
    this.#ledger.replace(key, message);
    this.#connection.send(message);
  }

  /** What still waits is written now or never. `code` is that of the process's end; `null` where only a thread ends. */
  lastWords(code: number | null): void {
    this.counters.flush(true);
    if (code !== null) this.#connection.send({ type: 'ending', time: now(), code });
    else if (this.self.thread !== 0) this.threadStopping(this.self.thread);
    this.#connection.flush(LAST_WORDS_MS);
  }

  /** A thread is about to stop. Of use only to a hub that listens: no debugger could be there without it. */
  threadStopping(thread: number): void {
    this.#connection.send({ type: 'threadStopping', time: now(), thread });
  }

  stop(): void {
    this.#connection.close();
  }

  #tellCounts(messages: AgentToHub[], last: boolean): boolean | null {
    if (!this.#connection.isOpen) return null;
    if (!this.#connection.isClear && !last) return false;
    messages.forEach((message) => {
      this.#connection.send(message);
    });
    return true;
  }

  #hello(resumed: boolean): Hello {
    const { process: id, thread, environment, started } = this.self;
    return {
      type: 'hello',
      time: now(),
      protocol: PROTOCOL,
      process: id,
      thread,
      pid: process.pid,
      ppid: process.ppid,
      run: environment.run ?? null,
      spawner: environment.spawner ?? null,
      argv: process.argv.map(String),
      execArgv: process.execArgv.map(String),
      cwd: safely(() => process.cwd()) ?? '',
      node: process.version,
      started,
      inspector: this.inspector,
      inspectable: permits('inspector'),
      resumed,
      asking: this.#asking || undefined,
      watched: this.#watched,
      late: environment.late,
    };
  }
}
