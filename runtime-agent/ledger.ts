// What is alive, as the messages that tell of it: a hub that comes later, or again, is told this.
import type { AgentToHub } from '../protocol/agent';

/** How many things that ended while nobody listened are told of at the next connection. */
const MAX_ENDED = 1000;

export class Ledger {
  #living = new Map<string, AgentToHub[]>();
  #ended: AgentToHub[][] = [];

  add(key: string, message: AgentToHub): void {
    const told = this.#living.get(key);
    if (told) told.push(message);
    else this.#living.set(key, [message]);
  }

  /** Only the latest message stands under this key. */
  replace(key: string, message: AgentToHub): void {
    this.#living.set(key, [message]);
  }

  /** It ended; kept for the next connection where nobody may have heard of it. @param heard nor waits any that ended before */
  end(key: string, message: AgentToHub, heard: boolean): void {
    const told = this.#living.get(key) ?? [];
    this.#living.delete(key);
    if (heard) this.#ended = [];
    else this.#ended.push(told.concat(message));
    if (this.#ended.length > MAX_ENDED) this.#ended.shift();
  }

  /** Everything, in the order in which it happened; what ended is told once. */
  tell(): AgentToHub[] {
    const told = this.#ended.flat();
    this.#living.forEach((messages) => {
      for (let at = 0; at < messages.length; at++) told.push(messages[at]!);
    });
    this.#ended = [];
    return told.sort((a, b) => timeOf(a) - timeOf(b));
  }
}

function timeOf(message: AgentToHub): number {
  return message.time;
}
