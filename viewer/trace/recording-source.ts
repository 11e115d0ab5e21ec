// A recording that is shown: read at once, while there is nobody yet to show it, and anew each time that all of it is asked for
// again. What was read is the shower's, and nothing of it is kept here: one of 100 MB would be kept twice.
import type { TraceChunk } from '../../protocol/timeline';
import { type Disposable, Emitter } from '../emitter';
import type { TraceReader } from './trace-reader';

export class RecordingSource implements Disposable {
  readonly #open: () => TraceReader;
  readonly #chunks = new Emitter<TraceChunk>();
  readonly #progress = new Emitter<number | null>();
  readonly #problems = new Emitter<string>();
  #reader: TraceReader | null = null;
  /** What the first reading gave, in its order, until it is asked for; `null` from then on. */
  #untold: (() => void)[] | null = [];

  readonly onDidChunk = this.#chunks.event;
  /** Share of the recording that is read; `null` once no more is. */
  readonly onDidProgress = this.#progress.event;
  /** A sentence for a person: what can't be shown, and why. */
  readonly onDidProblem = this.#problems.event;

  /** @param open begins to read */
  constructor(open: () => TraceReader) {
    this.#open = open;
    this.#read();
  }

  /** Gives all chunks from the first on, and nothing of a reading before. Nothing is given before this. */
  again(): void {
    const untold = this.#untold;
    this.#untold = null;
    if (untold === null) this.#read();
    else for (const tell of untold) tell();
  }

  /** Reads no further. */
  cancel(): void {
    this.#reader?.cancel();
  }

  dispose(): void {
    this.#end();
    this.#untold = null;
    for (const emitter of [this.#chunks, this.#progress, this.#problems]) emitter.clear();
  }

  #read(): void {
    this.#end();
    const reader = this.#open();
    this.#reader = reader;
    reader.onDidChunk((chunk) => this.#tell(() => this.#chunks.fire(chunk)));
    reader.onDidProblem((text) => this.#tell(() => this.#problems.fire(text)));
    reader.onDidProgress((done) => {
      if (done === null) this.#end();
      this.#tell(() => this.#progress.fire(done));
    });
  }

  #tell(tell: () => void): void {
    if (this.#untold === null) tell();
    else this.#untold.push(tell);
  }

  #end(): void {
    this.#reader?.dispose();
    this.#reader = null;
  }
}
