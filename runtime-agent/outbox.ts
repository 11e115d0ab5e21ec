// What waits to be written to the hub.
import { encodeFrame, OPCODE } from './frames';
import { now, sleep, writeDescriptor } from './originals';

/** How long a write that found the socket full sleeps before it tries again, at a program's exit. */
const EXIT_PAUSE_MS = 2;
/** A socket is writable while a quarter of its buffer is in use: 52 KB by default on Linux. */
const EARLY_ROOM = 16 * 1024;
/** What the system itself puts to each write, roughly. */
const WRITE_COST = 1024;
const ANY = Number.POSITIVE_INFINITY;

/**
 * Frames in order, written straight to the socket's descriptor.
 * Not through libuv: a write of its that the hub does not take keeps the event loop, and so the program, alive,
 * however much the socket is unref'd. And what stands here can still be written by the last code that runs in a process.
 */
export class Outbox {
  #frames: Buffer[] = [];
  /** How much of the first frame is written. */
  #offset = 0;
  /** How much may be written before {@link connected}. */
  #room = EARLY_ROOM;
  /** Bytes that wait. */
  size = 0;

  push(frame: Buffer): void {
    this.#frames.push(frame);
    this.size += frame.length;
  }

  /** For the next connection. */
  clear(): void {
    this.#empty();
    this.#room = EARLY_ROOM;
  }

  /**
   * The socket may be filled from now on. Until then libuv waits for it to become writable, with a request that keeps the
   * program alive: for ever, if the hub is stopped and the socket full.
   */
  connected(): void {
    this.#room = ANY;
  }

  /** Only an answer tells whether the hub reads: the program lets no event loop run. */
  get isTight(): boolean {
    return this.#room <= 0;
  }

  /** The hub has read what was written so far. */
  answered(): void {
    if (this.#room === ANY) return;
    this.#room = EARLY_ROOM;
    const ping = encodeFrame(OPCODE.ping, '');
    this.#frames.splice(this.#offset && 1, 0, ping);
    this.size += ping.length;
  }

  /** All that waits, as one buffer; for where there is no descriptor. */
  take(): Buffer {
    const all = Buffer.concat(this.#frames);
    this.#empty();
    return all;
  }

  #empty(): void {
    this.#frames = [];
    this.#offset = this.size = 0;
  }

  /** Writes what the socket takes at once. `false` where something is left. @throws where the hub is gone. */
  drain(descriptor: number): boolean {
    for (let frame = this.#frames[0]; frame; frame = this.#frames[0]) {
      const length = Math.min(frame.length - this.#offset, this.#room);
      const written = length > 0 ? writeSome(descriptor, frame, this.#offset, length) : 0;
      this.#offset += written;
      this.#room -= written + WRITE_COST;
      this.size -= written;
      if (this.#offset < frame.length) return false;
      this.#frames.shift();
      this.#offset = 0;
    }
    return true;
  }

  /** Last words: writes all, sleeping while the socket is full, for at most `ms`. */
  flush(descriptor: number, ms: number): void {
    this.connected();
    const deadline = now() + ms;
    while (!this.drain(descriptor) && now() < deadline) sleep(EXIT_PAUSE_MS);
  }
}

function writeSome(descriptor: number, frame: Buffer, offset: number, length: number): number {
  try {
    return writeDescriptor(descriptor, frame, offset, length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}
