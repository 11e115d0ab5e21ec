// What is written to an agent whose process may have ended meanwhile.
import * as fs from 'node:fs';
import type { Socket } from 'node:net';
import { Writable } from 'node:stream';

/**
 * Writes past the socket's stream: that is destroyed by a write that fails, with all that the peer left to be read.
 * A peer that has gone is no error here; what it sent ends by itself.
 */
export class Outgoing extends Writable {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const left = this.#writeSome(chunk);
    if (left.length > 0 && this.#socket.writable) this.#socket.write(left, () => done());
    else done();
  }

  /** What the system did not take at once, or all where there is no descriptor (Windows). */
  #writeSome(chunk: Buffer): Buffer {
    const { fd = -1 } = (this.#socket as unknown as { _handle: { fd?: number } | null })._handle ?? {};
    if (fd < 0) return chunk;
    try {
      return chunk.subarray(fs.writeSync(fd, chunk));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? chunk : chunk.subarray(chunk.length);
    }
  }
}
