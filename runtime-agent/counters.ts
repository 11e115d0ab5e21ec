// How many messages went to and came from each peer. Counting is the only work a message costs.
import type { AgentToHub, Peer } from '../protocol/agent';
import { now, setQuietTimer } from './originals';

const INTERVAL_MS = 50;

export interface Counter {
  readonly peer: Peer;
  sent: number;
  received: number;
  changed: boolean;
}

/** `false` where the hub is slow: the counts are told later, in one sum. `last`: there is no later. */
type Send = (message: AgentToHub, last: boolean) => boolean;

export class Counters {
  readonly #send: Send;
  #all = new Set<Counter>();
  #changed: Counter[] = [];
  #waiting = false;

  constructor(send: Send) {
    this.#send = send;
  }

  open(peer: Peer): Counter {
    const counter = { peer, sent: 0, received: 0, changed: false };
    this.#all.add(counter);
    return counter;
  }

  /** The peer is gone: its last counts are told, and forgotten. */
  close(counter: Counter): void {
    this.flush();
    this.#all.delete(counter);
  }

  sent(counter: Counter): void {
    counter.sent++;
    if (!counter.changed) this.#mark(counter);
  }

  received(counter: Counter): void {
    counter.received++;
    if (!counter.changed) this.#mark(counter);
  }

  /** Tells what changed since the last time. */
  flush(last = false): void {
    if (this.#changed.length === 0) return;
    if (this.#send(messagesOf(this.#changed), last)) this.#settle();
    else this.#wait();
  }

  /** All totals that are not zero, for a new connection. */
  tell(): AgentToHub[] {
    const counts: Counter[] = [];
    this.#all.forEach((counter) => {
      if (counter.sent + counter.received > 0) counts.push(counter);
    });
    return counts.length ? [messagesOf(counts)] : [];
  }

  #settle(): void {
    this.#changed.forEach((counter) => {
      counter.changed = false;
    });
    this.#changed = [];
  }

  #mark(counter: Counter): void {
    counter.changed = true;
    this.#changed.push(counter);
    this.#wait();
  }

  #wait(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    setQuietTimer(() => {
      this.#waiting = false;
      this.flush();
    }, INTERVAL_MS);
  }
}

function messagesOf(counters: Counter[]): AgentToHub {
  const counts = counters.map(({ peer, sent, received }) => ({ peer, sent, received }));
  return { type: 'messages', time: now(), counts };
}
