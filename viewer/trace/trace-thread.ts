// The thread that makes a trace: of a recording's file, or of lines as they come. It keeps all of it, to tell it again.
import { parentPort, type Transferable, workerData } from 'node:worker_threads';
import { COLUMNS, type TraceChunk } from '../../protocol/timeline';
import { writeChromeTrace } from './chrome-trace';
import { RecordingError } from './errors';
import { narrowed } from './narrow';
import { readRecording } from './read-recording';
import { summarize } from './summary';
import { buffersOf } from './table';
import type { FromTraceThread, RecordedFailure, ToTraceThread, TraceOrder } from './thread-messages';
import { TraceBuilder } from './trace-builder';

/** Chunks of a live run follow each other in so many ms; those of a file in more, for there is more to draw. */
const LIVE_PACE = 50;
const FILE_PACE = 200;
/**
 * How long the thread does nothing before it ends, in ms. Node up to 22 lets go of a thread before V8 has stopped compiling
 * its hot functions; if that needs memory just then, the whole process aborts (`NodePlatform::ForIsolate`).
 */
const QUIET = 1000;
/** Messages in a chunk: some MB. */
const MAX_MESSAGES = 50_000;
const GROUPS = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

const port = parentPort!;
const { file, idFields } = workerData as TraceOrder;

class TraceThread {
  #builder = new TraceBuilder({ idFields });
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;
  #toldAt = 0;
  readonly #cancelled = new AbortController();
  readonly #ended = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  read(path: string): void {
    this.#goesOn(this.#read(path));
  }

  async #read(path: string): Promise<void> {
    tell({ type: 'progress', done: 0 });
    try {
      this.#builder = await readRecording(path, {
        idFields,
        signal: this.#cancelled.signal,
        onPart: (builder, done) => this.#tellPart(builder, done),
      });
      this.#tellAll();
    } catch (error) {
      this.#tellAll();
      tell({ type: 'failed', failure: failureOf(error as Error, path) });
    }
    tell({ type: 'progress', done: null });
  }

  take(message: ToTraceThread): void {
    switch (message.type) {
      case 'lines':
        this.#builder.feed(message.lines);
        this.#timer ??= setTimeout(() => this.#tellAll(), LIVE_PACE);
        break;
      case 'again':
        this.#turn = message.turn;
        this.#builder.again();
        this.#tellAll();
        break;
      case 'cancel':
        this.#cancelled.abort();
        break;
      case 'summarize':
        tell({ type: 'summary', id: message.id, summary: summarize(this.#builder) });
        break;
      case 'export':
        this.#goesOn(this.#export(message.id, message.file, message.draft));
        break;
      case 'end':
        void this.#end();
    }
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#cancelled.abort();
    this.#ended.abort();
    await Promise.all(this.#underWay);
    tell({ type: 'ended' });
    setTimeout(() => port.close(), QUIET);
  }

  #goesOn(work: Promise<void>): void {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  async #export(id: number, path: string, draft: string): Promise<void> {
    try {
      await writeChromeTrace(this.#builder, path, draft, this.#ended.signal);
      tell({ type: 'exported', id, failure: null });
    } catch (error) {
      tell({ type: 'exported', id, failure: failureOf(error as Error, path) });
    }
  }

  #tellPart(builder: TraceBuilder, done: number): void {
    this.#builder = builder;
    if (performance.now() < this.#toldAt + FILE_PACE) return;
    tell({ type: 'progress', done });
    this.#tellAll();
  }

  #tellAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#ended.signal.aborted) return;
    do this.#tellChunk(this.#builder.take(MAX_MESSAGES));
    while (this.#builder.hasMore);
    for (const problem of this.#builder.takeProblems()) tell({ type: 'problem', problem });
    this.#toldAt = performance.now();
  }

  #tellChunk(chunk: TraceChunk): void {
    const groups = Object.fromEntries(GROUPS.map((group) => [group, narrowed(chunk[group])]));
    const buffers = Object.values(groups).flatMap(buffersOf);
    tell({ type: 'chunk', turn: this.#turn, chunk: { ...chunk, ...groups } }, buffers);
  }
}

function tell(message: FromTraceThread, transferred: readonly Transferable[] = []): void {
  port.postMessage(message, transferred);
}

function failureOf(error: Error, path: string): RecordedFailure {
  if (error instanceof RecordingError) return { failure: error.failure, file: error.file, why: error.why };
  return { failure: 'failed', file: path, why: error.message };
}

const thread = new TraceThread();
port.on('message', (message: ToTraceThread) => thread.take(message));
if (file !== null) thread.read(file);
