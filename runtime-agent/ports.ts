// Ports of the program's: their numbers, and what is posted on them. Nothing here keeps a port: what is known of one is
// stamped on it.
import type { Counter, Counters } from './counters';
import { now, ownProperty, threads } from './originals';
import { bytesOf } from './records';
import type { Reporter } from './reporter';
import { dataProperty, isObject, isProxy, safely } from './safely';
import { firstNumber } from './self';
import { nativeWords } from './shape';
import { counterOf, stamp } from './stamp';

/** Of what is transferred so many are looked at. */
const MAX_TRANSFERRED = 100;
/** Of how many broadcasts the counts are kept, by name; all others have one name. */
const MAX_NAMES = 1000;
const OTHERS = '…';

const portPrototype = threads.MessagePort.prototype;
/** A getter of Node's own; of older Nodes' broadcasts only the programs' subclasses have another. */
const nameOf = ownProperty(threads.BroadcastChannel.prototype, 'name')?.get;

export class Ports {
  readonly #counters: Counters;
  readonly #broadcasts = new Map<string, Counter>();
  #last: number;

  constructor(reporter: Reporter) {
    this.#counters = reporter.counters;
    this.#last = firstNumber(reporter.self);
  }

  /** The program made a channel. */
  made({ port1, port2 }: threads.MessageChannel): void {
    const channel = { ports: [++this.#last, ++this.#last] as [number, number], used: false };
    const counters = this.#counters;
    stamp(port1, counters.open({ kind: 'port', port: channel.ports[0] }, channel));
    stamp(port2, counters.open({ kind: 'port', port: channel.ports[1] }, channel));
  }

  /** The counter of a port; a broadcast channel is counted with all others of its name. */
  broadcast(channel: object): Counter | undefined {
    const known = counterOf(channel);
    if (known) return known;
    let name = nameOf && safely(() => String(Reflect.apply(nameOf, channel, [])));
    if (name === undefined) return undefined;
    // Some programs make one with a name of its own for each request.
    if (this.#broadcasts.size >= MAX_NAMES && !this.#broadcasts.has(name)) name = OTHERS;
    const counter = this.#broadcasts.get(name) ?? this.#counters.open({ kind: 'broadcast', name });
    this.#broadcasts.set(name, counter);
    stamp(channel, counter);
    return counter;
  }

  /** To be called before a message is posted; what it answers goes to {@link posted}. */
  begin(counter: Counter, message: unknown, transferred: unknown): number {
    return transferred !== undefined || this.#counters.wants(counter, 'sent', message) ? now() : 0;
  }

  posted(counter: Counter, time: number, message: unknown, transferred: unknown): void {
    if (counter.gone) return;
    const counters = this.#counters;
    const wanted = time !== 0 && (transferred === undefined || counters.wants(counter, 'sent', message));
    counters.sent(counter);
    if (counter.channel !== null) counters.introduce(counter);
    if (counter.see !== null) counter.see(message);
    if (time === 0) return;
    const ports = transferred === undefined ? undefined : safely(() => this.#gone(portsOf(transferred)));
    if (wanted || ports) counters.tell(counter, 'sent', message, { time, ports });
  }

  /**
   * @param carried ports that came with it
   * @returns what is to be called after its listeners
   */
  received(counter: Counter, message: unknown, carried: unknown) {
    const counters = this.#counters;
    const wanted = counters.wants(counter, 'received', message);
    counters.received(counter);
    const ports = carried === undefined ? undefined : safely(() => this.#came(carried as unknown[]));
    if (wanted || ports)
      counters.tell(counter, 'received', message, { time: now(), bytes: safely(() => bytesOf(message)), ports });
    return counters.after;
  }

  /** What a thread gets with its start is told as the message before its first; by the thread, and by who makes it. */
  started(counter: Counter, way: 'sent' | 'received', data: unknown): void {
    const found = safely(() => portsIn(data)) ?? [];
    if (found.length === 0) return;
    const ports = way === 'sent' ? this.#gone(found) : this.#came(found);
    this.#counters.tell(counter, way, data, { time: now(), ports });
  }

  /** They are somebody else's from here on. */
  #gone(ports: object[]): number[] | undefined {
    const counters = this.#counters;
    const numbers = this.#came(ports);
    for (const port of ports) {
      const counter = counterOf(port);
      if (!counter) continue;
      counters.introduce(counter);
      counters.forget(counter);
    }
    return numbers;
  }

  /** Their numbers; those that were met never before get one. */
  #came(ports: unknown[]): number[] | undefined {
    const numbers: number[] = [];
    for (let at = 0; at < ports.length; at++) if (isPort(ports[at])) numbers.push(this.#numberOf(ports[at] as object));
    return numbers.length > 0 ? numbers : undefined;
  }

  #numberOf(port: object): number {
    const peer = counterOf(port)?.peer;
    // One of many has none.
    if (peer?.kind === 'port' && peer.port) return peer.port;
    const number = ++this.#last;
    stamp(port, this.#counters.open({ kind: 'port', port: number }));
    return number;
  }
}

/** Also of one that was just transferred. */
function isPort(value: unknown): boolean {
  return isObject(value) && !isProxy(value) && Object.getPrototypeOf(value) === portPrototype;
}

/** Those in a transfer list, or in the options that hold one. */
function portsOf(transferred: unknown): object[] {
  const list = Array.isArray(transferred) ? transferred : dataProperty(transferred, 'transfer');
  if (!Array.isArray(list) || isProxy(list)) return [];
  const found: object[] = [];
  for (let at = 0; at < list.length && at < MAX_TRANSFERRED; at++) {
    const each = ownProperty(list, at)?.value;
    if (isPort(each)) found.push(each);
  }
  return found;
}

/** Those in a value: itself, and what stands in its first levels, of each fewer. A typed array has a key for each number. */
export function portsIn(value: unknown, depth = 0, found: object[] = []): object[] {
  if (isPort(value)) found.push(value as object);
  else if (isObject(value) && !isProxy(value) && depth < 3 && nativeWords(value) === null) {
    const keys = Array.isArray(value) && value.length > MAX_TRANSFERRED ? [] : Object.keys(value);
    for (let at = 0; at < keys.length && at < MAX_TRANSFERRED >> (2 * depth); at++)
      portsIn(ownProperty(value, keys[at]!)?.value, depth + 1, found);
  }
  return found;
}
