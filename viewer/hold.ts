// A hold as a viewer keeps it: asked for of its hub, and again of one that takes a dead one's place.
import type { Change, TargetMatch } from '../protocol/viewer';
import type { Disposable } from './emitter';
import type { HubLink } from './hub-link';

export interface HoldOptions {
  /** Id of a run; `null` for any run of the hub. */
  run: string | null;
  match: TargetMatch;
  /** Only the first that matches. */
  once: boolean;
  /** Stop it at its first line. */
  pause: boolean;
}

/** Told once of each target that waits for a debugger. */
export type HeldListener = (target: string) => void;

export class Hold implements Disposable {
  readonly #link: HubLink;
  readonly #options: HoldOptions;
  readonly #onHeld: HeldListener;
  readonly #store: Disposable[];
  readonly #told = new Set<string>();
  #id: string | undefined;

  /**
   * Resolves once it is in force.
   * @throws HubRequestError, HubUnavailableError
   */
  static async make(link: HubLink, options: HoldOptions, onHeld: HeldListener): Promise<Hold> {
    const hold = new Hold(link, options, onHeld);
    try {
      await hold.#ask();
    } catch (error) {
      hold.dispose();
      throw error;
    }
    return hold;
  }

  private constructor(link: HubLink, options: HoldOptions, onHeld: HeldListener) {
    this.#link = link;
    this.#options = options;
    this.#onHeld = onHeld;
    this.#store = [
      link.onDidChange((changes) => this.#look(changes)),
      link.onDidChangeState(({ state, restarted }) => {
        if (state === 'connected' && restarted) this.#askAgain();
      }),
    ];
  }

  /** Holds no more; who waits now goes on. */
  dispose(): void {
    for (const each of this.#store.splice(0)) each.dispose();
    // One for a single target has gone with it; what waits now goes on when its debugger is ready.
    if (this.#id !== undefined && !this.#isSpent) {
      this.#link.request({ type: 'unhold', hold: this.#id }).catch(() => {});
    }
    this.#id = undefined;
  }

  get #isSpent(): boolean {
    return this.#options.once && this.#told.size > 0;
  }

  async #ask(): Promise<void> {
    this.#id = (await this.#link.request({ type: 'hold', ...this.#options })).hold;
    // Something may be held since before the answer was read.
    this.#look(this.#link.model.asChanges());
  }

  /** The new hub gives processes other ids. */
  #askAgain(): void {
    this.#id = undefined;
    if (this.#isSpent || this.#options.match.maker !== null) return;
    this.#told.clear();
    void this.#ask().catch(() => {});
  }

  #look(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind !== 'process' && change.kind !== 'thread') continue;
      const { id, inspector } = change.value;
      if (this.#id === undefined || inspector.held !== this.#id || this.#told.has(id)) continue;
      this.#told.add(id);
      this.#onHeld(id);
    }
  }
}
