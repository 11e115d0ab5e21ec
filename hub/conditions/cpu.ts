// How much CPU a thread uses, by what the system says of it from time to time.
import type { Task } from '../host/tasks';

/** From this share of one core on a thread uses CPU: what computes gets it even beside four others on that core, … */
export const USES_CPU = 0.2;
/** … and below this it does not: reads of a pipe, a child that is waited for. Between the two it is what it was. */
export const LITTLE_CPU = 0.05;

/** What a thread did between two looks at it. */
export interface Usage {
  /** Share of one core. */
  share: number;
  /** It ran, or would have had a core been free, at both. */
  runs: boolean;
}

export class CpuWatch {
  #last: { task: Task; time: number } | null = null;

  /** @returns what was since the last look at this thread; null at the first */
  look(task: Task, now: number): Usage | null {
    const last = this.#last;
    this.#last = { task, time: now };
    if (!last || last.task.tid !== task.tid || now <= last.time) return null;
    const share = (task.cpu - last.task.cpu) / (now - last.time);
    return { share, runs: last.task.state === 'R' && task.state === 'R' };
  }

  reset(): void {
    this.#last = null;
  }
}
