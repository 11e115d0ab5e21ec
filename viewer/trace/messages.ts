// The messages of a trace: each told by its two ends, in either order, and made one row; with the reply to it, where both bear
// the same id.
import type { Site } from '../../protocol/agent';
import { MASK } from '../../protocol/mask';
import { COLUMNS, type Edge } from '../../protocol/timeline';
import { Direction } from './direction';
import { type Lanes, NO_LANE } from './lanes';
import { Table } from './table';
import type { Texts } from './texts';

/** A peer as an agent tells it; what it is made of is looked at once it is used. */
interface RawPeer {
  kind: string;
  spawn?: number;
  thread?: number;
  port?: number;
  name?: string;
}

interface RawOther {
  peer: RawPeer;
  with?: string | null;
  channel?: { id: string; end: 0 | 1 };
}

/** A record as it stands in a line, of which no more than this is sure: {@link isRecord}. */
export interface RawRecord extends RawOther {
  way: 'sent' | 'received';
  n: number;
  time: number;
  bytes?: unknown;
  hint?: unknown;
  id?: unknown;
  handle?: unknown;
  site?: unknown;
  payload?: unknown;
}

export interface RawMessages {
  time: number;
  thread: number;
  target: string;
  counts?: unknown;
  records?: unknown;
}

/** What became known of a message that was given out before: bits. */
const NEWS = { sent: 1, received: 2, bytes: 4, hint: 8, key: 16, site: 32, payload: 64, reply: 128, request: 256 };

export const ALL_NEWS = 511;

/** How long a message over a MessageChannel waits until it is known who holds the other end, in ms of the recording: longer than agents wait to tell. */
const MAX_HELD = 2_000;

/** A process whose start is told at once started no longer ago than this, in ms. */
const TOLD_AT_ONCE = 1_000;

/** What waits for its lanes. */
interface Held {
  direction: Direction;
  time: number;
  put(): void;
}

/** Where records with equal peers belong, as long as one agent speaks. */
interface Way {
  kind: string;
  number: number | undefined;
  with: string | null | undefined;
  channel: string | undefined;
  direction: Direction;
}

export class Messages {
  readonly edges: Edge[] = [];
  readonly rows = new Table(COLUMNS.messages);
  readonly totals = new Table(COLUMNS.totals);
  /** What became known of rows before {@link given}, by their places. */
  news = new Map<number, number>();
  /** So many rows were given out. */
  given = 0;
  readonly #lanes: Lanes;
  readonly #texts: Texts;
  readonly #idFields: readonly (readonly string[])[];
  readonly #directions = new Map<string, Direction>();
  readonly #held: Held[] = [];
  #begin = 0;
  /** Of the last record sent, and of the last received, of the agent that speaks. */
  #ways: { sent: Way | null; received: Way | null } = { sent: null, received: null };

  /** @param idFields paths such as `meta.correlation` of ids in payloads */
  constructor(lanes: Lanes, texts: Texts, idFields: readonly string[]) {
    this.#lanes = lanes;
    this.#texts = texts;
    this.#idFields = idFields.map((path) => path.split('.'));
  }

  directions(): Iterable<Direction> {
    return this.#directions.values();
  }

  /** What is told begins here, in ms: what its agents count goes back to their starts, which can be long before. */
  begin(time: number): void {
    this.#begin = time;
  }

  /** Takes what an agent tells. @returns how many of the records could not be understood. */
  take(line: RawMessages): number {
    this.#ways = { sent: null, received: null };
    let strange = 0;
    if (Array.isArray(line.records)) {
      for (const record of line.records) {
        if (isRecord(record)) this.#takeRecord(line, record);
        else strange++;
      }
    }
    if (Array.isArray(line.counts)) for (const counts of line.counts) this.#takeCounts(line, counts);
    return strange;
  }

