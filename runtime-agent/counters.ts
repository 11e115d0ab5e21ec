// How many messages went to and came from each peer. Counting is the only work that most messages cost: a bounded number
// in a time is told each by itself.
import type { AgentToHub, MANY_PORTS, MessageRecord, Peer } from '../protocol/agent';
import { clearTimer, now, setQuietTimer } from './originals';
import { describe } from './records';
import { safely } from './safely';
import { callSite } from './site';

/**
 * The hub hears of the first after a pause at once, of what follows within so many ms, and as long as there are more each
 * time later.
 */
const FIRST_MS = 50;
const LAST_MS = 1000;
const LATER = 4;
/** A timer that wakes the process costs more than all it tells: where messages come, one of them tells of all before it. */
const LENIENCY = 1.5;
/** In a millisecond one is told by itself where there were few before; and for long so many. */
const LASTING = 0.05;
/** How many that were not told before may be told now. */
const MAX_SAVED = 400;
/** So many more in each interval where ports went along: without them nobody knows whose a port is. */
const MAX_WITH_PORTS = 50;
/** How many records and channels are kept for a hub that is not there yet. */
const MAX_KEPT = 500;
/** Beyond these a port is counted together with others: a program may make them faster than any hub can be told. */
const MAX_COUNTED = 4000;
/** Where a message was sent from takes longer to find than all else. So many in a row are told, and then one in each so many ms. */
const MAX_SITES = 10;
const SITE_MS = 5000;

/** A MessageChannel of the program's. */
export interface Channel {
  /** By their numbers. */
  readonly ports: [number, number];
  /** The hub was told of it, or is to be. */
  used: boolean;
}

export interface Counter {
  readonly peer: Peer;
  sent: number;
  received: number;
  changed: boolean;
  /** Nothing can be sent to it any more. */
  gone: boolean;
  /** That it is an end of, until it is used. */
  channel: Channel | null;
  /** Gets what is sent to it, for as long as somebody looks. */
  see: ((message: unknown) => void) | null;
}

/** What is known of a message besides who it went to. */
export type Details = Pick<MessageRecord, 'time' | 'bytes' | 'handle' | 'ports'>;

/** Whether somebody asked for this message: it is told, however many there are. Never fails. */
export type Seek = (way: MessageRecord['way'], message: unknown) => boolean;

/** Adds what a message says, where somebody asked for that. */
export type Look = (record: MessageRecord, message: unknown) => void;

/**
 * `false` where the hub is slow: it is told later, and of the counts one sum. `null` where none is there. `last`: there is
 * no later.
 */
type Send = (messages: AgentToHub[], last: boolean) => boolean | null;

export class Counters {
  seek: Seek | null = null;
  look: Look | null = null;
  /** To be called after the listeners of a message that came, which would else get it later: tells of all so far. */
  after: (() => void) | undefined;
  /** Of what somebody asked for, what was left out since the start. */
  dropped = 0;
  /** Messages sent and received since the start. */
  total = 0;
  readonly #send: Send;
  #all = new Set<Counter>();
  #changed: Counter[] = [];
  #timer: NodeJS.Timeout | null = null;
  /** When it was told last. */
  #since = now();
  #interval = FIRST_MS;
  #saved = MAX_SAVED;
  /** Of those that may be told by themselves in this interval. */
  #allowed = FIRST_MS;
  #left = FIRST_MS;
  #leftWithPorts = MAX_WITH_PORTS;
  /**
   * Told are those whose number has none of these bits: of many each second, fourth, eighth … so that the two ends, of which
   * neither knows what the other tells, tell the same ones.
   */
  #mask = 0;
  /** Of {@link total}, what was counted before this interval. */
  #before = 0;
  #records: MessageRecord[] = [];
  #channels: Channel[] = [];
  /** How many of them the hub was told. */
  #toldChannels = 0;
  /** Of all ports that are not counted each by itself. */
  readonly #others = this.open({ kind: 'port', port: 0 satisfies typeof MANY_PORTS });
  #sites = MAX_SITES;
  /** A hub was there when all was told last. */
  #isHeard = false;

  constructor(send: Send) {
    this.#send = send;
  }

