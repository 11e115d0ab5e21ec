// A file that tells one process or thread to wait: as long as it is there, and somebody keeps touching it.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Clock, Timer } from '../clock';

const FILE = /^hold-[0-9a-f]+$/;
/** How often it is touched, in ms; who waits goes on after 1.5 s without that. */
const TOUCH_INTERVAL = 250;

export class Lease {
  readonly file: string;
  readonly #clock: Clock;
  #timer: Timer;

  /** @throws Error where the system lets no file be made. */
  constructor(directory: string, clock: Clock) {
    this.file = path.join(directory, `hold-${randomBytes(8).toString('hex')}`);
    this.#clock = clock;
    fs.writeFileSync(this.file, '', { mode: 0o600, flag: 'wx' });
    this.#timer = this.#touchLater();
  }

  /** Whoever waits goes on. */
  end(): void {
    this.#clock.cancel(this.#timer);
    fs.rmSync(this.file, { force: true });
  }

  #touchLater(): Timer {
    return this.#clock.after(TOUCH_INTERVAL, () => {
      this.#touch();
      this.#timer = this.#touchLater();
    });
  }

  #touch(): void {
    const now = new Date();
    try {
      fs.utimesSync(this.file, now, now);
    } catch {
      // Whoever waited has taken it away, and gone on.
    }
  }
}

/** Takes away what a hub that died has left. */
export function removeLeases(directory: string): void {
  for (const name of fs.readdirSync(directory)) {
    if (FILE.test(name)) fs.rmSync(path.join(directory, name), { force: true });
  }
}
