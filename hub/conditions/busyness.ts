// Whether a target is busy: its event loop answers late, again and again, and it uses CPU.
import type { Figures } from '../../protocol/agent';
import { LITTLE_CPU, USES_CPU } from './cpu';

/**
 * Late is what a person notices, in ms: up to 100 ms an answer seems instant. A mean of half of that says that most of what comes
 * finds the loop taken; a single task is told of once it takes double. https://www.nngroup.com/articles/response-times-3-important-limits/
 */
const LATE = { mean: 50, max: 200 };
/** Half of it: between the two it stays what it was. */
const PROMPT = { mean: 25, max: 100 };
/** So many figures in a row must say that it is otherwise: a second. One long task, or one pause between two, is no news. */
const TWICE = 2;

export class Busyness {
  #since: number | null = null;
  #first = 0;
  #contrary = 0;

  /** Since when it is busy, in ms; null where it is not. */
  get since(): number | null {
    return this.#since;
  }

  /** Whether what it was found to be rests on the CPU that it uses as well. */
  isAsked({ loop }: Figures): boolean {
    return this.#since !== null || isLate(loop.delay);
  }

  /** @param cpu share of one core that the thread used, `null` where that is not known */
  take({ loop }: Figures, cpu: number | null, now: number): void {
    const uses = cpu ?? loop.utilization;
    const isBusy = this.#since !== null;
    const isContrary = isBusy ? isPrompt(loop.delay) || uses < LITTLE_CPU : isLate(loop.delay) && uses >= USES_CPU;
    this.#contrary = isContrary ? this.#contrary + 1 : 0;
    if (this.#contrary === 1) this.#first = now;
    if (this.#contrary < TWICE) return;
    this.#contrary = 0;
    this.#since = isBusy ? null : this.#first;
  }

  /** Nothing is known of it any more. */
  reset(): void {
    this.#since = null;
    this.#contrary = 0;
  }
}

type Delay = Figures['loop']['delay'];

function isLate({ mean, max }: Delay): boolean {
  return mean >= LATE.mean || max >= LATE.max;
}

function isPrompt({ mean, max }: Delay): boolean {
  return mean < PROMPT.mean && max < PROMPT.max;
}
