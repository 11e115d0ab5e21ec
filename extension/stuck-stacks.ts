// Where what is stuck is: taken as soon as it is noticed, for whoever wants that unasked. Knows the model, not the editor.
import type { Change, Frame, Stack } from '../protocol/viewer';
import type { HubLink } from '../viewer/hub-link';
import { innermostOwn } from './actions/stack-groups';
import type { Being } from './tree/beneath';

/** Where a target was, the last time that it was stuck. */
export interface StuckAt {
  /** Since when it was stuck, in ms of the host's monotonic clock. */
  readonly since: number;
  readonly stack: Stack;
  /** The innermost call in the person's own code, or else the innermost; `null` where it was in no code. */
  readonly at: Frame | null;
}

export interface StuckStacksNeeds {
  link: Pick<HubLink, 'model' | 'request'>;
  /** Whether a person wants it at all. */
  isWanted(): boolean;
  /** A stack was taken. */
  tell(target: Being, taken: StuckAt): void;
  /** None could be taken. */
  fail(target: Being, error: Error): void;
}

export class StuckStacks {
  readonly #needs: StuckStacksNeeds;
  /** By target, since when it was stuck as it was last asked. */
  readonly #asked = new Map<string, number>();
  readonly #taken = new Map<string, StuckAt>();
  /** One at a time: each is paused for a moment, and a machine on which many are stuck has enough to do. */
  #turn: Promise<void> = Promise.resolve();

  constructor(needs: StuckStacksNeeds) {
    this.#needs = needs;
  }

  /** Where a target is stuck, or was when it last was. */
  of(target: string): StuckAt | undefined {
    return this.#taken.get(target);
  }

  follow(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'forgotten') this.#forget(change.id);
      else if (change.kind === 'process' || change.kind === 'thread') this.#look(change.value);
    }
  }

  /** Takes the stacks of all that are stuck already: a person only now wants them. */
  lookAtAll(): void {
    const { processes, threads } = this.#needs.link.model;
    for (const each of [...processes.values(), ...threads.values()]) this.#look(each);
  }

  #look(target: Being): void {
    const since = stuckSince(target);
    if (since === null || this.#asked.get(target.id) === since || !this.#needs.isWanted()) return;
    this.#asked.set(target.id, since);
    this.#turn = this.#turn.then(() => this.#take(target.id, since));
  }

  async #take(id: string, since: number): Promise<void> {
    const { link, tell, fail } = this.#needs;
    const target = this.#stateOf(id);
    // It went on, or ended, before its turn came.
    if (!target || stuckSince(target) !== since) return;
    try {
      const { stack } = await link.request({ type: 'takeStack', target: id, signal: true });
      // Else it went on while it was asked, or is in a call that lets nobody in.
      if (stack?.state !== 'code' || !this.#stateOf(id)) return;
      const taken = { since, stack, at: innermostOwn(stack.frames) };
      this.#taken.set(id, taken);
      tell(target, taken);
    } catch (error) {
      fail(target, error as Error);
    }
  }

  #stateOf(id: string): Being | undefined {
    const { process, thread } = this.#needs.link.model.target(id) ?? {};
    return thread ?? process;
  }

  #forget(id: string): void {
    this.#asked.delete(id);
    this.#taken.delete(id);
  }
}

/** Whether a target is stuck there now. */
export function isStuckAt(target: Being, { since }: StuckAt): boolean {
  return stuckSince(target) === since;
}

function stuckSince({ state, condition }: Being): number | null {
  return state !== 'exited' && condition?.is === 'stuck' ? condition.since : null;
}
