// Ends the hub when nobody has been connected to it for a while.
import type { Clock, Timer } from './clock';

export class Linger {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #end: () => void;
  #connected = 0;
  #timer: Timer | null = null;

  /**
   * Starts to wait at once.
   * @param ms how long to wait for somebody to connect.
   * @param end called once nobody was connected for so long.
   */
  constructor(clock: Clock, ms: number, end: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#end = end;
    this.#wait();
  }

  /** An agent or a viewer is connected; the returned function tells that it has gone. */
  connected(): () => void {
    this.#connected++;
    this.stop();
    let gone = false;
    return () => {
      if (gone) return;
      gone = true;
      if (--this.#connected === 0) this.#wait();
    };
  }

  stop(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
  }

  #wait(): void {
    this.#timer = this.#clock.after(this.#ms, this.#end);
  }
}
