// Lines that wait a little for what they are to say: who tells of a channel may do so after those who use it.
import type { Clock, Timer } from '../clock';

/** How long a line waits, in ms: agents tell of their messages at most 1.5 s later. */
export const HOLD_LINES = 2_000;

export interface HeldLine {
  /** Who tells it: its lines stay in their order. */
  teller: string;
  isReady(): boolean;
  /** It has waited long enough. */
  giveUp(): void;
  write(): void;
}

export class Held {
  readonly #clock: Clock;
  #lines: (HeldLine & { until: number })[] = [];
  #timer: Timer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Writes a line as soon as it is ready, at once where it can. */
  add(line: HeldLine): void {
    if (line.isReady() && !this.#lines.some(({ teller }) => teller === line.teller)) {
      line.write();
      return;
    }
    this.#lines.push({ ...line, until: this.#clock.now() + HOLD_LINES });
    this.look();
  }

  /** Something became known. */
  look(): void {
    if (this.#lines.length > 0) this.#write(this.#clock.now());
  }

  /** Writes all that waits. */
  flush(): void {
    this.#write(Number.POSITIVE_INFINITY);
  }

  #write(now: number): void {
    const waiting = new Set<string>();
    this.#lines = this.#lines.filter((line) => {
      const isOver = line.until <= now;
      if (isOver) line.giveUp();
      if (waiting.has(line.teller) || !(isOver || line.isReady())) {
        waiting.add(line.teller);
        return true;
      }
      line.write();
      return false;
    });
    this.#wait();
  }

  #wait(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    const [first] = this.#lines;
    this.#timer = first ? this.#clock.after(Math.max(0, first.until - this.#clock.now()), () => this.look()) : null;
  }
}
