// Who is at the other end of the messages of one run, and which of its MessageChannels they went through.
//
// A port has a number with each process or thread that ever held it. What sent port x in a message, and what the receiver
// of that very message got as port y, is the same port; either end may tell first.
import { type AgentToHub, MANY_PORTS, type MessageRecord, type Peer } from '../../protocol/agent';
import type { Who } from '../model/model';

/** So many ports are known; those that were spoken of longest ago are forgotten. */
const MOST_PORTS = 20_000;
/** So many ports are known to be on their way; the oldest are forgotten. */
const MOST_MOVES = 5_000;
/** So many messages are remembered of a port that is not known yet. */
const MOST_BEARERS = 100;

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

/** A message that bore ports. */
type Bearer = Pick<MessageRecord, 'way' | 'n'> & { ports: Port[] };

interface Port {
  /** The same port, where this is another number of it. */
  same: Port | null;
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
  /** By holder and number; the one that was spoken of longest ago comes first. */
  readonly #ports = new Map<string, Port>();
  /** Ports that one end of a message told of, by message and place; the other is to follow. */
  readonly #moves = new Map<string, Port>();
  #channelCount = 0;

  /** @param otherEnd what the model knows of parents, children and threads */
  constructor(otherEnd: (who: Who, peer: Peer) => string | null) {
    this.#otherEnd = otherEnd;
  }

  /** The program made a MessageChannel in this target. */
  made(who: Who, target: string | null, [first, second]: readonly [number, number]): void {
    const ports: Channel['ports'] = [this.#port(who, first), this.#port(who, second)];
    if (ports.some(({ of }) => of)) return;
    const channel = { id: `c${++this.#channelCount}`, ports };
    for (const end of [0, 1] as const) {
      hold(ports[end], target, Number.NEGATIVE_INFINITY);
      this.#name(ports[end], { channel, end });
    }
  }

  /** Takes what messages tell of ports that moved. */
  take(who: Who, target: string | null, { records = [] }: Messages): void {
    for (const record of records) if (record.ports?.length) this.#moved(who, target, record, record.ports);
  }

  /** Whether all channels that messages went through are known, or never will be. */
  isComplete(who: Who, { counts, records = [] }: Messages): boolean {
    const isKnown = ({ peer }: { peer: Peer }) => {
      if (peer.kind !== 'port' || peer.port === MANY_PORTS) return true;
      const { of, givenUp } = this.#port(who, peer.port);
      return of !== null || givenUp;
    };
    return counts.every(isKnown) && records.every(isKnown);
  }

  /** Nobody is waited for any more who may tell of these channels. */
  giveUp(who: Who, { counts, records = [] }: Messages): void {
    for (const { peer } of [...counts, ...records]) {
      if (peer.kind === 'port') this.#port(who, peer.port).givenUp = true;
    }
  }

  of(who: Who, peer: Peer): Other {
    if (peer.kind !== 'port') return { with: this.#otherEnd(who, peer) };
    const { of } = this.#port(who, peer.port);
    if (!of) return { with: null };
    const { channel, end } = of;
    return { with: itself(channel.ports[1 - end]!).holder, channel: { id: channel.id, end } };
  }

  #moved(who: Who, target: string | null, { peer, way, n, time }: MessageRecord, numbers: readonly number[]): void {
    const ports = numbers.map((number) => this.#port(who, number));
    const holder = way === 'sent' ? this.of(who, peer).with : target;
    for (const port of ports) hold(port, holder, time);
    const bearer = { way, n, ports };
    if (peer.kind === 'port') this.#throughPort(this.#port(who, peer.port), bearer);
    else if (peer.kind !== 'broadcast') this.#through(direction(target, this.#otherEnd(who, peer), way), bearer);
  }

  #throughPort(port: Port, bearer: Bearer): void {
    if (!port.of) {
      if (port.bearers.length < MOST_BEARERS) port.bearers.push(bearer);
      return;
    }
    const { channel, end } = port.of;
    const from = bearer.way === 'sent' ? end : 1 - end;
    this.#through(`${channel.id} ${from}`, bearer);
  }

  /** @param way which direction of which channel; `null` where that is not known */
  #through(way: string | null, { n, ports }: Bearer): void {
    if (way === null) return;
    ports.forEach((port, place) => {
      const key = `${way} ${n} ${place}`;
      const other = this.#moves.get(key);
      if (other) this.#moves.delete(key);
      else keep(this.#moves, key, port, MOST_MOVES);
      if (other) this.#join(itself(other), itself(port));
    });
  }

  /** Two numbers are of one port. */
  #join(one: Port, other: Port): void {
    if (one === other || (one.of && other.of)) return;
    const [kept, left] = other.of ? [other, one] : [one, other];
    left.same = kept;
    kept.bearers.push(...left.bearers);
    hold(kept, left.holder, left.since);
    if (kept.of) this.#name(kept, kept.of);
  }

  #name(port: Port, of: NonNullable<Port['of']>): void {
    port.of = of;
    const { bearers } = port;
    port.bearers = [];
    for (const bearer of bearers) this.#throughPort(port, bearer);
  }

  #port({ process, thread }: Who, number: number): Port {
    const key = `${process}:${thread}:${number}`;
    const known = this.#ports.get(key);
    const port = known ?? {
      same: null,
      of: null,
      holder: null,
      since: Number.NEGATIVE_INFINITY,
      bearers: [],
      givenUp: false,
    };
    this.#ports.delete(key);
    keep(this.#ports, key, port, MOST_PORTS);
    return itself(port);
  }
}

function itself(port: Port): Port {
  let at = port;
  while (at.same) at = at.same;
  return at;
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
