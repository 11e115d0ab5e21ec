// Who is at the other end of the messages of one run, and which of its MessageChannels they went through.
//
// A port has a number with each process or thread that ever held it. What sent port x in a message, and what the receiver
// of that very message got as port y, is the same port; either end may tell first. Each of its holders counts from 0, while
// whoever holds the other end counts on: what went through it before is added.
import { type AgentToHub, MANY_PORTS, type MessageRecord, type Peer } from '../../protocol/agent';
import type { Who } from '../model/model';
import type { Totals } from '../model/records';

/** So many ports are known; those that were spoken of longest ago are forgotten. */
const MOST_PORTS = 20_000;
/** So many ports are known to be on their way; the oldest are forgotten. */
const MOST_MOVES = 5_000;
/** So many messages are remembered of a port that is not known yet. */
const MOST_BEARERS = 100;

const NOTHING: Totals = { sent: 0, received: 0 };

export type Messages = Extract<AgentToHub, { type: 'messages' }>;

/** What is known of an other end. */
export interface Other {
  with: string | null;
  channel?: { id: string; end: 0 | 1 };
}

interface Channel {
  id: string;
  ports: [Port, Port];
}

/** A message that bore ports, and the one that it went through, where it was one. */
type Bearer = Pick<MessageRecord, 'way' | 'n'> & { ports: Port[]; by: Port | null };

/** One end of a message told of a port in it. */
interface Move {
  way: MessageRecord['way'];
  port: Port;
}

interface Port {
  /** The same port, where this is a later number of it. */
  same: Port | null;
  /** What had gone through {@link same} when what is counted by this number began. */
  before: Totals;
  /** What its holder counted by this number, as told last. */
  counted: Totals;
  of: { channel: Channel; end: 0 | 1 } | null;
  /** Target that holds it, and since when, in ms. */
  holder: string | null;
  since: number;
  /** Messages through it that bore ports, told before it was known which it is. */
  bearers: Bearer[];
  /** Nobody told in time which it is. */
  givenUp: boolean;
}

export class OtherEnds {
  readonly #otherEnd: (who: Who, peer: Peer) => string | null;
  readonly #isLate: (target: string) => boolean;
  /** By holder and number; the one that was spoken of longest ago comes first. */
  readonly #ports = new Map<string, Port>();
  /** Ports that one end of a message told of, by message and place; the other is to follow. */
  readonly #moves = new Map<string, Move>();
  #channelCount = 0;

  /**
   * @param otherEnd what the model knows of parents, children and threads
   * @param isLate whether a target ran already when its agent came
   */
  constructor(otherEnd: (who: Who, peer: Peer) => string | null, isLate: (target: string) => boolean) {
    this.#otherEnd = otherEnd;
    this.#isLate = isLate;
  }

