// What the benchmark asks of its part inside the extension host, and what comes back.
import type { Samples } from '../lib/rounds';

/** The environment variable that holds an `Order` as JSON. */
export const ORDER_VARIABLE = 'WORKER_LENS_BENCH_ATTACH';

export interface Order {
  /** The Node that runs the program. */
  node: string;
  rounds: number;
  /** The file that takes the `Result` as JSON. */
  result: string;
}

/** A process, a process's only thread, and one of its many threads. */
export type Scene = 'process' | 'thread' | 'oneOfMany';

/** From the click to the breakpoint hit, in ms, for each round. */
export type Times = Samples<'lens' | 'jsDebug', number>;

export type Result = Record<Scene, Times>;
