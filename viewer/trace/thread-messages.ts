// Between a TraceReader and its thread.
import type { TraceChunk } from '../../protocol/timeline';
import type { Failure, Problem } from './errors';
import type { TraceSummary } from './summary';

/** What the thread is made for. */
export interface TraceOrder {
  /** `null`: lines come live. */
  file: string | null;
  idFields: readonly string[];
}

export type ToTraceThread =
  /** Whole lines of a recording. */
  | { type: 'lines'; lines: string }
  /** Tell all from the start; chunks bear this number from here on. */
  | { type: 'again'; turn: number }
  /** Read no further. */
  | { type: 'cancel' }
  | { type: 'summarize'; id: number }
  /** Write what there is as a Chrome trace, first into the draft. */
  | { type: 'export'; id: number; file: string; draft: string }
  /** Give up whatever is under way, and end. */
  | { type: 'end' };

export type FromTraceThread =
  | { type: 'chunk'; turn: number; chunk: TraceChunk }
  | { type: 'progress'; done: number | null }
  | { type: 'problem'; problem: Problem }
  | { type: 'failed'; failure: RecordedFailure }
  | { type: 'summary'; id: number; summary: TraceSummary }
  /** `failure`: it could not be written. */
  | { type: 'exported'; id: number; failure: RecordedFailure | null }
  /** Nothing is under way any more, and of what was given up nothing is left. */
  | { type: 'ended' };

/** An error as it goes from thread to thread. */
export interface RecordedFailure {
  failure: Failure;
  file: string;
  why: string;
}