  open(peer: Peer, channel: Channel | null = null): Counter {
    if (peer.kind === 'port' && this.#all.size > MAX_COUNTED) return this.#others;
    const counter: Counter = { peer, sent: 0, received: 0, changed: false, gone: false, channel, see: null };
    this.#all.add(counter);
    return counter;
  }

  /** The peer is gone: its last counts are told, and forgotten. */
  close(counter: Counter): void {
    this.flush();
    this.forget(counter);
  }

  /** The same of one of which there may be very many: its last counts are told with all others. */
  forget(counter: Counter): void {
    counter.gone = counter !== this.#others;
    this.#drop(counter);
  }

  /** Whether the next message is told by itself; to be asked once for each. */
  wants(counter: Counter, way: MessageRecord['way'], message: unknown): boolean {
    if (!this.seek?.(way, message)) return this.#left > 0 && ((counter[way] + 1) & this.#mask) === 0;
    // What is asked for takes no other's place.
    this.#left = Math.max(0, this.#left) + 1;
    return true;
  }

  sent(counter: Counter): void {
    counter.sent++;
    this.total++;
    if (!counter.changed) this.#mark(counter);
  }

  received(counter: Counter): void {
    counter.received++;
    this.total++;
    if (!counter.changed) this.#mark(counter);
  }

  /** Tells the message that was counted last by itself. To be called where it is wanted, or has ports. Never fails. */
  tell(counter: Counter, way: MessageRecord['way'], message: unknown, details: Details): void {
    if (details.ports ? this.#leftWithPorts-- <= 0 : this.#left-- <= 0) return;
    const record = { peer: counter.peer, way, n: counter[way], ...details } as MessageRecord;
    this.#records.push(record);
    this.#wait();
    safely(() => {
      this.#describe(record, message);
      if (details.time - this.#since < this.#interval) return;
      if (way === 'sent') this.#tellAll();
      else this.after = this.#tellAll;
    });
  }

  /** The hub is to know of the channel whose end this counts, before it is told of messages on it. */
  introduce(counter: Counter): void {
    const { channel } = counter;
    counter.channel = null;
    if (!channel || channel.used || this.#channels.length > MAX_COUNTED) return;
    channel.used = true;
    this.#channels.push(channel);
  }

  /** Tells what changed since the last time. */
  flush(last = false): boolean {
    const messages = this.#channelsFrom(this.#toldChannels);
    if (messages.length + this.#changed.length + this.#records.length === 0) return true;
    messages.push(this.#messagesOf(this.#changed));
    const told = this.#send(messages, last);
    if (told === false) return false;
    if (told) this.#records = [];
    else this.#records.splice(0, this.#records.length - MAX_KEPT);
    this.#isHeard = told === true;
    this.#settle();
    return true;
  }

  /** All totals that are not zero, and what is kept, for a new connection. */
  greet(): AgentToHub[] {
    const counts: Counter[] = [];
    this.#all.forEach((counter) => {
      if (counter.sent + counter.received > 0) counts.push(counter);
      if (counter.gone) this.#all.delete(counter);
    });
    const messages = this.#channelsFrom(0);
    if (counts.length + this.#records.length > 0) messages.push(this.#messagesOf(counts));
    this.#records = [];
    this.#toldChannels = this.#channels.length;
    return messages;
  }

  #describe(record: MessageRecord, message: unknown): void {
    describe(record, message);
    if (record.way === 'sent' && this.#sites >= 1) {
      this.#sites--;
      record.site = callSite() ?? undefined;
    }
    this.look?.(record, message);
  }

  #settle(): void {
    for (let at = 0; at < this.#changed.length; at++) {
      const counter = this.#changed[at]!;
      counter.changed = false;
      this.#drop(counter);
    }
    this.#changed = [];
    if (this.#channels.length > MAX_KEPT) this.#channels = this.#channels.slice(-MAX_KEPT);
    this.#toldChannels = this.#channels.length;
  }

  /** Where nothing of it changes any more and all is told, it is kept only for a hub that is yet to come. */
  #drop(counter: Counter): void {
    const isTold = this.#isHeard || counter.sent + counter.received === 0 || this.#all.size > MAX_COUNTED;
    if (counter.gone && !counter.changed && isTold) this.#all.delete(counter);
  }

  #mark(counter: Counter): void {
    counter.changed = true;
    this.#changed.push(counter);
    this.#wait();
  }

  #wait(): void {
    this.#timer ??= setQuietTimer(this.#tellAll, this.#interval * LENIENCY);
  }

  readonly #tellAll = () => {
    this.after = undefined;
    const before = this.#since;
    this.#since = now();
    if (this.flush()) this.#nextInterval(this.#since - before);
    else this.#timer?.refresh();
  };

  #nextInterval(elapsed: number): void {
    const total = this.total - this.#before;
    this.#before = this.total;
    const told = this.#allowed - Math.max(0, this.#left);
    this.#saved = Math.min(MAX_SAVED, this.#saved - told + elapsed * LASTING);
    // Where it is calm from here on, all is as at the beginning again.
    this.#waitFor(total ? Math.min(LAST_MS, this.#interval * LATER) : FIRST_MS, total > 0);
    const expected = (total * this.#interval) / elapsed;
    this.#allowed = this.#left = Math.floor(Math.min(this.#interval, this.#saved));
    this.#leftWithPorts = MAX_WITH_PORTS;
    this.#sites = Math.min(MAX_SITES, this.#sites + elapsed / SITE_MS);
    this.#mask = maskFor(expected, expected < this.#saved ? this.#allowed : this.#interval * LASTING);
  }

  /** @param isBusy else nothing waits */
  #waitFor(interval: number, isBusy: boolean): void {
    // To make one anew takes longer.
    if (isBusy && interval === this.#interval) return void this.#timer?.refresh();
    if (this.#timer) clearTimer(this.#timer);
    this.#timer = null;
    this.#interval = interval;
    if (isBusy) this.#wait();
  }

  #channelsFrom(start: number): AgentToHub[] {
    const time = now();
    return this.#channels.slice(start).map(({ ports }) => ({ type: 'channel', time, ports }));
  }

  #messagesOf(counters: Counter[]): AgentToHub {
    const counts = counters.map(({ peer, sent, received }) => ({ peer, sent, received }));
    const records = this.#records.length > 0 ? this.#records : undefined;
    return { type: 'messages', time: now(), counts, records, payloadsDropped: this.dropped || undefined };
  }
}

/** One bit for each time that so many have to be halved until they are few enough. */
function maskFor(total: number, room: number): number {
  return total <= room ? 0 : (1 << (32 - Math.clz32((total - 1) / room))) - 1;
}
