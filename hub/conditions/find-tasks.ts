// Which of a process's threads, as the system sees them, is which of its threads as Node numbers them. A thread that never
// comes to its event loop says nothing, so it is found by elimination: both kinds of numbers are given in the order of
// creation, and its creator said when it had made it.
// A thread of Node 18 and 20 for files and the like that starts in the same 10 ms, and at once has much to do, may be taken for
// one of the program's. Nothing is found where the creator did not tell when it made it: of threads older than the lens.
import { type Task, TICK } from '../host/tasks';

/** How long the constructor of a thread may take, in ms: its creator tells of it after that. */
const LONGEST_CONSTRUCTION = 1000;
/**
 * The heap of a thread of the program's touches 1,700 pages before its first line, of 4 kB; others of 64 kB. What Node starts for
 * files and the like touches ten until it is given something to do.
 */
const LEAST_FAULTS = 100;
/** How Node 22 and later name threads of their own; the system keeps 15 letters. */
const OWN_NAMES = /^(libuv-worker|(node-)?V8Worker|DelayedTaskSche|SignalInspector|InspectorIo)/;

export interface Numbered {
  /** `threadId` */
  thread: number;
  /** When its creator had made it, in ms of the host's monotonic clock; null where that is not known. */
  created: number | null;
  /** The system's id of it, where it is known. */
  tid: number | null;
}

/**
 * @param threads the living ones of a process, without the main thread
 * @param tasks all of the process's, in the order in which they began
 * @param boot when the system started, in ms of the host's monotonic clock, up to a {@link TICK} late
 * @returns by `threadId`, the system's id of those whose id was not known
 */
export function findTasks(threads: readonly Numbered[], tasks: readonly Task[], boot: number): Map<number, number> {
  const found = new Map<number, number>();
  const claimed = new Set(threads.map(({ tid }) => tid));
  const places = new Map(tasks.map(({ tid }, place) => [tid, place]));
  const ordered = [...threads].sort((a, b) => b.thread - a.thread);
  // The last one first: what else starts with a program's threads, as for the files of its modules, mostly starts before.
  let end = tasks.length;
  for (const [i, { thread, created, tid }] of ordered.entries()) {
    let at: number | undefined = tid === null ? undefined : places.get(tid);
    if (tid === null && created !== null) {
      const first = placeBefore(ordered.slice(i + 1), places) + 1;
      const isIt = (task: Task) => !claimed.has(task.tid) && wasCreated(task, created, boot);
      at = lastBetween(tasks, first, end, isIt);
      if (at !== undefined) found.set(thread, tasks[at]!.tid);
    }
    end = Math.min(end, at ?? end);
  }
  return found;
}

/** The place of the nearest earlier thread whose place is known; the main thread has the first. */
function placeBefore(earlier: readonly Numbered[], places: ReadonlyMap<number, number>): number {
  const nearest = earlier.find(({ tid }) => tid !== null && places.has(tid));
  return nearest ? places.get(nearest.tid!)! : 0;
}

function lastBetween(
  tasks: readonly Task[],
  first: number,
  end: number,
  isIt: (task: Task) => boolean,
): number | undefined {
  for (let at = end - 1; at >= first; at--) if (isIt(tasks[at]!)) return at;
  return undefined;
}

/** The system tells the start in whole ticks. */
function wasCreated({ start, name, faults }: Task, created: number, boot: number): boolean {
  const age = created - (boot + start);
  return age >= -TICK && age <= LONGEST_CONSTRUCTION && faults >= LEAST_FAULTS && !OWN_NAMES.test(name);
}
