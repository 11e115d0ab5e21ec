// A trace in the Trace Event Format, which Perfetto (https://ui.perfetto.dev) and chrome://tracing open.
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
// Of each lane a thread there: its states as slices, in which messages are tiny ones with an arrow from one to the other.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LANE_STATES, type Lane, type LaneState, MARKS } from '../../protocol/timeline';
import { draftOf } from './draft';
import { RecordingError } from './errors';
import { laneName, processLaneName } from './lane-names';
import type { TraceBuilder } from './trace-builder';

/** In characters. */
const PIECE = 64 * 1024;
const MB = 1024 * 1024;
/** Greater than any pid of Linux: for processes whose own is not known, or was another's before. */
const PIDS_FROM = 2 ** 22 + 1;
/** Length of a message's slice, in µs. States begin at whole ones, and slices of messages at tenths: none straddles another. */
const TICK = 0.1;

const STATE_WORDS: Partial<Record<LaneState, string>> = { notObserved: 'not observed' };
/** It is over: nothing is drawn. */
const ENDS: readonly LaneState[] = ['exited', 'askedFor', 'crashed'];
const COUNTERS = [
  { column: 'cpu', name: 'CPU', unit: 'cores', per: 1 },
  { column: 'rss', name: 'memory', unit: 'MB', per: MB },
  { column: 'heap', name: 'heap', unit: 'MB', per: MB },
  { column: 'delay', name: 'event loop delay', unit: 'ms', per: 1 },
  { column: 'utilization', name: 'event loop utilization', unit: 'share', per: 1 },
  { column: 'requests', name: 'HTTP requests', unit: 'per second', per: 1 },
  { column: 'response', name: 'HTTP response time', unit: 'ms', per: 1 },
] as const;

/** Where a lane's events stand. */
interface Thread {
  pid: number;
  tid: number;
}

/**
 * Writes a trace into a file, which is replaced once all is written.
 * @param draft where it is written until then; stays only where the thread ends before
 * @param signal writes no further
 * @throws RecordingError where it can't be written, or is not to be any more
 */
export async function writeChromeTrace(
  trace: TraceBuilder,
  file: string,
  draft = draftOf(file),
  signal?: AbortSignal,
): Promise<void> {
  try {
    await pipeline(Readable.from(chromeTrace(trace)), createWriteStream(draft), { signal });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw new RecordingError('unwritable', file, (error as Error).message);
  }
}

