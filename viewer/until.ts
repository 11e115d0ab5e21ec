// Waiting for something in the model, with a clock that is passed in.
import type { Disposable } from './emitter';
import type { HubLink } from './hub-link';

export interface Clock {
  /** Calls `action` once after `ms`; what it returns is for {@link cancel}. */
  after(ms: number, action: () => void): unknown;
  cancel(timer: unknown): void;
}

export const hostClock: Clock = {
  after: (ms, action) => setTimeout(action, ms),
  cancel: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** Waits for something in the model, or for `signal`; tells whether it came within `ms`. */
export function until(
  link: Pick<HubLink, 'onDidChange'>,
  clock: Clock,
  ms: number,
  holds: () => boolean,
  signal?: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    let listener: Disposable | undefined;
    const settle = (held: boolean) => {
      clock.cancel(deadline);
      listener?.dispose();
      signal?.removeEventListener('abort', aborted);
      resolve(held);
    };
    const aborted = () => settle(holds());
    const deadline = clock.after(ms, () => settle(holds()));
    listener = link.onDidChange(() => {
      if (holds()) settle(true);
    });
    signal?.addEventListener('abort', aborted);
    if (holds() || signal?.aborted) settle(holds());
  });
}
