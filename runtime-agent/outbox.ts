// What waits to be written to the hub.
import { now, waitFor, writeDescriptor } from './originals';

/** How long a write that found the socket full sleeps before it tries again, at a program's exit. */
const EXIT_PAUSE_MS = 2;

/**
 * Frames in order, written straight to the socket's descriptor.
 * Not through libuv: a write of its that the hub does not take keeps the event loop, and so the program, alive,
 * however much the socket is unref'd. And what stands here can still be written by the last code that runs in a process.
 */
export class Outbox {
  #frames: Buffer[] = [];
  /** How much of the first frame is written. */
  #offset = 0;
  /** Bytes that wait. */
  size = 0;

  push(frame: Buffer): void {
    this.#frames.push(frame);
    this.size += frame.length;
  }

  clear(): void {
    this.#frames = [];
    this.#offset = 0;
    this.size = 0;
  }

  /** All that waits, as one buffer; for where there is no descriptor. */
  take(): Buffer {
    const all = Buffer.concat(this.#frames);
    this.clear();
    return all;
  }

  /** Writes what the socket takes at once. `false` where it is full. @throws where the hub is gone. */
  drain(descriptor: number): boolean {
    for (let frame = this.#frames[0]; frame; frame = this.#frames[0]) {
      const written = writeSome(descriptor, frame, this.#offset);
      this.#offset += written;
      this.size -= written;
      if (this.#offset < frame.length) return false;
      this.#frames.shift();
      this.#offset = 0;
    }
    return true;
  }

  /** Last words: writes all, sleeping while the socket is full, for at most `ms`. */
  flush(descriptor: number, ms: number): void {
    const deadline = now() + ms;
    while (!this.drain(descriptor) && now() < deadline)
      waitFor(new Int32Array(new SharedArrayBuffer(4)), 0, 0, EXIT_PAUSE_MS);
  }
}

function writeSome(descriptor: number, frame: Buffer, offset: number): number {
  try {
    return writeDescriptor(descriptor, frame, offset);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}
