// Makes a trace of the lines of a recording. Those of messages are many, and are looked at no closer than they have to be.
import * as v from 'valibot';
import { RECORDING_FORMAT, RECORDING_VERSION } from '../../protocol/recording';
import { COLUMNS, columnsOf, TAKEN_BACK, type TraceChunk } from '../../protocol/timeline';
import { Change, targetId } from '../../protocol/viewer';
import { Model } from '../model';
import { type Problem, RecordingError } from './errors';
import { errorText, Lanes, workerKey } from './lanes';
import { Lines } from './lines';
import { ALL_NEWS, isNew, Messages, type RawMessages } from './messages';
import { Table } from './table';
import { Texts } from './texts';

export interface TraceOptions {
  /** Paths such as `meta.correlation` to ids that requests and replies share, in messages whose payloads are captured. */
  idFields?: readonly string[];
  /** Name of the file, which has to begin as a recording does; none of lines that come live. */
  file?: string;
}

/** What stands in a line, of which no more is sure. */
interface RawLine extends Record<string, unknown> {
  type: string;
  time: number;
}

const NONE = Number.NaN;

export class TraceBuilder {
  readonly model = new Model();
  readonly texts = new Texts();
  readonly lanes = new Lanes(this.model, this.texts);
  readonly messages: Messages;
  readonly figures = new Table(COLUMNS.figures);
  /** How long each row of {@link figures} tells of, in ms. */
  readonly periods = new Table({ period: Float64Array });
  /** Of the header, where there is one. */
  name = '';
  startedAt = '';
  /** Time of the first line and of the last, in ms. */
  begin = 0;
  end = 0;
  readonly #file: string | null;
  readonly #lines = new Lines(
    (line) => this.#takeLine(line),
    () => this.#skip(),
  );
  readonly #problems: Problem[] = [];
  #skipped = 0;
  #isBegun = false;
  #given = { texts: 1, edges: 0, states: 0, marks: 0, totals: 0, figures: 0 };
  /** Rows whose reply or request was not given out when they were. */
  #ahead = new Set<number>();

  constructor({ idFields = [], file }: TraceOptions = {}) {
    this.messages = new Messages(this.lanes, this.texts, idFields);
    this.#file = file ?? null;
  }

  /**
   * Takes a part of a recording, cut anywhere.
   * @throws RecordingError where it begins as no recording does
   */
  feed(text: string): void {
    this.#lines.feed(text);
  }

  /**
   * The recording's file has come to its end.
   * @throws RecordingError where nothing of it could be read
   */
  finish(): void {
    const { rest } = this.#lines;
    if (rest.trim() !== '' && !this.#takeLast(rest)) this.#problems.push({ is: 'cut' });
    if (!this.#isBegun && this.#file !== null) throw new RecordingError('empty', this.#file);
    if (this.#skipped > 0) this.#problems.push({ is: 'skipped', lines: this.#skipped });
    this.messages.settle(Number.POSITIVE_INFINITY);
  }

  /** Nothing more of its file is read. @param share of it that was */
  breakOff(share: number): void {
    this.#problems.push({ is: 'cancelled', share });
    this.messages.settle(Number.POSITIVE_INFINITY);
  }

  /** What is to be known of it, and has not been taken yet. */
  takeProblems(): Problem[] {
    return this.#problems.splice(0);
  }

  /** Something may have come since the last chunk. */
  get hasMore(): boolean {
    const given = this.#given;
    return (
      this.messages.given < this.messages.rows.length ||
      this.messages.news.size > 0 ||
      given.totals < this.messages.totals.length ||
      given.states < this.lanes.states.length ||
      given.marks < this.lanes.marks.length ||
      given.figures < this.figures.length
    );
  }

  /**
   * What the trace grew by since the last chunk.
   * @param limit of its messages; what is beyond stays for the next
   */
  take(limit = Number.POSITIVE_INFINITY): TraceChunk {
    const { rows, edges } = this.messages;
    const from = this.messages.given;
    const to = Math.min(rows.length, from + limit);
    const updates = this.#takeUpdates(to);
    const messages = rows.slice(from, to);
    this.#hideAhead(messages, from, to);
    this.messages.given = to;
    const given = this.#given;
    const chunk: TraceChunk = {
      texts: this.texts.all.slice(given.texts),
      lanes: this.lanes.takeChanged(),
      edges: edges.slice(given.edges),
      states: this.lanes.states.slice(given.states, this.lanes.states.length),
      marks: this.lanes.marks.slice(given.marks, this.lanes.marks.length),
      messages,
      updates,
      totals: this.messages.totals.slice(given.totals, this.messages.totals.length),
      figures: this.figures.slice(given.figures, this.figures.length),
      time: this.end,
    };
    this.#given = {
      texts: this.texts.all.length,
      edges: edges.length,
      states: this.lanes.states.length,
      marks: this.lanes.marks.length,
      totals: this.messages.totals.length,
      figures: this.figures.length,
    };
    return chunk;
  }

  /** The next chunks tell all from the start. */
  again(): void {
    this.#given = { texts: 1, edges: 0, states: 0, marks: 0, totals: 0, figures: 0 };
    this.#ahead.clear();
    this.messages.given = 0;
    this.messages.news.clear();
    this.lanes.again();
  }

  /** A reply that is not given out yet is told of once it is. */
  #hideAhead(messages: TraceChunk['messages'], from: number, to: number): void {
    for (let at = 0; at < messages.edge.length; at++) {
      const isAhead = messages.reply[at]! >= to || messages.request[at]! >= to;
      if (!isAhead) continue;
      this.#ahead.add(from + at);
      if (messages.reply[at]! >= to) messages.reply[at] = -1;
      if (messages.request[at]! >= to) messages.request[at] = -1;
    }
  }

  #takeUpdates(to: number): TraceChunk['updates'] {
    const { news } = this.messages;
    const ahead = this.#ahead;
    this.#ahead = new Set();
    const changed = [...new Set([...news.keys(), ...ahead])];
    const updates = columnsOf(COLUMNS.updates, changed.length);
    changed.forEach((row, at) => {
      this.#fillUpdate(updates, at, row, news.get(row) ?? 0);
      this.#fillPairs(updates, at, row, ahead.has(row) ? ALL_NEWS : (news.get(row) ?? 0), to);
    });
    news.clear();
    return updates;
  }

  #fillUpdate(updates: TraceChunk['updates'], at: number, row: number, news: number): void {
    const { columns } = this.messages.rows;
    updates.message[at] = row;
    for (const name of ['sent', 'received', 'bytes'] as const) {
      updates[name][at] = isNew(news, name) ? columns[name][row]! : NONE;
    }
    for (const name of ['hint', 'key', 'site', 'payload'] as const) {
      updates[name][at] = isNew(news, name) ? columns[name][row]! : 0;
    }
  }

  #fillPairs(updates: TraceChunk['updates'], at: number, row: number, news: number, to: number): void {
    for (const name of ['reply', 'request'] as const) {
      const place = isNew(news, name) ? this.messages.rows.columns[name][row]! : -1;
      const isTakenBack = isNew(news, name) && place < 0;
      updates[name][at] = isTakenBack ? TAKEN_BACK : place < to ? place : -1;
      if (place >= to) this.#ahead.add(row);
    }
  }

  /** @returns whether it was a line */
  #takeLast(rest: string): boolean {
    const line = parseLine(rest);
    if (line) this.#understand(line);
    else if (!this.#isBegun && this.#file !== null) throw new RecordingError('noRecording', this.#file);
    return line !== null;
  }

  #takeLine(text: string): void {
    const line = parseLine(text);
    if (line) this.#understand(line);
    else if (text.trim() !== '') this.#skip();
  }

  #skip(): void {
    this.#skipped++;
    this.#begun(null);
  }

  #understand(line: RawLine): void {
    this.#begun(line);
    this.end = Math.max(this.end, line.time);
    try {
      if (!this.#dispatch(line)) this.#skipped++;
    } catch {
      // It is not as lines are: a damaged one, or one of a later version.
      this.#skipped++;
    }
    this.messages.settle(line.time);
  }

  /** The first line of a file tells whether it is a recording. */
  #begun(line: RawLine | null): void {
    if (this.#isBegun) return;
    const isHeader = line?.type === 'recording' && line.format === RECORDING_FORMAT;
    if (this.#file !== null && !isHeader) throw new RecordingError('noRecording', this.#file);
    if (line === null) return;
    this.#isBegun = true;
    this.begin = this.end = line.time;
    this.lanes.begin(line.time);
    this.messages.begin(line.time);
  }

  /** @returns whether it was understood */
  #dispatch(line: RawLine): boolean {
    switch (line.type) {
      case 'messages':
        return line.target === null || (isMessages(line) && this.messages.take(line) === 0);
      case 'changes':
        return this.#takeChanges(line.changes, line.time);
      case 'keyframe':
        return this.#takeKeyframe(line.model, line.time);
      case 'figures':
        return this.#takeFigures(line);
      case 'recording':
        return this.#takeHeader(line);
      default:
        if (typeof line.target === 'string') this.#takeEvent(line, line.target);
        return true;
    }
  }

  #takeHeader({ version, name, startedAt }: RawLine): boolean {
    // Each part of a ring begins with one.
    if (this.name === '' && typeof name === 'string') this.name = name;
    if (this.startedAt === '' && typeof startedAt === 'string') this.startedAt = startedAt;
    const isNewer = typeof version === 'number' && version > RECORDING_VERSION;
    if (isNewer && !this.#problems.some(({ is }) => is === 'newer')) this.#problems.push({ is: 'newer', version });
    return typeof version === 'number';
  }

  #takeChanges(list: unknown, time: number): boolean {
    if (!Array.isArray(list)) return false;
    const known = list.flatMap((change) => changeOf(change) ?? []);
    this.model.apply(known);
    // Parents first, as they are forked: of a launcher it may be known only now that it is one.
    for (const change of known) if (change.kind === 'process') this.lanes.takeProcess(change.value, time);
    for (const change of known) if (change.kind === 'thread') this.lanes.takeThread(change.value, time);
    return known.length === list.length;
  }

  /** What it does not know any more has ended in a part of the recording that is missing. */
  #takeKeyframe(list: unknown, time: number): boolean {
    // All between the header and it was dropped.
    if (this.lanes.list.length === 0) this.messages.begin(time);
    if (!this.#takeChanges(list, time)) return false;
    const told = new Set((list as Change[]).map((change) => (change.kind === 'forgotten' ? '' : change.value.id)));
    const { processes, threads } = this.model;
    const lost = [...processes.keys(), ...threads.keys()].filter((id) => !told.has(id));
    for (const id of lost) {
      this.lanes.lose(id, time);
      this.model.apply([{ kind: 'forgotten', of: processes.has(id) ? 'process' : 'thread', id }]);
    }
    return true;
  }

  /** What agents told that the model does not say, or later. */
  #takeEvent(line: RawLine, target: string): void {
    const { type, time, worker, thread, pid, signal, error } = line;
    if (type === 'hello') this.lanes.note('online', target, time);
    else if (type === 'online' || type === 'listening') this.lanes.note(type, workerKey(target, Number(worker)), time);
    else if (type === 'threadOnline') this.lanes.note('online', targetId(processOf(target), Number(thread)), time);
    else if (type === 'kill') this.#takeKill(Number(pid), String(signal), time);
    else if (type === 'uncaught') this.#takeError(target, error, time);
  }

  #takeKill(pid: number, signal: string, time: number): void {
    for (const process of this.model.processes.values()) {
      const place = process.pid === pid && process.ended === null ? this.lanes.placeOf(process.id) : undefined;
      if (place !== undefined) this.lanes.markSignal(place, time, signal);
    }
  }

  #takeError(target: string, error: unknown, time: number): void {
    const place = this.lanes.placeOf(target);
    const { name, message } = (error ?? {}) as Record<string, unknown>;
    if (place === undefined) return;
    this.lanes.markError(place, time, errorText({ name: String(name), message: String(message) }));
  }

  #takeFigures({ target, time, figures }: RawLine): boolean {
    if (typeof figures !== 'object' || figures === null || typeof target !== 'string') return target === null;
    const { cpu, rss, heap, loop, http, period } = figures as Partial<Record<string, Record<string, unknown>>>;
    const lane = this.lanes.place(target, time);
    if (lane < 0) return true;
    const row = this.figures.add();
    const { columns } = this.figures;
    const seconds = numeric(period) / 1000;
    columns.lane[row] = lane;
    columns.time[row] = time;
    columns.cpu[row] = numeric(cpu);
    columns.rss[row] = numeric(rss);
    columns.heap[row] = numeric(heap?.used);
    columns.delay[row] = numeric((loop?.delay as Record<string, unknown> | undefined)?.max);
    columns.utilization[row] = numeric(loop?.utilization);
    columns.requests[row] = numeric(http?.requests) / seconds;
    columns.response[row] = numeric(http?.requests) > 0 ? numeric(http?.mean) : NONE;
    this.periods.columns.period[this.periods.add()] = numeric(period);
    return true;
  }
}

function parseLine(text: string): RawLine | null {
  try {
    const line: unknown = JSON.parse(text);
    return isLine(line) ? line : null;
  } catch {
    return null;
  }
}

function isLine(value: unknown): value is RawLine {
  if (typeof value !== 'object' || value === null) return false;
  const { type, time } = value as Partial<RawLine>;
  return typeof type === 'string' && Number.isFinite(time);
}

function isMessages(line: RawLine): line is RawLine & RawMessages {
  return typeof line.target === 'string' && typeof line.thread === 'number';
}

function changeOf(value: unknown): Change | null {
  const parsed = v.safeParse(Change, value);
  return parsed.success && isFiniteThroughout(parsed.output) ? parsed.output : null;
}

/** A number that is too large for one is read as infinite. */
function isFiniteThroughout(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isFiniteThroughout);
}

function processOf(target: string): string {
  return target.split(':')[0]!;
}

function numeric(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : NONE;
}
