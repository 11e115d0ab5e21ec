// A recording that is shown: read anew each time that all of it is asked for. What was read is the shower's, and nothing of it
// is kept here: one of 100 MB would be kept twice.
import type { TraceChunk } from '../../protocol/timeline';
import { type Disposable, Emitter } from '../emitter';
import type { TraceReader } from './trace-reader';

export class RecordingSource implements Disposable {
  readonly #open: () => TraceReader;
  readonly #chunks = new Emitter<TraceChunk>();
  readonly #progress = new Emitter<number | null>();
  readonly #problems = new Emitter<string>();
  #reader: TraceReader | null = null;

  readonly onDidChunk = this.#chunks.event;
  /** Share of the recording that is read; `null` once no more is. */
  readonly onDidProgress = this.#progress.event;
  /** A sentence for a person: what can't be shown, and why. */
  readonly onDidProblem = this.#problems.event;

  /** @param open begins to read; not called before {@link again} */
  constructor(open: () => TraceReader) {
    this.#open = open;
  }

  /** Gives all chunks from the first on, and nothing of a reading before. */
  again(): void {
    this.#end();
    const reader = this.#open();
    this.#reader = reader;
    reader.onDidChunk((chunk) => this.#chunks.fire(chunk));
    reader.onDidProblem((text) => this.#problems.fire(text));
    reader.onDidProgress((done) => {
      if (done === null) this.#end();
      this.#progress.fire(done);
    });
  }

  /** Reads no further. */
  cancel(): void {
    this.#reader?.cancel();
  }

  dispose(): void {
    this.#end();
    for (const emitter of [this.#chunks, this.#progress, this.#problems]) emitter.clear();
  }

  #end(): void {
    this.#reader?.dispose();
    this.#reader = null;
  }
}
