// From what a program says that happened to the first frame in which its row shows it.

export type Kind = 'exit' | 'fork' | 'online' | 'thread' | 'threadExit';

/** A line of what the program wrote. `name`: the worker's id, or the thread's name; `at`: in ms since 1970. */
export interface Stamp {
  event: Kind;
  name: string;
  at: number;
}

/** What the rows said in a frame, and when it was drawn, by the same clock. */
export interface Frame {
  at: number;
  rows: string[];
}

export interface Happening {
  kind: Kind;
  /** ms */
  latency: number;
}

/** The row of a worker or a thread as a text: its label, and behind it without a blank its description. */
const SHOWN: Record<Kind, (rows: string[], name: string) => boolean> = {
  exit: (rows, worker) => rows.every((row) => !isWorker(row, worker) || isOver(row)),
  fork: (rows, worker) => rows.some((row) => isWorker(row, worker)),
  online: (rows, worker) => rows.some((row) => isWorker(row, worker) && !row.includes('starting')),
  thread: (rows, thread) => rows.some((row) => isThread(row, thread)),
  threadExit: (rows, thread) => rows.every((row) => !isThread(row, thread) || isOver(row)),
};

/** @throws Error where something was never shown: the run is void. */
export function latencies(stamps: readonly Stamp[], frames: readonly Frame[]): Happening[] {
  return stamps.map(({ event, name, at }) => {
    const frame = frames.find((each) => each.at >= at && SHOWN[event](each.rows, name));
    if (!frame) throw new Error(`${event} of ${name} was never shown`);
    return { kind: event, latency: frame.at - at };
  });
}

function isWorker(row: string, id: string): boolean {
  return new RegExp(`^worker ${id}(?!\\d)`).test(row.trim());
}

function isThread(row: string, name: string): boolean {
  return new RegExp(`^thread \\d+${name}(?!\\d)`).test(row.trim());
}

function isOver(row: string): boolean {
  return /exited|ended/.test(row);
}
