// Lines of recordings, and what becomes of a trace's chunks where they are put together again.
import type { MessageRecord, Peer } from '../../../../protocol/agent';
import { LANE_STATES, type Lane, MARKS, TAKEN_BACK, type TraceChunk } from '../../../../protocol/timeline';
import type { Change, ProcessState, SlotState, ThreadState } from '../../../../protocol/viewer';
import type { TraceBuilder } from '../../../../viewer/trace/trace-builder';

type Line = { type: string; time: number } & Record<string, unknown>;

export const HEADER: Line = {
  type: 'recording',
  time: 1000,
  format: 'worker-lens',
  version: 1,
  run: 'r',
  name: 'node app.js',
  startedAt: '2026-01-01T00:00:00.000Z',
};

export function text(...lines: (Line | string)[]): string {
  return lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
}

export function changes(time: number, ...list: Change[]): Line {
  return { type: 'changes', time, changes: list };
}

export const process = (value: ProcessState): Change => ({ kind: 'process', value });
export const thread = (value: ThreadState): Change => ({ kind: 'thread', value });
export const slot = (value: SlotState): Change => ({ kind: 'slot', value });

export const PARENT: Peer = { kind: 'parent' };
export const child = (spawn: number): Peer => ({ kind: 'child', spawn });

type Other = { peer: Peer; with: string | null; channel?: { id: string; end: 0 | 1 } };
export type RecordLine = Other & Omit<MessageRecord, 'peer'>;
export type CountsLine = Other & { sent: number; received: number };

export function messages(time: number, target: string, records: RecordLine[], counts: CountsLine[] = []): Line {
  const number = Number(target.split(':')[1] ?? 0);
  return { type: 'messages', time, process: `x${target}`, thread: number, target, counts, records };
}

export const sent = (
  to: string | null,
  peer: Peer,
  n: number,
  time: number,
  own: Partial<RecordLine> = {},
): RecordLine => ({
  peer,
  with: to,
  way: 'sent',
  n,
  time,
  ...own,
});

export const received = (from: string | null, peer: Peer, n: number, time: number, own: Partial<RecordLine> = {}) => ({
  ...sent(from, peer, n, time, own),
  way: 'received' as const,
});

/** One row of a trace, in words. */
export interface Message {
  edge: string;
  sent: number | null;
  received: number | null;
  bytes: number | null;
  hint: string;
  key: string;
  handle: string;
  site: string;
  payload: string;
  reply: number;
  request: number;
}

/** A trace as a webview has it: of chunks alone. */
export class Assembled {
  readonly texts = [''];
  readonly lanes: Lane[] = [];
  readonly edges: string[] = [];
  /** `p1 1000 online` */
  readonly states: string[] = [];
  readonly marks: string[] = [];
  readonly totals: string[] = [];
  readonly figures: Record<string, number>[] = [];
  readonly messages: Message[] = [];
  time = Number.NaN;

  add(chunk: TraceChunk): this {
    this.texts.push(...chunk.texts);
    for (const lane of chunk.lanes) this.#addLane(lane);
    for (const { from, to, by, name, late } of chunk.edges) {
      this.edges.push(words(this.#lane(from), '>', this.#lane(to), by, name ?? '', late ? `late ${late}` : ''));
    }
    const { states, marks, totals, figures } = chunk;
    each(states.lane, (at, lane) => {
      this.states.push(
        words(this.#lane(lane), states.time[at], LANE_STATES[states.state[at]!], this.texts[states.text[at]!]),
      );
    });
    each(marks.lane, (at, lane) => {
      this.marks.push(words(this.#lane(lane), marks.time[at], MARKS[marks.mark[at]!], this.texts[marks.text[at]!]));
    });
    each(totals.edge, (at, edge) => {
      this.totals.push(words(this.edges[edge], totals.time[at], `${totals.sent[at]}/${totals.received[at]}`));
    });
    each(figures.lane, (at) => {
      this.figures.push(Object.fromEntries(Object.entries(figures).map(([name, column]) => [name, column[at]!])));
    });
    this.#addMessages(chunk.messages);
    this.#update(chunk.updates);
    this.time = chunk.time;
    return this;
  }

  statesOf(lane: string): string[] {
    return this.states.filter((state) => state.startsWith(`${lane} `)).map((state) => state.slice(lane.length + 1));
  }

  marksOf(lane: string): string[] {
    return this.marks.filter((mark) => mark.startsWith(`${lane} `)).map((mark) => mark.slice(lane.length + 1));
  }

  #addLane(lane: Lane): void {
    const place = this.lanes.findIndex(({ id }) => id === lane.id);
    if (place < 0) this.lanes.push(lane);
    else this.lanes[place] = lane;
  }

  #lane(place: number): string {
    return place < 0 ? '?' : (this.lanes[place]?.id ?? `no lane ${place}`);
  }

  #addMessages(added: TraceChunk['messages']): void {
    each(added.edge, (at, edge) => {
      this.messages.push({
        edge: this.edges[edge] ?? `no edge ${edge}`,
        sent: known(added.sent[at]!),
        received: known(added.received[at]!),
        bytes: known(added.bytes[at]!),
        hint: this.texts[added.hint[at]!]!,
        key: this.texts[added.key[at]!]!,
        handle: this.texts[added.handle[at]!]!,
        site: this.texts[added.site[at]!]!,
        payload: this.texts[added.payload[at]!]!,
        reply: added.reply[at]!,
        request: added.request[at]!,
      });
    });
    for (const { reply, request } of this.messages.slice(-added.edge.length)) {
      if (reply >= this.messages.length || request >= this.messages.length) throw new Error('names a row to come');
    }
  }

  #update(updates: TraceChunk['updates']): void {
    each(updates.message, (at, row) => {
      const message = this.messages[row];
      if (!message) throw new Error(`updates row ${row}, which is not there`);
      this.#write(message, updates, at);
    });
  }

  #write(message: Message, updates: TraceChunk['updates'], at: number): void {
    for (const name of ['sent', 'received', 'bytes'] as const) {
      if (!Number.isNaN(updates[name][at])) message[name] = updates[name][at]!;
    }
    for (const name of ['hint', 'key', 'site', 'payload'] as const) {
      if (updates[name][at] !== 0) message[name] = this.texts[updates[name][at]!]!;
    }
    for (const name of ['reply', 'request'] as const) {
      const place = updates[name][at]!;
      if (place !== -1) message[name] = place === TAKEN_BACK ? -1 : place;
    }
  }
}

/** All that a builder has, in chunks of so many messages. */
export function assemble(builder: TraceBuilder, limit?: number): Assembled {
  const trace = new Assembled();
  do trace.add(builder.take(limit));
  while (builder.hasMore);
  return trace;
}

function each(column: ArrayLike<number>, take: (at: number, value: number) => void): void {
  for (let at = 0; at < column.length; at++) take(at, column[at]!);
}

function words(...list: unknown[]): string {
  return list.filter((word) => word !== '').join(' ');
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
