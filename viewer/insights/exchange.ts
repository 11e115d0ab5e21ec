// Messages between a thread and its creator, as a viewer sees them go on: is it at work, and what does it get done?

/** How long tasks are counted back, in ms. */
const SPAN = 5_000;
/** Counts of so many ms are added up. */
const STEP = 500;
/** So many messages more than it got a thread may send, as when it says that it is ready: with more they are no answers. */
const FREE_WORDS = 3;

/** Totals since a thread's start. */
export interface Totals {
  received: number;
  sent: number;
}

export class Exchange {
  readonly #first: Totals;
  readonly #since: number;
  #now: Totals;
  /** The least that it had got beyond what it had answered; null before its first answer. */
  #rest: number | null = null;
  #steps: { at: number; done: number }[] = [];

  /** @param time in ms */
  constructor(totals: Totals, time: number) {
    this.#first = totals;
    this.#since = time;
    this.#now = totals;
    this.#learn();
  }

  /** Whether these totals may follow those before. */
  isFollowedBy({ received, sent }: Totals): boolean {
    return received >= this.#now.received && sent >= this.#now.sent;
  }

  /** @returns whether there is anything new. */
  take(totals: Totals, time: number): boolean {
    const before = this.#now;
    if (before.received === totals.received && before.sent === totals.sent) return false;
    const tasks = this.tasks;
    this.#now = totals;
    this.#learn();
    this.#count(this.tasks - tasks, time);
    return true;
  }

  /** Tasks done since its start. Each takes a message, and gives at least one. */
  get tasks(): number {
    return Math.min(this.#now.received, this.#now.sent);
  }

  /** Tasks done in a second, of late. */
  rate(time: number): number {
    const span = Math.max(1_000, Math.min(SPAN, time - this.#since));
    const steps = this.#steps.filter(({ at }) => at > time - span);
    return (steps.reduce((total, { done }) => total + done, 0) * 1000) / span;
  }

  /** Whether it has got what it has not answered; null before its first answer, and where answers are not one for each message. */
  get hasTask(): boolean | null {
    const { received, sent } = this.#now;
    const surplus = sent - this.#first.sent - (received - this.#first.received);
    if (this.#rest === null || surplus > FREE_WORDS) return null;
    return received - sent > this.#rest;
  }

  /** It got something, and has never said anything. */
  get waitsForFirstAnswer(): boolean {
    return this.#now.received > 0 && this.#now.sent === 0;
  }

  #learn(): void {
    const { received, sent } = this.#now;
    if (sent > 0) this.#rest = Math.min(received - sent, this.#rest ?? Number.POSITIVE_INFINITY);
  }

  #count(done: number, time: number): void {
    const at = Math.ceil(time / STEP) * STEP;
    const last = this.#steps.at(-1);
    if (last?.at === at) last.done += done;
    else this.#steps.push({ at, done });
    while (this.#steps[0] && this.#steps[0].at <= time - SPAN) this.#steps.shift();
  }
}
