// What keeps a thread whose heartbeat is overdue.
import type { Task } from '../host/tasks';
import { CpuWatch, LITTLE_CPU, USES_CPU, type Usage } from './cpu';

/** So many looks in a row must say otherwise before it is thought to be otherwise: not twice a second. */
const TWICE = 2;

export class Overdue {
  readonly #cpu = new CpuWatch();
  #is: 'stuck' | 'blocked' | null = null;
  #contrary = 0;

  /** @returns null where that cannot be said yet */
  look(task: Task, now: number): 'stuck' | 'blocked' | 'stopped' | null {
    // Group-stopped by SIGSTOP, or held by a tracer such as gdb. Source: proc_pid_stat(5)
    if (task.state === 'T' || task.state === 't') {
      this.reset();
      return 'stopped';
    }
    const usage = this.#cpu.look(task, now);
    if (usage) this.#judge(usage);
    return this.#is;
  }

  /** It answered, or nobody could have expected it to. */
  reset(): void {
    this.#cpu.reset();
    this.#is = null;
    this.#contrary = 0;
  }

  #judge({ share, runs }: Usage): void {
    const uses = runs || share >= (this.#is === 'stuck' ? LITTLE_CPU : USES_CPU);
    const found = uses ? 'stuck' : 'blocked';
    if (this.#is !== null && found !== this.#is && ++this.#contrary < TWICE) return;
    this.#is = found;
    this.#contrary = 0;
  }
}
