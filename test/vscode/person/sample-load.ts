// Requests at a steady pace to a sample, and what came of them of late: what the tree shows is held against that.
import { type Answer, get } from './load';

/** Over how long the tree's rates and shares are compared, in ms. */
const OF_LATE = 3_000;

interface Answered {
  at: number;
  /** How long it took, in ms. */
  took: number;
  worker: number;
}

export class SampleLoad {
  readonly #answered: Answered[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #workerOf: (answer: Answer) => number;

  /** @param every ms from one request to the next, each on a connection of its own */
  constructor(port: number, path: string, every: number, workerOf: (answer: Answer) => number) {
    this.#workerOf = workerOf;
    this.#timer = setInterval(() => void this.#ask(port, path), every);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Answers each second of late, by worker. */
  rates(): Map<number, number> {
    const late = this.#ofLate();
    const counts = new Map<number, number>();
    for (const { worker } of late) counts.set(worker, (counts.get(worker) ?? 0) + 1);
    return new Map([...counts].map(([worker, count]) => [worker, (count * 1000) / OF_LATE]));
  }

  /** A worker's part of all answers, 0 to 1. */
  share(worker: number): number {
    return this.#answered.filter((each) => each.worker === worker).length / this.#answered.length;
  }

  /** How long the slowest took, in ms. */
  get slowest(): number {
    return Math.max(...this.#answered.map(({ took }) => took));
  }

  #ofLate(): Answered[] {
    const from = performance.now() - OF_LATE;
    return this.#answered.filter(({ at }) => at > from);
  }

  async #ask(port: number, path: string): Promise<void> {
    const from = performance.now();
    // One that is lost, as with a worker that ends, is nobody's.
    const answer = await get(port, path).catch(() => null);
    const at = performance.now();
    if (answer) this.#answered.push({ at, took: at - from, worker: this.#workerOf(answer) });
  }
}
