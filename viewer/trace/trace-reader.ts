// A trace, read in a thread of its own: what the extension host has of it.
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { TraceChunk } from '../../protocol/timeline';
import { type Disposable, Emitter } from '../emitter';
import { draftOf } from './draft';
import { problemWords, RecordingError, type Translate } from './errors';
import type { TraceSummary } from './summary';
import type { FromTraceThread, RecordedFailure, ToTraceThread, TraceOrder } from './thread-messages';

export interface TraceReaderOptions {
  /** Path of `trace-thread.ts`, bundled. */
  thread: string;
  t: Translate;
  /** Paths such as `meta.correlation` to ids that requests and replies share, in captured payloads. */
  idFields?: readonly string[];
}

/** In MB. Of a line that was taken nothing stays: with more room, what is over only lies around for longer. */
const YOUNG = 12;

interface Asked {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class TraceReader implements Disposable {
  readonly #worker: Worker;
  /** Resolves once the thread does nothing more. */
  readonly #idle: Promise<void>;
  readonly #t: Translate;
  readonly #name: string;
  readonly #chunks = new Emitter<TraceChunk>();
  readonly #progress = new Emitter<number | null>();
  readonly #problems = new Emitter<string>();
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #turn = 0;
  #isOver = false;
  #settle: { resolve(): void; reject(error: Error): void } | null = null;

  /** Resolves once a recording is read to its end; fails with a RecordingError where it can't be. Of a live trace never. */
  readonly whole = new Promise<void>((resolve, reject) => {
    this.#settle = { resolve, reject };
  });
  readonly onDidChunk = this.#chunks.event;
  /** Share of a recording that is read; `null` once no more is. */
  readonly onDidProgress = this.#progress.event;
  /** A sentence for a person: what can't be shown, and why. */
  readonly onDidProblem = this.#problems.event;

  /** Reads a recording. Where it can't, a problem says so. */
  static open(file: string, options: TraceReaderOptions): TraceReader {
    return new TraceReader(file, options);
  }

  /** Makes a trace of the lines that are added. */
  static live(options: TraceReaderOptions): TraceReader {
    return new TraceReader(null, options);
  }

  private constructor(file: string | null, { thread, t, idFields = [] }: TraceReaderOptions) {
    this.#t = t;
    this.#name = file ?? '';
    // Few wait for it.
    this.whole.catch(() => {});
    const workerData: TraceOrder = { file, idFields };
    this.#worker = new Worker(thread, { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG } });
    this.#worker.unref();
    this.#worker.on('message', (message: FromTraceThread) => this.#take(message));
    this.#worker.on('error', (error) => this.#fail(error.message));
    this.#idle = new Promise((resolve) => {
      this.#worker.on('message', ({ type }: FromTraceThread) => type === 'ended' && resolve());
      this.#worker.once('exit', () => resolve());
    });
    this.#worker.on('exit', () => this.#end());
  }

  /** Whole lines of a recording. */
  add(lines: string): void {
    this.#post({ type: 'lines', lines });
  }

  /** Gives all chunks from the first on once more, and nothing of before besides. */
  again(): void {
    this.#post({ type: 'again', turn: ++this.#turn });
  }

  /** Reads no further; what was read stays. */
  cancel(): void {
    this.#post({ type: 'cancel' });
  }

  /** What there is by now, as figures. Fails where the thread ends before. */
  summarize(): Promise<TraceSummary> {
    return this.#ask((id) => ({ type: 'summarize', id })) as Promise<TraceSummary>;
  }

  /** Writes what there is by now as a Chrome trace. Fails with a RecordingError. */
  async exportTo(file: string): Promise<void> {
    const draft = draftOf(file);
    try {
      await this.#ask((id) => ({ type: 'export', id, file, draft }));
    } catch (error) {
      await this.#removeOnceOver(draft);
      throw error;
    }
  }

  dispose(): void {
    for (const emitter of [this.#chunks, this.#progress, this.#problems]) emitter.clear();
    // It ends by itself: see QUIET in trace-thread.ts for why it isn't terminated.
    this.#post({ type: 'end' });
    this.#end();
  }

  #post(message: ToTraceThread): void {
    if (!this.#isOver) this.#worker.postMessage(message);
  }

  #ask(question: (id: number) => ToTraceThread): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (this.#isOver) return reject(this.#ended());
      this.#asked.set(id, { resolve, reject });
      this.#post(question(id));
    });
  }

  /** A thread that fails while it writes cleans up nothing; one that gives up has done so itself. */
  async #removeOnceOver(draft: string): Promise<void> {
    if (!this.#isOver) return;
    await this.#idle;
    await rm(draft, { force: true }).catch(() => {});
  }

  #take(message: FromTraceThread): void {
    switch (message.type) {
      case 'chunk':
        // What was on its way when all was asked for again comes twice.
        if (message.turn === this.#turn) this.#chunks.fire(message.chunk);
        break;
      case 'progress':
        if (message.done === null) this.#settle?.resolve();
        this.#progress.fire(message.done);
        break;
      case 'problem':
        this.#problems.fire(problemWords(message.problem, this.#t));
        break;
      case 'failed':
        this.#tellFailure(this.#errorOf(message.failure));
        break;
      case 'summary':
        this.#answer(message.id)?.resolve(message.summary);
        break;
      case 'exported':
        if (message.failure) this.#answer(message.id)?.reject(this.#errorOf(message.failure));
        else this.#answer(message.id)?.resolve(undefined);
    }
  }

  #answer(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    return asked;
  }

  #errorOf({ failure, file, why }: RecordedFailure): RecordingError {
    return new RecordingError(failure, file, why, this.#t);
  }

  /** The thread itself failed: most likely it had not the memory for so large a recording. */
  #fail(why: string): void {
    this.#tellFailure(new RecordingError('failed', this.#name, why, this.#t));
    this.#progress.fire(null);
  }

  #tellFailure(error: RecordingError): void {
    this.#settle?.reject(error);
    this.#problems.fire(error.message);
  }

  #end(): void {
    this.#isOver = true;
    this.#settle?.reject(this.#ended());
    for (const { reject } of this.#asked.values()) reject(this.#ended());
    this.#asked.clear();
  }

  #ended(): Error {
    return new RecordingError('failed', this.#name, this.#t('its reader has ended'), this.#t);
  }
}
