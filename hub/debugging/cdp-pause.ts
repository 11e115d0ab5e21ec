// A pause that is asked of a target whose event loop waits. V8 stops at the next JavaScript that runs, which may come in
// an hour: it is given some, whose name says what a person sees there.
import type { Clock, Timer } from '../clock';
import { isAnswer, isEvent } from './cdp-text';

/** How long code that runs may take to stop, in ms. */
const PATIENCE = 50;
/** Beyond any id that a debugger comes to, and of no other call of the hub's. */
const OWN_ID = 2 ** 31 - 2000;
/** What the script is called in which an idle target stops. */
export const IDLE = 'event-loop-is-idle';
/** A person who pauses what is idle is shown this. It stops in its first line. */
const EXPRESSION = [
  '0 // Paused while the event loop was idle: no code of the program was running. Continue, and it waits again.',
  `//# sourceURL=${IDLE}`,
].join('\n');
const PROGRAM = { expression: EXPRESSION, silent: true };

export class CdpPause {
  readonly #clock: Clock;
  readonly #send: (text: string) => void;
  #timer: Timer | null = null;

  /** @param send to the inspector */
  constructor(clock: Clock, send: (text: string) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** The debugger says this, and it is passed on. */
  asks(text: string): void {
    if (!text.includes('"Debugger.')) return;
    const { method } = JSON.parse(text);
    if (method === 'Debugger.pause') this.#wait();
    else if (method === 'Debugger.resume' || method === 'Debugger.disable') this.stop();
  }

  /** The inspector says this. @returns whether the debugger is to hear it */
  tells(text: string): boolean {
    if (isEvent(text, 'Debugger.paused')) this.stop();
    return !isAnswer(text, OWN_ID);
  }

  /** Nobody waits for the pause any more. */
  stop(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
  }

  #wait(): void {
    this.stop();
    this.#timer = this.#clock.after(PATIENCE, () => {
      this.#timer = null;
      this.#send(JSON.stringify({ id: OWN_ID, method: 'Runtime.evaluate', params: PROGRAM }));
    });
  }
}
