// While a person steps in one target, a stop elsewhere must not take the editor: the `Debugger.paused` of the others is
// kept back until the step is over. They are paused all the same; only their debuggers hear of it later. In a long step
// those that stood still before are said to go on, until it is over: VS Code would turn to one of them.
import { STEP_LIMIT } from '../../protocol/viewer';
import type { Clock, Timer } from '../clock';
import { isEvent } from './cdp-text';

const STEPS: readonly unknown[] = ['Debugger.stepOver', 'Debugger.stepInto', 'Debugger.stepOut'];
/** What a person does about a step that does not end; the last is js-debug's when it leaves. */
const INTERRUPTIONS: readonly unknown[] = ['Debugger.pause', 'Debugger.resume', 'Debugger.disable'];

/**
 * How long a step is short, in ms. 800 ms into one VS Code focuses another session that stands still (`passFocusScheduler`).
 * https://github.com/microsoft/vscode/blob/1.100.0/src/vs/workbench/contrib/debug/browser/debugSession.ts
 */
export const SHORT_STEP = 300;

const RESUMED = '{"method":"Debugger.resumed","params":{}}';

interface Step {
  /** It may be one that never ends. */
  limit: Timer;
  long: Timer;
}

/** Which debuggers step, and which wait for them. */
export class FocusLock {
  readonly #clock: Clock;
  readonly #seats = new Set<FocusSeat>();
  readonly #steps = new Map<FocusSeat, Step>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param deliver passes a message on to the debugger */
  join(deliver: (text: string) => void): FocusSeat {
    const seat = new FocusSeat(this, deliver);
    this.#seats.add(seat);
    return seat;
  }

  /** A step is in flight. */
  begin(seat: FocusSeat): void {
    this.#forget(seat);
    this.#steps.set(seat, {
      limit: this.#clock.after(STEP_LIMIT, () => this.end(seat)),
      long: this.#clock.after(SHORT_STEP, () => this.#conceal()),
    });
  }

  /** It is over, if there was one. */
  end(seat: FocusSeat): void {
    if (!this.#steps.has(seat)) return;
    this.#forget(seat);
    for (const each of this.#seats) if (!this.holdsBack(each)) each.release();
  }

  /** Whether another is stepped, and not this one. */
  holdsBack(seat: FocusSeat): boolean {
    return this.#steps.size > 0 && !this.#steps.has(seat);
  }

  leave(seat: FocusSeat): void {
    this.#seats.delete(seat);
    this.end(seat);
  }

  #conceal(): void {
    for (const each of this.#seats) if (this.holdsBack(each)) each.conceal();
  }

  #forget(seat: FocusSeat): void {
    const step = this.#steps.get(seat);
    if (step) for (const timer of [step.limit, step.long]) this.#clock.cancel(timer);
    this.#steps.delete(seat);
  }
}

/** One debugger's place at the lock. */
export class FocusSeat {
  readonly #lock: FocusLock;
  readonly #deliver: (text: string) => void;
  /** The stop that its debugger has heard of. */
  #told: string | null = null;
  /** The stop that its debugger has not heard of, or no longer knows of. */
  #withheld: string | null = null;

  constructor(lock: FocusLock, deliver: (text: string) => void) {
    this.#lock = lock;
    this.#deliver = deliver;
  }

  /** Looks at what the debugger is about to ask its inspector. */
  asks(text: string): void {
    // Most messages are spared the parsing.
    if (!text.includes('"Debugger.')) return;
    const { method } = JSON.parse(text) as { method: unknown };
    if (STEPS.includes(method)) this.#lock.begin(this);
    if (INTERRUPTIONS.includes(method)) this.#lock.end(this);
    // An inspector that is paused already would say nothing more.
    if (method === 'Debugger.pause') this.release();
    if (method === 'Debugger.disable') this.#forget();
  }

  /** Passes on what the inspector says, at once or later. */
  tells(text: string): void {
    if (isEvent(text, 'Debugger.paused')) this.#paused(text);
    // What did not stop for its debugger does not go on either.
    else if (isEvent(text, 'Debugger.resumed')) this.#resumed(text);
    else this.#deliver(text);
  }

  /** Tells the debugger of the stop that was kept from it. */
  release(): void {
    if (this.#withheld === null) return;
    this.#told = this.#withheld;
    this.#withheld = null;
    this.#deliver(this.#told);
  }

  /** Has the debugger believe that the target goes on. */
  conceal(): void {
    if (this.#told === null) return;
    this.#withheld = this.#told;
    this.#told = null;
    this.#deliver(RESUMED);
  }

  /** The debugger has gone, or is going. */
  leave(): void {
    this.#forget();
    this.#lock.leave(this);
  }

  #forget(): void {
    this.#told = null;
    this.#withheld = null;
  }

  #paused(text: string): void {
    const internal = isInternal(text);
    if (!internal && this.#lock.holdsBack(this)) {
      this.#withheld = text;
      return;
    }
    if (!internal) this.#told = text;
    this.#deliver(text);
    if (!internal) this.#lock.end(this);
  }

  #resumed(text: string): void {
    this.#told = null;
    if (this.#withheld === null) this.#deliver(text);
    this.#withheld = null;
  }
}

/** js-debug stops at new scripts for itself, to read their source maps, and lets them run on: nobody sees it. */
export function isInternal(text: string): boolean {
  const { params } = JSON.parse(text) as { params: { reason?: string } };
  return params.reason === 'instrumentation';
}
