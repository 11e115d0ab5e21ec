// A file of lines: appended in order without making the hub wait.
import * as fs from 'node:fs';
import { promisify } from 'node:util';

/** More than this unwritten means that the disk does not keep up, in bytes. */
const LIMIT = 64 * 1024 * 1024;

const write = promisify(fs.write);
const close = promisify(fs.close);

/** A line with its end, and its length. */
export interface Line {
  text: string;
  bytes: number;
}

export interface LineFileEvents {
  /** More of it is on disk. */
  written?(): void;
  /** Writing failed, and has been given up. Called at most once. */
  failed(why: string): void;
}

export class LineFile {
  readonly path: string;
  readonly #events: LineFileEvents;
  readonly #descriptor: number;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #size = 0;
  #written = 0;
  #writing: Promise<void> | null = null;
  #state: 'open' | 'failed' | 'closed' = 'open';

  /**
   * A file that stands there is replaced.
   * @throws Error where it cannot be made
   */
  constructor(path: string, mode: number, events: LineFileEvents) {
    this.path = path;
    this.#events = events;
    this.#descriptor = fs.openSync(path, 'w', mode);
  }

  /** With what is not on disk yet, in bytes. */
  get size(): number {
    return this.#size;
  }

  /** Whole lines on disk, in bytes. */
  get written(): number {
    return this.#written;
  }

  append({ text, bytes }: Line): void {
    if (this.#state !== 'open') return;
    this.#waiting.push(text);
    this.#waitingBytes += bytes;
    this.#size += bytes;
    if (this.#waitingBytes > LIMIT) this.#fail('the disk is too slow.');
    this.#writing ??= this.#write();
  }

  /** Resolves when all that was appended before is on disk, or was given up. */
  async flushed(): Promise<void> {
    const size = this.#size;
    while (this.#writing && this.#written < size) await this.#writing;
  }

  /** Resolves when all is written, or was given up. */
  async close(): Promise<void> {
    while (this.#writing) await this.#writing;
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    await close(this.#descriptor).catch(() => {});
  }

  async #write(): Promise<void> {
    try {
      // All lines of a turn of the event loop go in one call.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#writeWaiting();
    } catch (error) {
      this.#fail((error as Error).message);
    } finally {
      this.#writing = this.#waiting.length > 0 ? this.#write() : null;
    }
  }

  async #writeWaiting(): Promise<void> {
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#waitingBytes = 0;
    let written = 0;
    while (written < bytes.length) written += (await write(this.#descriptor, bytes, written)).bytesWritten;
    this.#written += bytes.length;
    this.#events.written?.();
  }

  #fail(why: string): void {
    if (this.#state !== 'open') return;
    this.#state = 'failed';
    this.#waiting = [];
    this.#events.failed(why);
  }
}
