// What viewers want to be held before its first line.
import type { TargetMatch, ViewerToHub } from '../protocol/viewer';
import { RequestError } from './request-error';

type HoldRequest = Extract<ViewerToHub, { type: 'hold' }>;

export interface Hold extends Pick<HoldRequest, 'run' | 'once' | 'pause'> {
  id: string;
  /** The viewer that asked for it: the hold goes with it. */
  owner: object;
  match: TargetMatch;
}

export class Holds {
  readonly #holds = new Map<string, Hold>();
  #lastId = 0;

  /** @returns its id */
  add(owner: object, { run, match, once, pause }: HoldRequest): string {
    const id = `h${++this.#lastId}`;
    this.#holds.set(id, { id, owner, run, match, once, pause });
    return id;
  }

  /** @throws RequestError where this viewer made no such hold. */
  remove(owner: object, id: string): void {
    if (this.#holds.get(id)?.owner !== owner) {
      throw new RequestError(`There is no hold ${id} any more: it was for one start, or taken back.`);
    }
    this.#holds.delete(id);
  }

  removeAll(owner: object): void {
    for (const [id, hold] of this.#holds) if (hold.owner === owner) this.#holds.delete(id);
  }
}