/** The text of a trace, in pieces. */
export function* chromeTrace(trace: TraceBuilder): Generator<string> {
  const { name, startedAt } = trace;
  let piece = `{"displayTimeUnit":"ms","otherData":${JSON.stringify({ source: 'Worker Lens', run: name, startedAt })},"traceEvents":[`;
  let separator = '\n';
  for (const event of new ChromeEvents(trace).all()) {
    piece += separator + event;
    separator = ',\n';
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n]}\n`;
}

class ChromeEvents {
  readonly #trace: TraceBuilder;
  readonly #threads: readonly Thread[];
  /** Time of what is the earliest. */
  readonly #start: number;
  /** Texts as JSON, by their places. */
  readonly #quoted = new Map<number, string>();

  constructor(trace: TraceBuilder) {
    this.#trace = trace;
    this.#threads = threadsOf(trace.lanes.list);
    this.#start = startOf(trace);
  }

  *all(): Generator<string> {
    yield* this.#names();
    yield* this.#states();
    yield* this.#marks();
    yield* this.#messages();
    yield* this.#counters();
  }

  *#names(): Generator<string> {
    for (const [place, lane] of this.#trace.lanes.list.entries()) {
      const thread = this.#threads[place]!;
      const isProcess = lane.kind !== 'thread';
      if (isProcess) {
        yield metadata('process_name', thread, { name: processLaneName(lane) });
        yield metadata('process_sort_index', thread, { sort_index: place });
      }
      yield metadata('thread_name', thread, { name: laneName(lane) });
      yield metadata('thread_sort_index', thread, { sort_index: lane.number ?? 0 });
    }
  }

  *#states(): Generator<string> {
    const { states, list } = this.#trace.lanes;
    const { lane, time, state, text } = states.columns;
    /** When each row's state ended: where its lane's next one began. */
    const ends = new Float64Array(states.length);
    const next = new Float64Array(list.length).fill(this.#trace.end);
    for (let row = states.length - 1; row >= 0; row--) {
      ends[row] = next[lane[row]!]!;
      next[lane[row]!] = time[row]!;
    }
    for (let row = 0; row < states.length; row++) {
      const from = Math.round(this.#micros(time[row]!));
      const duration = Math.max(0, Math.round(this.#micros(ends[row]!)) - from);
      const word = LANE_STATES[state[row]!]!;
      if (ENDS.includes(word)) continue;
      const name = JSON.stringify(STATE_WORDS[word] ?? word);
      yield `{"ph":"X","cat":"state","name":${name},${this.#at(lane[row]!, from)},"dur":${duration}${this.#args(text[row]!)}}`;
    }
  }

  /** In the order of their times: chrome://tracing takes no other. */
  *#marks(): Generator<string> {
    const { marks } = this.#trace.lanes;
    const { lane, time, mark, text } = marks.columns;
    const rows = Array.from({ length: marks.length }, (_, row) => row).sort((a, b) => time[a]! - time[b]!);
    for (const row of rows) {
      const at = this.#at(lane[row]!, Math.round(this.#micros(time[row]!)));
      yield `{"ph":"i","cat":"life","name":"${MARKS[mark[row]!]}",${at},"s":"t"${this.#args(text[row]!)}}`;
    }
  }

  *#messages(): Generator<string> {
    const { rows, edges } = this.#trace.messages;
    for (let row = 0; row < rows.length; row++) {
      const { from, to } = edges[rows.columns.edge[row]!]!;
      const sent = rows.columns.sent[row]!;
      const received = rows.columns.received[row]!;
      const isSent = from >= 0 && !Number.isNaN(sent);
      const isReceived = to >= 0 && !Number.isNaN(received);
      if (isSent) yield this.#messageSlice('send', row, from, sent);
      if (isReceived) yield this.#messageSlice('receive', row, to, received);
      if (!isSent || !isReceived) continue;
      yield `{"ph":"s","cat":"message","name":"message","id":${row + 1},${this.#at(from, tick(this.#micros(sent)))}}`;
      yield `{"ph":"f","cat":"message","name":"message","id":${row + 1},${this.#at(to, tick(this.#micros(received)))},"bp":"e"}`;
    }
  }

  #messageSlice(word: string, row: number, lane: number, time: number): string {
    const { columns } = this.#trace.messages.rows;
    const hint = this.#trace.texts.all[columns.hint[row]!]!;
    const name = JSON.stringify(hint === '' ? word : `${word} ${hint}`);
    const args = this.#messageArgs(row);
    return `{"ph":"X","cat":"message","name":${name},${this.#at(lane, tick(this.#micros(time)))},"dur":${TICK}${args}}`;
  }

  #messageArgs(row: number): string {
    const { columns } = this.#trace.messages.rows;
    const bytes = columns.bytes[row]!;
    const parts = Number.isNaN(bytes) ? [] : [`"bytes":${bytes}`];
    for (const [name, column] of [
      ['id', 'key'],
      ['handle', 'handle'],
      ['site', 'site'],
      ['payload', 'payload'],
    ] as const) {
      if (columns[column][row] !== 0) parts.push(`"${name}":${this.#quote(columns[column][row]!)}`);
    }
    return parts.length === 0 ? '' : `,"args":{${parts.join(',')}}`;
  }

  *#counters(): Generator<string> {
    const { figures, lanes } = this.#trace;
    for (let row = 0; row < figures.length; row++) {
      const place = figures.columns.lane[row]!;
      const lane = lanes.list[place]!;
      const whose = lane.kind === 'thread' ? ` · thread ${lane.number}` : '';
      const at = this.#at(place, Math.round(this.#micros(figures.columns.time[row]!)));
      for (const { column, name, unit, per } of COUNTERS) {
        const value = figures.columns[column][row]! / per;
        if (!Number.isFinite(value)) continue;
        yield `{"ph":"C","cat":"figures","name":"${name}${whose}",${at},"args":{"${unit}":${value}}}`;
      }
    }
  }

  #at(lane: number, micros: number | string): string {
    const { pid, tid } = this.#threads[lane]!;
    return `"ts":${micros},"pid":${pid},"tid":${tid}`;
  }

  #args(text: number): string {
    return text === 0 ? '' : `,"args":{"detail":${this.#quote(text)}}`;
  }

  #quote(text: number): string {
    const known = this.#quoted.get(text);
    if (known !== undefined) return known;
    const quoted = JSON.stringify(this.#trace.texts.all[text]);
    this.#quoted.set(text, quoted);
    return quoted;
  }

  /** µs since the start. */
  #micros(time: number): number {
    return (time - this.#start) * 1000;
  }
}

function metadata(name: string, { pid, tid }: Thread, args: object): string {
  return JSON.stringify({ ph: 'M', name, pid, tid, args });
}

/** The tenth of a µs that a time falls into. */
function tick(micros: number): string {
  return (Math.floor(micros * 10) / 10).toFixed(1);
}

/** Main threads bear their process's number, as on Linux; threads are counted on from it. */
function threadsOf(lanes: readonly Lane[]): Thread[] {
  const pids = new Map<string, number>();
  const taken = new Set<number>();
  const pidOf = (process: string, lane: Lane, place: number) => {
    const known = pids.get(process);
    if (known !== undefined) return known;
    const isUsable = lane.pid !== null && lane.pid > 0 && lane.pid < PIDS_FROM && !taken.has(lane.pid);
    const pid = isUsable ? lane.pid! : PIDS_FROM + place;
    pids.set(process, pid);
    taken.add(pid);
    return pid;
  };
  return lanes.map((lane, place) => {
    const pid = pidOf(lane.id.split(':')[0]!, lane, place);
    return { pid, tid: lane.kind === 'thread' ? pid + (lane.number ?? place + 1) : pid };
  });
}

function startOf({ begin, lanes, messages: { rows } }: TraceBuilder): number {
  let start = begin;
  const reach = (time: number) => {
    if (time < start) start = time;
  };
  for (let row = 0; row < lanes.states.length; row++) reach(lanes.states.columns.time[row]!);
  for (let row = 0; row < lanes.marks.length; row++) reach(lanes.marks.columns.time[row]!);
  for (let row = 0; row < rows.length; row++) {
    reach(rows.columns.sent[row]!);
    reach(rows.columns.received[row]!);
  }
  return start;
}
