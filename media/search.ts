// What is sought: lanes by their names, messages by what they are about.
import type { TraceStore } from './trace-store';

/** A lane, or a message, by its place. */
export type Hit = { lane: number } | { message: number };

const UNKNOWN = 0;
const NO = 1;
const YES = 2;

export class Search {
  readonly #store: TraceStore;
  readonly #laneText: (lane: number) => string;
  #query = '';
  /** Of each text, whether it has what is sought. */
  #texts = new Uint8Array(0);
  #lanes: number[] = [];
  /** Places of messages in the store's order. */
  #messages: number[] = [];
  #seen = { messages: -1, lanes: -1 };

  /** @param laneText all that names a lane */
  constructor(store: TraceStore, laneText: (lane: number) => string) {
    this.#store = store;
    this.#laneText = laneText;
  }

  get active(): boolean {
    return this.#query !== '';
  }

  get count(): number {
    return this.#lanes.length + this.#messages.length;
  }

  /** Seeks anew where something changed. Time: that of a look at each message. */
  run(query: string): void {
    const wanted = query.trim().toLowerCase();
    const { messages, lanes } = this.#store;
    if (wanted === this.#query && this.#seen.messages === messages.count && this.#seen.lanes === lanes.length) return;
    if (wanted !== this.#query) this.#texts = new Uint8Array(0);
    this.#query = wanted;
    this.#seen = { messages: messages.count, lanes: lanes.length };
    this.#lanes = wanted === '' ? [] : [...lanes.keys()].filter((lane) => this.#laneHas(lane));
    this.#messages = wanted === '' ? [] : this.#seek();
  }

  /** Whether a message is among what was found. */
  readonly has = (message: number): boolean => {
    const { hint, key } = this.#store.messages;
    return this.#textHas(hint[message]!) || this.#textHas(key[message]!);
  };

  /** Lanes come first, then messages by time. */
  hit(index: number): Hit {
    if (index < this.#lanes.length) return { lane: this.#lanes[index]! };
    return { message: this.#messages[index - this.#lanes.length]! };
  }

  /** Where in the hits a message is; −1. */
  indexOf(message: number): number {
    const index = this.#messages.indexOf(message);
    return index < 0 ? -1 : index + this.#lanes.length;
  }

  /** The first hit whose message began at a time or later; 0 where there is none. */
  after(time: number): number {
    const index = this.#messages.findIndex((message) => this.#store.begin(message) >= time);
    return index < 0 ? 0 : index + this.#lanes.length;
  }

  #seek(): number[] {
    const { order } = this.#store;
    const found: number[] = [];
    for (let place = 0; place < order.count; place++) {
      const message = order.at(place);
      if (this.has(message)) found.push(message);
    }
    return found;
  }

  #laneHas(lane: number): boolean {
    return this.#laneText(lane).toLowerCase().includes(this.#query);
  }

  #textHas(text: number): boolean {
    if (text === 0) return false;
    if (text >= this.#texts.length) this.#makeRoom();
    if (this.#texts[text] === UNKNOWN) this.#texts[text] = this.#compare(text);
    return this.#texts[text] === YES;
  }

  #compare(text: number): number {
    return (this.#store.texts[text] ?? '').toLowerCase().includes(this.#query) ? YES : NO;
  }

  #makeRoom(): void {
    const larger = new Uint8Array(Math.max(this.#store.texts.length, this.#texts.length * 2));
    larger.set(this.#texts);
    this.#texts = larger;
  }
}