  /** Puts in what waited for its lanes, where they are known by now, or are not to be known at this time. */
  settle(time: number): void {
    if (this.#held.length === 0) return;
    for (const each of this.#held.splice(0)) {
      if (isWhole(each.direction) || each.time < time - MAX_HELD) each.put();
      else this.#held.push(each);
    }
  }

  #takeRecord(line: RawMessages, record: RawRecord): void {
    const direction = this.#wayOf(line, record);
    if (isWhole(direction) || !record.channel) this.#put(direction, record);
    else this.#hold(direction, record.time, () => this.#put(direction, record));
  }

  /** The receiver of a port says who it is with its first message; what went there before waits for that. */
  #hold(direction: Direction, time: number, put: () => void): void {
    this.#held.push({ direction, time, put });
  }

  #wayOf(line: RawMessages, record: RawRecord): Direction {
    const { peer, way } = record;
    const last = this.#ways[way];
    const number = numberOf(peer);
    const isSame =
      last !== null &&
      last.kind === peer.kind &&
      last.number === number &&
      last.with === record.with &&
      last.channel === record.channel?.id &&
      peer.kind !== 'broadcast';
    if (isSame) return last.direction;
    const direction = this.#directionOf(line, record, way);
    this.#ways[way] = { kind: peer.kind, number, with: record.with, channel: record.channel?.id, direction };
    return direction;
  }

  /** Of what a target sends to a peer, or receives from it. Its lanes are set. */
  #directionOf(line: RawMessages, other: RawOther, way: 'sent' | 'received'): Direction {
    const by = byOf(other.peer, line.thread);
    const here = line.target;
    const there = other.with ?? null;
    const direction = this.#direction(by, other, here, there, way);
    const own = this.#lanes.place(here, line.time);
    const far = there === null ? NO_LANE : this.#lanes.place(there, line.time);
    setLanes(direction, own, far, way);
    if (direction.reverse && by === 'port') setLanes(direction.reverse, own, far, way === 'sent' ? 'received' : 'sent');
    return direction;
  }

  #direction(by: Edge['by'], other: RawOther, here: string, there: string | null, way: string): Direction {
    const { peer, channel } = other;
    if (by === 'broadcast') return this.#named(`broadcast ${way} ${here} ${peer.name}`, null, by, peer.name ?? '');
    const isOut = way === 'sent';
    if (channel) {
      const out = isOut ? channel.end : 1 - channel.end;
      return this.#named(`port ${channel.id} ${out}`, `port ${channel.id} ${1 - out}`, by, null);
    }
    if (there === null || by === 'port') {
      const name = `${here} ${peer.kind} ${numberOf(peer)}`;
      return this.#named(`${name} ${way}`, `${name} ${isOut ? 'received' : 'sent'}`, by, null);
    }
    const [from, to] = isOut ? [here, there] : [there, here];
    // It and its parent count from different moments: which message is which nobody can tell.
    const isLate = peer.kind === 'parent' && this.#lanes.isLate(here);
    if (!isLate) return this.#named(`${by} ${from} ${to}`, `${by} ${to} ${from}`, by, null);
    const late = isOut ? 'from' : 'to';
    return this.#named(`${by} ${from} ${to} late`, `${by} ${to} ${from} late`, by, null, late);
  }

  #named(key: string, reverse: string | null, by: Edge['by'], name: string | null, late?: Edge['late']): Direction {
    const known = this.#directions.get(key);
    if (known) return known;
    const direction = new Direction(by, name, late);
    this.#directions.set(key, direction);
    if (reverse !== null) {
      const opposite = late && (late === 'from' ? 'to' : 'from');
      direction.reverse = this.#directions.get(reverse) ?? new Direction(by, name, opposite);
      direction.reverse.reverse = direction;
      this.#directions.set(reverse, direction.reverse);
    }
    return direction;
  }

  #put(direction: Direction, record: RawRecord): void {
    const isSent = record.way === 'sent';
    direction.base ??= this.#baseOf(direction, record.n - 1);
    const told = (isSent ? direction.received : direction.sent).take(record.n);
    const row = told ?? this.#addRow(direction);
    if (told === undefined && direction.by !== 'broadcast') {
      (isSent ? direction.sent : direction.received).add(record.n, row);
    }
    const before = this.rows.columns.key[row]!;
    this.#set(row, isSent ? 'sent' : 'received', record.time);
    if (isNumber(record.bytes) && Number.isNaN(this.rows.columns.bytes[row])) {
      this.#set(row, 'bytes', record.bytes);
    }
    this.#setTexts(row, record);
    if (this.rows.columns.key[row] === before) return;
    if (before !== 0) this.#unpair(direction, row, before);
    this.#pairReply(direction, row);
  }

  #addRow(direction: Direction): number {
    const row = this.rows.add();
    const { columns } = this.rows;
    direction.told++;
    columns.edge[row] = this.#edge(direction);
    columns.sent[row] = columns.received[row] = columns.bytes[row] = Number.NaN;
    columns.reply[row] = columns.request[row] = -1;
    return row;
  }

  #edge(direction: Direction): number {
    return direction.edge(direction.from, direction.to, (edge) => this.edges.push(edge) - 1);
  }

  #setTexts(row: number, record: RawRecord): void {
    const { hint, handle, site, payload } = record;
    const { columns } = this.rows;
    if (typeof hint === 'string' && columns.hint[row] === 0) this.#set(row, 'hint', this.#texts.place(hint));
    if (typeof handle === 'string') columns.handle[row] = this.#texts.place(handle);
    if (site !== undefined && columns.site[row] === 0) this.#set(row, 'site', this.#texts.place(siteText(site)));
    if (typeof payload === 'string' && columns.payload[row] === 0) {
      this.#set(row, 'payload', this.#texts.add(payload));
    }
    this.#setKey(row, record);
  }

  /** The id that a message bears: by a field that was named, which perhaps one end alone tells; else as its agent found it. */
  #setKey(row: number, { id, payload }: RawRecord): void {
    const known = this.rows.columns.key[row];
    const named = typeof payload === 'string' && this.#idFields.length > 0 ? this.#idIn(payload) : '';
    const found = known === 0 && (typeof id === 'string' || typeof id === 'number') ? String(id) : '';
    const key = this.#texts.place(named || found);
    if (key !== 0 && key !== known) this.#set(row, 'key', key);
  }

  #idIn(payload: string): string {
    try {
      const message: unknown = JSON.parse(payload);
      for (const path of this.#idFields) {
        const value = path.reduce<unknown>((at, name) => (at as Record<string, unknown> | null)?.[name], message);
        const isId = typeof value === 'string' || typeof value === 'number';
        if (isId && value !== MASK) return String(value);
      }
    } catch {
      // It was cut.
    }
    return '';
  }

  /** A message is the reply to one with the same id that went the other way before it. */
  #pairReply(direction: Direction, row: number): void {
    if (!direction.reverse) return;
    const key = this.rows.columns.key[row]!;
    const other = direction.reverse.asked.take(key);
    if (other === undefined) {
      direction.asked.add(key, row);
      return;
    }
    // What one end tells late may have been first.
    const [request, reply] = this.#timeOf(other) <= this.#timeOf(row) ? [other, row] : [row, other];
    this.#set(request, 'reply', reply);
    this.#set(reply, 'request', request);
    (reply === row ? direction : direction.reverse).replies++;
  }

  /** It bears another id than was thought: what was its reply or request by that one waits again. */
  #unpair(direction: Direction, row: number, key: number): void {
    const { reply, request } = this.rows.columns;
    if (direction.asked.get(key) === row) direction.asked.take(key);
    const other = Math.max(reply[row]!, request[row]!);
    if (other < 0 || !direction.reverse) return;
    (reply[row] === other ? direction.reverse : direction).replies--;
    for (const each of [row, other]) {
      this.#set(each, 'reply', -1);
      this.#set(each, 'request', -1);
    }
    if (direction.reverse.asked.get(key) === undefined) direction.reverse.asked.add(key, other);
  }

  #timeOf(row: number): number {
    const sent = this.rows.columns.sent[row]!;
    return Number.isNaN(sent) ? this.rows.columns.received[row]! : sent;
  }

  #set(row: number, column: keyof typeof NEWS, value: number): void {
    this.rows.columns[column][row] = value;
    if (row < this.given) this.news.set(row, (this.news.get(row) ?? 0) | NEWS[column]);
  }

  #takeCounts(line: RawMessages, counts: unknown): void {
    if (!isCounts(counts)) return;
    for (const way of ['sent', 'received'] as const) {
      const direction = this.#directionOf(line, counts, way);
      const put = () => this.#takeTotal(direction, line.time, counts[way], way);
      if (isWhole(direction) || !counts.channel) put();
      else this.#hold(direction, line.time, put);
    }
  }

  /** @param before how many went before the first that is told */
  #baseOf({ from, to }: Direction, before: number): number {
    const starts = [from, to].flatMap((lane) => (lane === NO_LANE ? [] : [this.#lanes.list[lane]!.started]));
    // Of a direction that began since nothing is missing.
    return starts.length > 0 && Math.max(...starts) < this.#begin - TOLD_AT_ONCE ? before : 0;
  }

  #takeTotal(direction: Direction, time: number, counted: number, way: 'sent' | 'received'): void {
    direction.base ??= this.#baseOf(direction, counted);
    const total = counted - direction.base;
    const last = way === 'sent' ? 'sentTotal' : 'receivedTotal';
    // Most tell the same as before, an earlier holder of a port less; and one that never got anything need not say so.
    if (total <= direction[last] || (counted === 0 && direction[last] < 0)) return;
    direction.takeTotal(way, total, this.#edge(direction), (edge, ofEdge) => {
      const row = this.totals.add();
      const { columns } = this.totals;
      columns.edge[row] = edge;
      columns.time[row] = time;
      columns.sent[row] = way === 'sent' ? ofEdge : Number.NaN;
      columns.received[row] = way === 'received' ? ofEdge : Number.NaN;
    });
  }
}

