// What the benchmark asks of its part inside the extension host, and what comes back.
import type { Frame } from '../lib/happenings';
import type { Delays } from '../lib/loop-delays';

/** The environment variable that holds an `Order` as JSON. */
export const ORDER_VARIABLE = 'WORKER_LENS_BENCH_TREE';

/** Names a file for a CPU profile of the extension host while all changes. */
export const PROFILE_VARIABLE = 'WORKER_LENS_BENCH_PROFILE';

export interface Order {
  /** The Node that runs the program and the crowd. */
  node: string;
  workers: number;
  /** How often a worker makes a thread, ends, and is replaced. */
  cascades: number;
  /** The file that takes the program's stamps. */
  stamps: string;
  /** The bundle of `crowd-main.ts`. */
  crowd: string;
  processes: number;
  changes: number;
  /** How long the event loop is watched while all change, in parts of some ms each. */
  parts: number;
  part: number;
  /** How long the view is scrolled, in ms. */
  scrolling: number;
  /** The file that takes `Known` as JSON. */
  known: string;
  /** The file that takes the `Result` as JSON. */
  result: string;
}

/** What it tells while it goes on, as a line that begins so; what the page does meanwhile goes by it. */
export const PHASE = 'phase: ';
export type Phase = `events ${number}` | 'events over' | 'scroll quiet' | 'crowd' | 'scroll lively' | 'over';

/** Of what happens: what the extension knew, as rows, and since when. */
export type Known = Frame[];

export interface Result {
  /** Nothing runs. */
  idle: Delays[];
  /** While the crowd connects. */
  connecting: Delays[];
  /** The crowd is there; nothing changes. */
  quiet: Delays[];
  lively: Delays[];
  /** Lively, while the view is scrolled. */
  scrolled: Delays[];
  /** A process beside it that does nothing, at the same time. */
  beside: Delays[];
  /** How many changes were told in a second while all were lively. */
  changes: number;
}
