// Reads what a ring keeps, whole lines in their order, without holding more than one part of it.
import * as fs from 'node:fs/promises';
import type { Ring, Segment } from './ring';

/** Bytes of one part, but for a line that is longer. */
export const PART_BYTES = 256 * 1024;

const LINE_END = 10;

export interface Part {
  /** Whole lines. */
  lines: string;
  /** Older ones were dropped before them. */
  gap: boolean;
  /** There is more already. */
  more: boolean;
}

export class Cursor {
  readonly #ring: Ring;
  /** What is read; `null` before the first. */
  #segment: Segment | null = null;
  /** Bytes of it that were read. */
  #offset = 0;
  #gap = false;

  constructor(ring: Ring) {
    this.#ring = ring;
  }

  /** The next lines; `null` where there are none yet. */
  async next(): Promise<Part | null> {
    for (let segment = this.#find(); segment; segment = this.#find()) {
      const lines = await this.#read(segment);
      if (lines === null) continue;
      const gap = this.#gap;
      this.#gap = false;
      return { lines, gap, more: this.#find() !== null };
    }
    return null;
  }

  /** The segment in which there is something to be read. */
  #find(): Segment | null {
    const { segments } = this.#ring;
    const [oldest] = segments;
    if (!oldest) return null;
    if (!this.#segment) this.#enter(oldest, oldest.number > 0);
    for (let at = this.#segment!; ; at = this.#segment!) {
      const next = segments[at.number + 1 - oldest.number];
      const isRead = at.full && this.#offset >= at.file.size;
      if (at.number < oldest.number) this.#enter(oldest, !isRead || oldest.number > at.number + 1);
      else if (this.#offset < at.file.written) return at;
      else if (isRead && next) this.#enter(next, false);
      else return null;
    }
  }

  /** All segments have the same header: it is told once. */
  #enter(segment: Segment, gap: boolean): void {
    this.#offset = this.#segment ? this.#ring.headerBytes : 0;
    this.#segment = segment;
    this.#gap ||= gap;
  }

  /** Whole lines; `null` where somebody damaged the file, or took it away: the rest of it is left out. */
  async #read(segment: Segment): Promise<string | null> {
    const end = segment.file.written;
    try {
      const lines = await readLines(segment.file.path, this.#offset, end);
      if (lines.length > 0) {
        this.#offset += lines.length;
        return lines.toString();
      }
    } catch {
      // Gone; or dropped just now, which is found next.
    }
    this.#offset = end;
    this.#gap = true;
    return null;
  }
}

/** Whole lines of a file from `start` on: those that begin a part, or one that is longer; none where no line ends. */
async function readLines(path: string, start: number, end: number): Promise<Buffer> {
  const file = await fs.open(path);
  try {
    for (let length = PART_BYTES; ; length *= 2) {
      const wanted = Math.min(length, end - start);
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, start);
      const lines = wholeLines(buffer.subarray(0, bytesRead));
      if (lines.length > 0 || bytesRead < wanted || wanted === end - start) return lines;
    }
  } finally {
    await file.close();
  }
}

function wholeLines(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf(LINE_END) + 1);
}