/** Whether a bit stands for a column in what {@link Messages.news} has of a row. */
export function isNew(news: number, column: keyof typeof NEWS): boolean {
  return (news & NEWS[column]) !== 0;
}

/** The other end moves where it is known; where it is not said, it is where it was. */
function setLanes(direction: Direction, own: number, far: number, way: 'sent' | 'received'): void {
  const [here, there] = way === 'sent' ? (['from', 'to'] as const) : (['to', 'from'] as const);
  direction[here] = own;
  if (far !== NO_LANE) direction[there] = far;
}

function isWhole({ from, to }: Direction): boolean {
  return from !== NO_LANE && to !== NO_LANE;
}

function numberOf(peer: RawPeer): number | undefined {
  return peer.spawn ?? peer.thread ?? peer.port;
}

function byOf({ kind }: RawPeer, thread: number): Edge['by'] {
  if (kind === 'port' || kind === 'broadcast') return kind;
  return kind === 'thread' || (kind === 'parent' && thread !== 0) ? 'postMessage' : 'ipc';
}

/** `file:line:column`; empty for what is none. */
function siteText(site: unknown): string {
  const { file, line, column } = (site ?? {}) as Partial<Site>;
  return typeof file === 'string' ? `${file}:${line}:${column}` : '';
}

function isOther(value: unknown): value is RawOther {
  if (typeof value !== 'object' || value === null) return false;
  const { peer, with: other, channel } = value as Partial<RawOther>;
  if (typeof peer !== 'object' || peer === null || typeof peer.kind !== 'string') return false;
  if (other !== undefined && other !== null && typeof other !== 'string') return false;
  return channel === undefined || (typeof channel === 'object' && (channel?.end === 0 || channel?.end === 1));
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isRecord(value: unknown): value is RawRecord {
  if (!isOther(value)) return false;
  const { way, n, time } = value as Partial<RawRecord>;
  return (way === 'sent' || way === 'received') && isNumber(n) && isNumber(time);
}

function isCounts(value: unknown): value is RawOther & { sent: number; received: number } {
  if (!isOther(value)) return false;
  const { sent, received } = value as { sent?: unknown; received?: unknown };
  return isNumber(sent) && isNumber(received);
}
