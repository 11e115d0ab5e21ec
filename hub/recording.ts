// A recording of one run: JSON Lines, appended in order without making the hub wait.
import * as fs from 'node:fs';
import { promisify } from 'node:util';
import type { AgentToHub } from '../protocol/agent';
import {
  KEYFRAME_BYTES,
  RECORDING_FORMAT,
  RECORDING_VERSION,
  type RecordingEnd,
  type RecordingEvent,
  type RecordingHeader,
  type RecordingKeyframe,
} from '../protocol/recording';
import type { Change } from '../protocol/viewer';
import type { Clock } from './clock';
import type { Outcome, Who } from './model/model';

/** More than this unwritten means that the disk does not keep up, in bytes. */
const LIMIT = 64 * 1024 * 1024;

const write = promisify(fs.write);
const close = promisify(fs.close);

export interface RecordingOptions {
  /** Absolute path; a file that stands there is replaced. */
  file: string;
  run: string;
  name: string;
  clock: Clock;
  /** The whole model of the run, for keyframes. */
  model(): Change[];
  /** Writing failed, and has been given up. Called at most once. */
  failed(why: string): void;
}

type Line = RecordingHeader | RecordingEvent | RecordingKeyframe | RecordingEnd;

export class Recording {
  readonly file: string;
  readonly #options: RecordingOptions;
  readonly #descriptor: number;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #sinceKeyframe = 0;
  #writing: Promise<void> | null = null;
  #state: 'open' | 'failed' | 'ended' = 'open';

  /** @throws Error where the file cannot be made */
  constructor(options: RecordingOptions) {
    this.file = options.file;
    this.#options = options;
    this.#descriptor = fs.openSync(options.file, 'w');
    this.#append({
      type: 'recording',
      time: options.clock.now(),
      format: RECORDING_FORMAT,
      version: RECORDING_VERSION,
      run: options.run,
      name: options.name,
      startedAt: options.clock.date(),
    });
  }

  /** Appends what an agent said; the model has taken it already. */
  add(who: Who, message: AgentToHub): void {
    this.#sinceKeyframe += this.#append({ ...message, process: who.process, thread: whoseThread(who, message) });
    if (this.#sinceKeyframe >= KEYFRAME_BYTES) this.#addKeyframe();
  }

  /** Appends the last state and the end of the run, and closes the file. Resolves when all is written, or was given up. */
  async end(outcome: Outcome): Promise<void> {
    if (this.#state === 'open') {
      this.#addKeyframe();
      this.#append({ type: 'end', time: this.#options.clock.now(), ...outcome });
    }
    await this.close();
  }

  /** Closes the file without an end line. Resolves when all is written, or was given up. */
  async close(): Promise<void> {
    if (this.#state === 'ended') return;
    while (this.#writing) await this.#writing;
    this.#state = 'ended';
    await close(this.#descriptor).catch(() => {});
  }

  #addKeyframe(): void {
    this.#sinceKeyframe = 0;
    this.#append({ type: 'keyframe', time: this.#options.clock.now(), model: this.#options.model() });
  }

  #append(line: Line): number {
    if (this.#state !== 'open') return 0;
    const text = `${JSON.stringify(line)}\n`;
    this.#waiting.push(text);
    this.#waitingBytes += text.length;
    if (this.#waitingBytes > LIMIT) this.#fail('the disk is too slow.');
    this.#writing ??= this.#write();
    return text.length;
  }

  async #write(): Promise<void> {
    try {
      // All lines of a turn of the event loop go in one call.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.#waiting.length > 0) await this.#writeWaiting();
    } catch (error) {
      this.#fail((error as Error).message);
    } finally {
      this.#writing = null;
    }
  }

  async #writeWaiting(): Promise<void> {
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#waitingBytes = 0;
    let written = 0;
    while (written < bytes.length) written += (await write(this.#descriptor, bytes, written)).bytesWritten;
  }

  #fail(why: string): void {
    if (this.#state !== 'open') return;
    this.#state = 'failed';
    this.#waiting = [];
    this.#options.failed(why);
  }
}

/** Events of threads carry the id of the thread they tell of in the same field; who tells it is of less use. */
function whoseThread(who: Who, message: AgentToHub): number {
  return 'thread' in message ? message.thread : who.thread;
}