  /** The program made a MessageChannel in this target. */
  made(who: Who, target: string | null, [first, second]: readonly [number, number]): void {
    const ports: Channel['ports'] = [itself(this.#port(who, first)), itself(this.#port(who, second))];
    if (ports.some(({ of }) => of)) return;
    const channel = { id: `c${++this.#channelCount}`, ports };
    for (const end of [0, 1] as const) {
      hold(ports[end], target, Number.NEGATIVE_INFINITY);
      this.#name(ports[end], { channel, end });
    }
  }

  /** Takes what messages tell of ports that moved. What went through one before is told before, or here. */
  take(who: Who, target: string | null, { counts, records = [] }: Messages): void {
    for (const { peer, sent, received } of counts) {
      if (isPort(peer)) this.#port(who, peer.port).counted = { sent, received };
    }
    for (const record of records) if (record.ports?.length) this.#moved(who, target, record, record.ports);
  }

  /** Whether all channels that messages went through are known, or never will be. */
  isComplete(who: Who, { counts, records = [] }: Messages): boolean {
    const isKnown = ({ peer }: { peer: Peer }) => {
      if (!isPort(peer)) return true;
      const { of, givenUp } = itself(this.#port(who, peer.port));
      return of !== null || givenUp;
    };
    return counts.every(isKnown) && records.every(isKnown);
  }

  /** Nobody is waited for any more who may tell of these channels. */
  giveUp(who: Who, { counts, records = [] }: Messages): void {
    for (const { peer } of [...counts, ...records]) {
      if (peer.kind === 'port') itself(this.#port(who, peer.port)).givenUp = true;
    }
  }

  of(who: Who, peer: Peer): Other {
    if (peer.kind !== 'port') return { with: this.#otherEnd(who, peer) };
    const { of } = itself(this.#port(who, peer.port));
    if (!of) return { with: null };
    const { channel, end } = of;
    return { with: itself(channel.ports[1 - end]!).holder, channel: { id: channel.id, end } };
  }

  /** What had gone through a port when its holder began to count. */
  before(who: Who, peer: Peer): Totals {
    if (!isPort(peer)) return NOTHING;
    const port = this.#port(who, peer.port);
    return itself(port).of ? beforeOf(port) : NOTHING;
  }

  #moved(who: Who, target: string | null, { peer, way, n, time }: MessageRecord, numbers: readonly number[]): void {
    const ports = numbers.map((number) => this.#port(who, number));
    const holder = way === 'sent' ? this.of(who, peer).with : target;
    for (const port of ports) hold(itself(port), holder, time);
    const by = peer.kind === 'port' ? this.#port(who, peer.port) : null;
    const bearer = { way, n, ports, by };
    if (by) this.#throughPort(by, bearer);
    else if (peer.kind !== 'broadcast') this.#throughChannel(target, this.#otherEnd(who, peer), peer, bearer);
  }

  /** Where one ran before its agent came, its numbers are not those of its parent: who got which port is not known. */
  #throughChannel(target: string | null, other: string | null, peer: Peer, bearer: Bearer): void {
    const child = peer.kind === 'parent' ? target : other;
    if (child === null || !this.#isLate(child)) this.#through(direction(target, other, bearer.way), bearer.n, bearer);
    else if (bearer.way === 'received') for (const port of bearer.ports) itself(port).givenUp = true;
  }

  #throughPort(by: Port, bearer: Bearer): void {
    const port = itself(by);
    if (!port.of) {
      if (port.bearers.length < MOST_BEARERS) port.bearers.push(bearer);
      return;
    }
    const { channel, end } = port.of;
    const from = bearer.way === 'sent' ? end : 1 - end;
    this.#through(`${channel.id} ${from}`, bearer.n + beforeOf(by)[bearer.way], bearer);
  }

  /**
   * @param direction which one of which channel; `null` where that is not known
   * @param n number of the message there
   */
  #through(direction: string | null, n: number, { way, ports }: Bearer): void {
    if (direction === null) return;
    ports.forEach((port, place) => {
      const key = `${direction} ${n} ${place}`;
      const other = this.#moves.get(key);
      if (!other || other.way === way) {
        keep(this.#moves, key, { way, port }, MOST_MOVES);
        return;
      }
      this.#moves.delete(key);
      if (way === 'sent') this.#join(port, other.port);
      else this.#join(other.port, port);
    });
  }

  /** Two numbers are of one port: its holder's, who has told all that it counted, and that of who got it. */
  #join(holders: Port, next: Port): void {
    const [kept, left] = [itself(holders), itself(next)];
    if (kept === left || left.of) return;
    const [first, then] = [beforeOf(holders), beforeOf(next)];
    const between = (way: keyof Totals) => first[way] + holders.counted[way] - then[way];
    left.before = { sent: between('sent'), received: between('received') };
    left.same = kept;
    kept.bearers.push(...left.bearers);
    hold(kept, left.holder, left.since);
    if (kept.of) this.#name(kept, kept.of);
  }

  #name(port: Port, of: NonNullable<Port['of']>): void {
    port.of = of;
    const { bearers } = port;
    port.bearers = [];
    for (const bearer of bearers) this.#throughPort(bearer.by!, bearer);
  }

  /** By this number; {@link itself} is what it is. */
  #port({ process, thread }: Who, number: number): Port {
    const key = `${process}:${thread}:${number}`;
    const known = this.#ports.get(key);
    const port = known ?? {
      same: null,
      before: NOTHING,
      counted: NOTHING,
      of: null,
      holder: null,
      since: Number.NEGATIVE_INFINITY,
      bearers: [],
      givenUp: false,
    };
    this.#ports.delete(key);
    keep(this.#ports, key, port, MOST_PORTS);
    return port;
  }
}

function itself(port: Port): Port {
  let at = port;
  while (at.same) at = at.same;
  return at;
}

/** What had gone through {@link itself} when what is counted by this number began. */
function beforeOf(port: Port): Totals {
  let [sent, received] = [0, 0];
  for (let at = port; at.same; at = at.same) {
    sent += at.before.sent;
    received += at.before.received;
  }
  return { sent, received };
}

function isPort(peer: Peer): peer is Extract<Peer, { kind: 'port' }> {
  return peer.kind === 'port' && peer.port !== MANY_PORTS;
}

/** What is told late of an earlier holder changes nothing. */
function hold(port: Port, holder: string | null, time: number): void {
  if (holder === null || time < port.since) return;
  port.holder = holder;
  port.since = time;
}

function direction(target: string | null, other: string | null, way: MessageRecord['way']): string | null {
  if (target === null || other === null) return null;
  return way === 'sent' ? `${target} > ${other}` : `${other} > ${target}`;
}

function keep<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
}
