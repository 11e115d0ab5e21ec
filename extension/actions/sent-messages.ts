// Messages that were sent from here before, by the script that received them: what a person types next is likely one of them.
import type { Memento } from 'vscode';

/** How many are kept for each script, the last one first. */
const KEPT = 20;
const KEY = 'sentMessages';

type Memory = Pick<Memento, 'get' | 'update'>;

export class SentMessages {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** The last one first. */
  to(script: string): readonly string[] {
    return this.#all()[script] ?? [];
  }

  async add(script: string, json: string): Promise<void> {
    const before = this.to(script).filter((each) => each !== json);
    await this.#memory.update(KEY, { ...this.#all(), [script]: [json, ...before].slice(0, KEPT) });
  }

  #all(): Record<string, string[]> {
    return this.#memory.get<Record<string, string[]>>(KEY) ?? {};
  }
}
