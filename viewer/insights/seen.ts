// What a viewer saw happen, and the model does not keep: since when workers serve, and what threads did of late.
import type { Change, ProcessState, ThreadState } from '../../protocol/viewer';
import type { FiguresMessage } from '../hub-connection';
import { Exchange } from './exchange';

/** An event loop that was busy for less than this share of the time did little but be measured. */
const IDLE = 0.05;

interface ThreadSeen {
  /** In ms of the hub's clock. */
  activeAt: number;
  exchange: Exchange;
}

interface ProcessSeen {
  state: ProcessState['state'];
  since: number;
}

export class Seen {
  readonly #now: () => number;
  readonly #processes = new Map<string, ProcessSeen>();
  readonly #threads = new Map<string, ThreadSeen>();

  /** @param now the hub's clock, in ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  update(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'process') this.#seeProcess(change.value);
      else if (change.kind === 'thread') this.#seeThread(change.value);
      else if (change.kind === 'forgotten') this.#forget(change.id);
    }
  }

  measure({ time, targets }: Pick<FiguresMessage, 'time' | 'targets'>): void {
    for (const [target, { loop }] of targets) {
      const thread = this.#threads.get(target);
      if (thread && loop.utilization >= IDLE) thread.activeAt = time;
    }
  }

  /** Since when a process has been seen to be in its present state, in ms. */
  inStateSince(process: string): number {
    return this.#processes.get(process)?.since ?? this.#now();
  }

  /** When a thread last got or sent a message, or used its event loop; when it was first seen, where it did neither since. */
  activeAt(thread: string): number {
    return this.#threads.get(thread)?.activeAt ?? this.#now();
  }

  exchangeOf(thread: string): Exchange | undefined {
    return this.#threads.get(thread)?.exchange;
  }

  #seeProcess({ id, state }: ProcessState): void {
    if (this.#processes.get(id)?.state !== state) this.#processes.set(id, { state, since: this.#now() });
  }

  #seeThread({ id, messages }: ThreadState): void {
    const time = this.#now();
    const known = this.#threads.get(id);
    // Another hub may have given the id to another thread.
    if (!known?.exchange.isFollowedBy(messages)) {
      this.#threads.set(id, { activeAt: time, exchange: new Exchange(messages, time) });
    } else if (known.exchange.take(messages, time)) {
      known.activeAt = time;
    }
  }

  #forget(id: string): void {
    this.#processes.delete(id);
    this.#threads.delete(id);
  }
}
