// What viewers want held before its first line, who waits there for a debugger, and for how long.
import type { ViewerToHub } from '../../protocol/viewer';
import type { Clock, Timer } from '../clock';
import { RequestError } from '../request-error';
import { Lease } from './lease';
import { matches, type Starter } from './target-match';

/** How long a target waits for its maker to tell what it is, in ms. */
const INTRODUCTION_DEADLINE = 500;
/** How long a target waits for a debugger to come, or for another of the same viewer's, and for it to be ready, in ms. */
const DEBUGGER_DEADLINE = 10_000;

export type HoldRequest = Omit<Extract<ViewerToHub, { type: 'hold' }>, 'id' | 'type'>;

interface Hold extends HoldRequest {
  id: string;
  /** The viewer that asked for it: the hold goes with it. */
  owner: object;
}

interface Waiting {
  hold: Hold;
  lease: Lease;
  timer: Timer;
}

export interface HoldsNeeds {
  clock: Clock;
  /** Where leases stand. */
  directory: string;
  /** `null` for what cannot be held. */
  starter(target: string): Starter | null;
  /** Whether its maker has told what it is. */
  isIntroduced(target: string): boolean;
  /** Lets a target that asks begin. */
  go(target: string): void;
  /** Has it wait for as long as the lease is kept; resolves to whether it does. */
  hold(target: string, lease: string): Promise<boolean>;
  /** It waits now for this hold, or no longer. */
  held(target: string, hold: string | null): void;
  /** What is in force has changed; resolves when agents know. */
  changed(): Promise<void>;
}

export class Holds {
  readonly #needs: HoldsNeeds;
  readonly #holds = new Map<string, Hold>();
  /** Targets that ask, and are not introduced. */
  readonly #asking = new Map<string, Timer>();
  readonly #waiting = new Map<string, Waiting>();
  #lastId = 0;

  constructor(needs: HoldsNeeds) {
    this.#needs = needs;
  }

  /**
   * Holds what starts and matches, from when this resolves.
   * @returns its id
   * @throws RequestError
   */
  async add(owner: object, request: HoldRequest): Promise<string> {
    if (process.platform === 'win32') {
      throw new RequestError('On Windows nothing can be held before its first line. Attach to it once it runs.');
    }
    const id = `h${++this.#lastId}`;
    this.#holds.set(id, { ...request, id, owner });
    await this.#needs.changed();
    return id;
  }

  /** Who waits for it goes on. @throws RequestError where this viewer made no such hold. */
  remove(owner: object, id: string): void {
    const waiting = [...this.#waiting.values()].map(({ hold }) => hold);
    const hold = this.#holds.get(id) ?? waiting.find((each) => each.id === id);
    if (hold?.owner !== owner) {
      throw new RequestError(`There is no hold ${id} any more: what it was for has started, or it was taken back.`);
    }
    this.#drop((each) => each.id === id);
  }

  /** A viewer has gone. */
  removeAll(owner: object): void {
    this.#drop((hold) => hold.owner === owner);
  }

  /** Whether anything that starts in this run may be held. */
  isInForce(run: string | undefined): boolean {
    return [...this.#holds.values()].some((hold) => hold.run === null || hold.run === run);
  }

  /** A target asks whether it may begin. */
  asks(target: string): void {
    const { clock, isIntroduced } = this.#needs;
    if (isIntroduced(target)) void this.#decide(target);
    else
      this.#asking.set(
        target,
        clock.after(INTRODUCTION_DEADLINE, () => this.#decide(target)),
      );
  }

  /** Somebody told of what it made. */
  introduced(): void {
    for (const target of [...this.#asking.keys()]) if (this.#needs.isIntroduced(target)) void this.#decide(target);
  }

  /** Whether a target that waits is to stop at its first line. */
  stopsAtStart(target: string): boolean {
    return this.#waiting.get(target)?.hold.pause ?? false;
  }

  /** A debugger is ready: its target begins. */
  ready(target: string): void {
    this.attached(target);
    this.release(target);
  }

  /** A debugger has come: it may take its time again, and so may those that its viewer attaches one after the other. */
  attached(target: string): void {
    const owner = this.#waiting.get(target)?.hold.owner;
    for (const [each, waiting] of this.#waiting) {
      if (waiting.hold.owner !== owner) continue;
      this.#needs.clock.cancel(waiting.timer);
      waiting.timer = this.#releaseLater(each);
    }
  }

  /** A target goes on, if it waits: its debugger does not come, or has gone, or it has ended. */
  release(target: string): void {
    const waiting = this.#waiting.get(target);
    if (!waiting) return;
    this.#waiting.delete(target);
    this.#needs.clock.cancel(waiting.timer);
    waiting.lease.end();
    this.#needs.held(target, null);
  }

  /** Lets everybody go on. */
  close(): void {
    this.#holds.clear();
    for (const timer of this.#asking.values()) this.#needs.clock.cancel(timer);
    for (const target of [...this.#waiting.keys()]) this.release(target);
  }

  #drop(which: (hold: Hold) => boolean): void {
    for (const hold of this.#holds.values()) if (which(hold)) this.#holds.delete(hold.id);
    for (const [target, { hold }] of this.#waiting) if (which(hold)) this.release(target);
    void this.#needs.changed();
  }

  async #decide(target: string): Promise<void> {
    this.#needs.clock.cancel(this.#asking.get(target));
    this.#asking.delete(target);
    const hold = this.#find(this.#needs.starter(target));
    if (hold?.once) {
      this.#holds.delete(hold.id);
      void this.#needs.changed();
    }
    const held = hold && (await this.#hold(target, hold).catch(() => false));
    if (!held) this.#needs.go(target);
  }

  /** Where several hold it, one that stops it: somebody waits for that. */
  #find(starter: Starter | null): Hold | undefined {
    const found = [...this.#holds.values()].filter(
      ({ run, match }) => starter && (run === null || run === starter.run) && matches(match, starter),
    );
    return found.find(({ pause }) => pause) ?? found[0];
  }

  async #hold(target: string, hold: Hold): Promise<boolean> {
    const { clock, directory } = this.#needs;
    const lease = new Lease(directory, clock);
    const waiting: Waiting = { hold, lease, timer: this.#releaseLater(target) };
    this.#waiting.set(target, waiting);
    const held = await this.#needs.hold(target, lease.file);
    if (!held) this.release(target);
    // Meanwhile the viewer may have gone.
    else if (this.#waiting.get(target) === waiting) this.#needs.held(target, hold.id);
    return held;
  }

  #releaseLater(target: string): Timer {
    return this.#needs.clock.after(DEBUGGER_DEADLINE, () => this.release(target));
  }
}
