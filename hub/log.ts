// The hub's log: warnings and errors, in a file that stays small.
import * as fs from 'node:fs';

/** At this size the file begins anew, in bytes. */
const LIMIT = 256 * 1024;

export class Log {
  readonly #file: string;

  /** Makes no file until there is something to say. */
  constructor(file: string) {
    this.#file = file;
  }

  warn(message: string): void {
    this.#write('warning', message);
  }

  error(what: string, error: unknown): void {
    this.#write('error', `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  #write(level: string, message: string): void {
    try {
      const full = (fs.statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0) > LIMIT;
      const line = `${new Date().toISOString()} ${process.pid} ${level} ${message}\n`;
      fs.writeFileSync(this.#file, line, { flag: full ? 'w' : 'a', mode: 0o600 });
    } catch {
      // A full disk must not end the hub.
    }
  }
}
