// The recording of one run: each line is made once, for the ring and for the file that somebody asked for.
import type { AgentToHub } from '../../protocol/agent';
import {
  KEYFRAME_BYTES,
  RECORDING_FORMAT,
  RECORDING_VERSION,
  type RecordingChanges,
  type RecordingEnd,
  type RecordingEvent,
  type RecordingHeader,
  type RecordingKeyframe,
  type RecordingMessages,
} from '../../protocol/recording';
import type { Change } from '../../protocol/viewer';
import type { Clock } from '../clock';
import type { Outcome, Who } from '../model/model';
import { Held } from './held';
import { type Line, LineFile } from './line-file';
import { type Messages, OtherEnds } from './other-ends';
import { Ring } from './ring';

export interface RecordingOptions {
  run: string;
  name: string;
  clock: Clock;
  /** The ring's own directory. */
  directory: string;
  /** How many bytes of it are kept. */
  limit: number;
  /** The whole model of the run, for keyframes. */
  model(): Change[];
  targetOf: (who: Who) => string | undefined;
  otherEnd: ConstructorParameters<typeof OtherEnds>[0];
  isLate: ConstructorParameters<typeof OtherEnds>[1];
  /** A segment of the ring begins. */
  begun(): void;
  /** More of the ring is on disk. */
  written(): void;
  /** Writing has been given up, of the file or of the ring. */
  failed(path: string, why: string): void;
}

type AnyLine =
  | RecordingHeader
  | RecordingEvent
  | RecordingMessages
  | RecordingChanges
  | RecordingKeyframe
  | RecordingEnd;

export class Recording {
  readonly ring: Ring;
  readonly #options: RecordingOptions;
  readonly #ends: OtherEnds;
  readonly #held: Held;
  #file: LineFile | null = null;
  /** Bytes in the file since its last keyframe. */
  #sinceKeyframe = 0;
  #outcome: Outcome | null = null;
  #ended = false;

  constructor(options: RecordingOptions) {
    const { clock, directory, limit, begun, written, failed } = options;
    this.#options = options;
    this.#ends = new OtherEnds(options.otherEnd, options.isLate);
    this.#held = new Held(clock);
    this.ring = new Ring({
      directory,
      limit,
      header: lineOf(headerOf(options)),
      keyframe: () => this.#keyframe(),
      begun,
      written,
      failed: (why) => failed(directory, why),
    });
  }

  /** The file that the whole recording is written to, while it is. */
  get file(): string | null {
    return this.#file?.path ?? null;
  }

  /** The ring holds the end of the run. */
  get isEnded(): boolean {
    return this.#ended;
  }

  /**
   * From here on all is written to this file too, under this name.
   * @throws Error where it cannot be made
   */
  writeTo(path: string, name: string): void {
    const { failed, model } = this.#options;
    this.#file = new LineFile(path, 0o666, { failed: (why) => failed(path, why) });
    this.#file.append(lineOf(headerOf({ ...this.#options, name })));
    if (model().length > 0) this.#addKeyframe(this.#file);
  }

  /** Appends what an agent said; the model has taken it already, and nobody else needs it. */
  add(who: Who, message: AgentToHub): void {
    const target = this.#options.targetOf(who) ?? null;
    if (message.type === 'messages') {
      this.#addMessages(who, target, message);
      return;
    }
    if (message.type === 'channel') {
      this.#ends.made(who, target, message.ports);
      this.#held.look();
    }
    this.#append({ ...message, process: who.process, thread: whoseThread(who, message), target });
  }

  addChanges(changes: Change[]): void {
    this.#append({ type: 'changes', time: this.#options.clock.now(), changes });
  }

  /** The run's command ended: ends the file, if there is one. Resolves when all is written, or was given up. */
  async endFile(outcome: Outcome): Promise<void> {
    this.#outcome = outcome;
    const file = this.#file;
    if (!file) return;
    this.#held.flush();
    this.#file = null;
    this.#addKeyframe(file);
    file.append(this.#endOf(outcome));
    await file.close();
  }

  /** All of the run has ended. `outcome` is that of its first process, where its launcher did not tell. */
  async end(outcome: Outcome): Promise<void> {
    if (this.#ended) return;
    this.#held.flush();
    const last = this.#outcome ?? outcome;
    const file = this.endFile(last);
    this.ring.append(this.#endOf(last));
    this.#ended = true;
    await Promise.all([file, this.ring.close()]);
  }

  /** Lets the file go, without an end, and takes the ring away. */
  async close(): Promise<void> {
    this.#held.flush();
    await Promise.all([this.#file?.close(), this.ring.remove()]);
  }

  #addMessages(who: Who, target: string | null, message: Messages): void {
    this.#ends.take(who, target, message);
    this.#held.add({
      teller: `${who.process}:${who.thread}`,
      isReady: () => this.#ends.isComplete(who, message),
      giveUp: () => this.#ends.giveUp(who, message),
      write: () => this.#append(this.#complete(who, target, message)),
    });
    // After it: what an earlier holder of a port tells comes before what the next one does.
    this.#held.look();
  }

  /** Adds what is known of the other ends: of thousands a second no copies are made. */
  #complete(who: Who, target: string | null, message: Messages): RecordingMessages {
    for (const each of message.counts) {
      const { sent, received } = this.#ends.before(who, each.peer);
      each.sent += sent;
      each.received += received;
      Object.assign(each, this.#ends.of(who, each.peer));
    }
    for (const each of message.records ?? []) {
      each.n += this.#ends.before(who, each.peer)[each.way];
      Object.assign(each, this.#ends.of(who, each.peer));
    }
    return Object.assign(message, who, { target }) as unknown as RecordingMessages;
  }

  #append(content: AnyLine): void {
    const line = lineOf(content);
    this.#ended = false;
    this.ring.append(line);
    if (!this.#file) return;
    this.#file.append(line);
    this.#sinceKeyframe += line.bytes;
    if (this.#sinceKeyframe >= KEYFRAME_BYTES) this.#addKeyframe(this.#file);
  }

  #addKeyframe(file: LineFile): void {
    this.#sinceKeyframe = 0;
    file.append(this.#keyframe());
  }

  #keyframe(): Line {
    return lineOf({ type: 'keyframe', time: this.#options.clock.now(), model: this.#options.model() });
  }

  #endOf(outcome: Outcome): Line {
    return lineOf({ type: 'end', time: this.#options.clock.now(), ...outcome });
  }
}

function headerOf({ clock, run, name }: RecordingOptions): RecordingHeader {
  const startedAt = clock.date();
  const format = { format: RECORDING_FORMAT, version: RECORDING_VERSION } as const;
  return { type: 'recording', time: clock.now(), ...format, run, name, startedAt };
}

function lineOf(content: AnyLine): Line {
  const text = `${JSON.stringify(content)}\n`;
  return { text, bytes: Buffer.byteLength(text) };
}

/** Events of threads carry the id of the thread they tell of in the same field; who tells it is of less use. */
function whoseThread(who: Who, message: AgentToHub): number {
  return 'thread' in message ? message.thread : who.thread;
}
