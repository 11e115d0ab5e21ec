// The last of a run's recording, bounded, on disk: files that each begin as a recording does, with the header and a keyframe,
// so that what is left when the oldest are dropped is a recording too.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { KEYFRAME_BYTES } from '../../protocol/recording';
import { type Line, LineFile } from './line-file';

/** So many segments there are at least, once the ring is full. */
const SEGMENTS = 16;

export interface RingOptions {
  /** Its own, made when it is needed. */
  directory: string;
  /** How many bytes are kept; more only where the newest segment alone has more. */
  limit: number;
  /** First line of each segment, always the same. */
  header: Line;
  /** The whole model, now: second line of a segment. */
  keyframe(): Line;
  /** A segment begins. */
  begun?(): void;
  /** More of it is on disk. */
  written(): void;
  /** Writing failed, and has been given up. Called at most once. */
  failed(why: string): void;
}

export interface Segment {
  /** Counts up from 0. */
  readonly number: number;
  readonly file: LineFile;
  /** Bytes of its header and keyframe. */
  readonly head: number;
  /** Nothing more is appended to it. */
  full: boolean;
}

export class Ring {
  readonly #options: RingOptions;
  #segments: Segment[] = [];
  #limit: number;
  #count = 0;
  #failed = false;

  constructor(options: RingOptions) {
    this.#options = options;
    this.#limit = options.limit;
  }

  get directory(): string {
    return this.#options.directory;
  }

  /** Bytes of the first line of each segment. */
  get headerBytes(): number {
    return this.#options.header.bytes;
  }

  /** Those that are kept, the oldest first. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** With what is not on disk yet, in bytes. */
  get size(): number {
    return this.#segments.reduce((sum, { file }) => sum + file.size, 0);
  }

  append(line: Line): void {
    if (this.#failed) return;
    try {
      this.#current().file.append(line);
      this.#drop();
    } catch (error) {
      this.#fail((error as Error).message);
    }
  }

  /** From here on so many bytes are kept. */
  keep(limit: number): void {
    this.#limit = limit;
    this.#drop();
  }

  /** Drops the oldest segment; `false` where there is but one. */
  dropOldest(): boolean {
    if (this.#segments.length < 2) return false;
    const { file } = this.#segments.shift()!;
    void file.close().then(() => fs.promises.rm(file.path, { force: true }).catch(() => {}));
    return true;
  }

  /** Resolves when all that was appended before is on disk, or was given up. */
  async flushed(): Promise<void> {
    await Promise.all(this.#segments.map(({ file }) => file.flushed()));
  }

  /**
   * Lets the file go; what is appended later begins a segment. Resolves when all that is kept is on disk, or was given up: also
   * of older segments, which may take longer than the newest.
   */
  async close(): Promise<void> {
    const last = this.#segments.at(-1);
    if (last) last.full = true;
    await Promise.all(this.#segments.map(({ file }) => file.close()));
  }

  /** Takes all away. */
  async remove(): Promise<void> {
    this.#failed = true;
    const files = this.#segments.map(({ file }) => file);
    this.#segments = [];
    await Promise.all(files.map((file) => file.close()));
    // Where it could not be made, there is nothing.
    await fs.promises.rm(this.#options.directory, { recursive: true, force: true }).catch(() => {});
  }

  #current(): Segment {
    const last = this.#segments.at(-1);
    if (last && !last.full && last.file.size - last.head < Math.max(this.#segmentBytes, last.head)) return last;
    const segment = this.#begin();
    if (last) this.#end(last);
    return segment;
  }

  get #segmentBytes(): number {
    return Math.min(KEYFRAME_BYTES, this.#limit / SEGMENTS);
  }

  #begin(): Segment {
    const { directory, header, keyframe, written } = this.#options;
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const number = this.#count++;
    const name = path.join(directory, `${number}.wlens.jsonl`);
    const file = new LineFile(name, 0o600, { written, failed: (why) => this.#fail(why) });
    file.append(header);
    file.append(keyframe());
    const segment = { number, file, head: file.size, full: false };
    this.#segments.push(segment);
    this.#options.begun?.();
    return segment;
  }

  #end(segment: Segment): void {
    segment.full = true;
    // Who follows may wait for its end.
    void segment.file.close().then(() => this.#options.written());
  }

  #drop(): void {
    while (this.size > this.#limit && this.dropOldest()) {}
  }

  #fail(why: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#options.failed(why);
  }
}
