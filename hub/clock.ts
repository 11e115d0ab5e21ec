// Time is passed in, so that tests need not wait for it.

/** What a timer is known by; only its {@link Clock} looks into it. */
export type Timer = unknown;

export interface Clock {
  /** Milliseconds of the host's monotonic clock, the one that agents use. */
  now(): number;
  /** Wall clock as ISO 8601, for display only. */
  date(): string;
  /** Calls `action` once after `ms`. */
  after(ms: number, action: () => void): Timer;
  cancel(timer: Timer): void;
}

/** Resolves after `ms`. */
export function wait(clock: Pick<Clock, 'after'>, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}

/** The clock of this host. */
export const hostClock: Clock = {
  now: () => Number(process.hrtime.bigint()) / 1e6,
  date: () => new Date().toISOString(),
  // The server keeps the hub alive, not what it waits for.
  after: (ms, action) => setTimeout(action, ms).unref(),
  cancel: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
