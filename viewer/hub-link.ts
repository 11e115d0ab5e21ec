// Keeps a viewer tied to the hub of its rendezvous directory: when the hub dies it starts another.
import type { Change, Notice } from '../protocol/viewer';
import { type Disposable, Emitter } from './emitter';
import { type FiguresMessage, HubConnection, type RecordedMessage, type Reply, type Request } from './hub-connection';
import { type HubOptions, HubUnavailableError } from './hub-process';
import { Model } from './model';

/** `lost`: the hub went, and another could not be started; the next `connect` tries again. */
export type LinkState = 'idle' | 'connecting' | 'connected' | 'lost';

/** What {@link HubLink.onDidChangeState} tells; `restarted` where a hub died and another took its place. */
export interface LinkEvent {
  state: LinkState;
  restarted: boolean;
  /** Why the link is lost; a sentence for a person. */
  error: Error | null;
}

/** A hub that took a dead one's place and lived shorter than this, in ms, is not replaced unasked: it would go on and on. */
const TOO_SHORT_A_LIFE = 1_000;

export class HubLink implements Disposable {
  readonly model = new Model();
  readonly #options: HubOptions;
  readonly #now: () => number;
  readonly #changes = new Emitter<Change[]>();
  readonly #notices = new Emitter<Notice>();
  readonly #figures = new Emitter<FiguresMessage>();
  readonly #recorded = new Emitter<RecordedMessage>();
  readonly #states = new Emitter<LinkEvent>();
  #state: LinkState = 'idle';
  #connection: Promise<HubConnection> | null = null;
  #replacedAt = Number.NEGATIVE_INFINITY;
  #disposed = false;

  readonly onDidChange = this.#changes.event;
  readonly onDidNotice = this.#notices.event;
  readonly onDidMeasure = this.#figures.event;
  readonly onDidRecord = this.#recorded.event;
  readonly onDidChangeState = this.#states.event;

  /** @param now a monotonic clock, in ms. */
  constructor(options: HubOptions, now = () => performance.now()) {
    this.#options = options;
    this.#now = now;
  }

  get state(): LinkState {
    return this.#state;
  }

  /**
   * The connection, made on the first call; a hub is started if none runs.
   * @throws HubUnavailableError, UnsafeDirectoryError
   */
  connect(): Promise<HubConnection> {
    this.#connection ??= this.#open(false);
    return this.#connection;
  }

  /** Connects only where a hub runs already, as after a window reload; tells whether one does. */
  async connectIfRunning(): Promise<boolean> {
    if (this.#connection) return true;
    const found = await HubConnection.find(this.#options, this.model);
    if (!found) return false;
    if (this.#connection || this.#disposed) {
      found.close();
      return !this.#disposed;
    }
    this.#connection = Promise.resolve(found);
    this.#adopt(found, false);
    return true;
  }

  /** Asks the hub for something, connecting first where need be. */
  async request(request: Request): Promise<Reply> {
    return (await this.connect()).request(request);
  }

  dispose(): void {
    this.#disposed = true;
    this.#connection?.then(
      (connection) => connection.close(),
      () => {},
    );
    for (const emitter of [this.#changes, this.#notices, this.#figures, this.#recorded, this.#states]) emitter.clear();
  }

  async #open(again: boolean): Promise<HubConnection> {
    this.#enter('connecting', again);
    try {
      const connection = await HubConnection.open(this.#options, this.model);
      if (this.#disposed) connection.close();
      else this.#adopt(connection, again);
      return connection;
    } catch (error) {
      this.#connection = null;
      this.#enter('lost', again, error as Error);
      throw error;
    }
  }

  #adopt(connection: HubConnection, again: boolean): void {
    connection.onDidChange((changes) => this.#changes.fire(changes));
    connection.onDidNotice((notice) => this.#notices.fire(notice));
    connection.onDidMeasure((message) => this.#figures.fire(message));
    connection.onDidRecord((message) => this.#recorded.fire(message));
    connection.onDidClose(() => this.#reopen());
    if (again) this.#replacedAt = this.#now();
    this.#enter('connected', again);
    // The first snapshot came before anyone could listen.
    this.#changes.fire(this.model.asChanges());
  }

  #reopen(): void {
    if (this.#disposed) return;
    if (this.#now() - this.#replacedAt < TOO_SHORT_A_LIFE) {
      this.#connection = null;
      this.#enter(
        'lost',
        true,
        new HubUnavailableError(`it ended at once. See hub.log in ${this.#options.directory}.`),
      );
      return;
    }
    this.#connection = this.#open(true);
    // Told through the state; nobody may be waiting for this promise.
    this.#connection.catch(() => {});
  }

  #enter(state: LinkState, restarted: boolean, error: Error | null = null): void {
    this.#state = state;
    this.#states.fire({ state, restarted, error });
  }
}
