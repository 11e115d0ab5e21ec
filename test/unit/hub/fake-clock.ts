// A clock that stands still until a test moves it.
import type { Clock, Timer } from '../../../hub/clock';

export class FakeClock implements Clock {
  #now = 0;
  #timers = new Set<{ at: number; action: () => void }>();

  now(): number {
    return this.#now;
  }

  date(): string {
    return '2026-01-01T00:00:00.000Z';
  }

  after(ms: number, action: () => void): Timer {
    const timer = { at: this.#now + ms, action };
    this.#timers.add(timer);
    return timer;
  }

  cancel(timer: Timer): void {
    this.#timers.delete(timer as { at: number; action: () => void });
  }

  /** Lets `ms` pass, with all that was to happen in it. */
  pass(ms: number): void {
    const end = this.#now + ms;
    while (true) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.action();
    }
    this.#now = end;
  }

  /** The host sleeps for so long: what was to happen meanwhile happens after. */
  sleep(ms: number): void {
    this.#now += ms;
    this.pass(0);
  }
}
