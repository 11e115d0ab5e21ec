// Writes a recording of a cluster that answers requests, as large as one likes: the same for the same numbers. No program
// could be recorded that long in a benchmark; its lines are as the hub writes them.
import * as fs from 'node:fs';
import type { MessageRecord, Peer } from '../../../protocol/agent';
import { RECORDING_FORMAT, RECORDING_VERSION, type RecordingMessages } from '../../../protocol/recording';
import type { Change, ProcessState, ThreadState } from '../../../protocol/viewer';

export interface BigRecording {
  /** Each message is told by both of its ends, so there are half as many messages. */
  records: number;
  workers: number;
  threads: number;
}

/** About 100 MB. */
export const MILLION: BigRecording = { records: 1_000_000, workers: 8, threads: 4 };

/** Time of the first line, in ms, and between two reports of an agent. */
const BEGIN = 5_000_000;
const TURN = 50;
/** Records that an agent tells in one report. */
const IN_TURN = 100;
/** Between two requests to one worker, and on the way of each message, in ms. */
const PACE = TURN / (IN_TURN / 4);
const FLIGHT = 0.4;
const WORK = 0.9;
/** Turns between two lines of figures of each target. */
const FIGURES_EACH = 10;
const HINTS = ['resize', 'hash', 'render', 'lookup'];
const MB = 1024 * 1024;

type Line = { type: string; time: number };
type Record = NonNullable<RecordingMessages['records']>[number];

/** @returns how many records and bytes were written */
export function writeBigRecording(file: string, size: BigRecording): { records: number; bytes: number } {
  const descriptor = fs.openSync(file, 'w');
  let [records, bytes] = [0, 0];
  const write = (lines: Line[]) => {
    bytes += fs.writeSync(descriptor, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
  write([header(), ...beginning(size)]);
  let turn = 0;
  for (; records < size.records; turn++) {
    for (let worker = 1; worker <= size.workers && records < size.records; worker++) {
      write(exchange(worker, turn));
      records += IN_TURN * 2;
    }
    if (turn % FIGURES_EACH === 0) write(figures(size, BEGIN + (turn + 1) * TURN));
  }
  write([{ type: 'end', time: BEGIN + (turn + 1) * TURN, code: 0, signal: null } as Line]);
  fs.closeSync(descriptor);
  return { records, bytes };
}

function header() {
  return {
    type: 'recording',
    time: BEGIN,
    format: RECORDING_FORMAT,
    version: RECORDING_VERSION,
    run: 'r',
    name: 'node server.js',
    startedAt: '2026-01-01T00:00:00.000Z',
  };
}

/** The lines of a primary and of one of its workers in a turn: requests there, replies back. */
function exchange(worker: number, turn: number): Line[] {
  const primary: Record[] = [];
  const own: Record[] = [];
  for (let each = 0; each < IN_TURN / 2; each++) {
    const n = (turn * IN_TURN) / 2 + each + 1;
    const sent = BEGIN + turn * TURN + (each * PACE) / 2 + worker / 100;
    const about = { n, hint: HINTS[n % HINTS.length]!, id: worker * 10_000_000 + n };
    const there = { ...about, bytes: 120 + (n % 900) };
    const back = { ...about, bytes: 60 + (n % 90), hint: 'done' };
    const replied = sent + FLIGHT + WORK;
    primary.push(record(worker, 'sent', sent, there), record(worker, 'received', replied + FLIGHT, back));
    own.push(record(null, 'received', sent + FLIGHT, there), record(null, 'sent', replied, back));
  }
  const total = ((turn + 1) * IN_TURN) / 2;
  const time = BEGIN + (turn + 1) * TURN;
  return [messages('p1', time, child(worker), total, primary), messages(processId(worker), time, PARENT, total, own)];
}

const PARENT: Peer = { kind: 'parent' };

function child(worker: number): Peer {
  return { kind: 'child', spawn: worker };
}

function processId(worker: number): string {
  return `p${worker + 1}`;
}

/** @param worker the other end; `null`: the primary */
function record(
  worker: number | null,
  way: MessageRecord['way'],
  time: number,
  about: Pick<MessageRecord, 'n' | 'bytes' | 'hint' | 'id'>,
): Record {
  const peer = worker === null ? PARENT : child(worker);
  return {
    peer,
    way,
    time: Math.round(time * 1000) / 1000,
    ...about,
    with: worker === null ? 'p1' : processId(worker),
  };
}

function messages(target: string, time: number, peer: Peer, total: number, records: Record[]): Line {
  const other = records[0]!.with;
  const counts = [{ peer, with: other, sent: total, received: total }];
  const line: RecordingMessages = { type: 'messages', time, process: target, thread: 0, target, counts, records };
  return line;
}

function beginning({ workers, threads }: BigRecording): Line[] {
  const primary = process({ id: 'p1', primary: true, pid: 1000 });
  const changes: Change[] = [{ kind: 'process', value: primary }];
  for (let worker = 1; worker <= workers; worker++) {
    const value = process({ id: processId(worker), parent: 'p1', kind: 'worker', pid: 1000 + worker });
    changes.push({ kind: 'process', value: { ...value, worker: { id: worker, slot: worker } } });
  }
  for (let number = 1; number <= threads; number++) changes.push({ kind: 'thread', value: thread(number) });
  return [{ type: 'changes', time: BEGIN, changes } as Line];
}

function figures({ workers }: BigRecording, time: number): Line[] {
  return Array.from({ length: workers + 1 }, (_, worker) => {
    const target = processId(worker);
    const own = {
      period: TURN * FIGURES_EACH,
      tid: 1000 + worker,
      cpu: 0.5 + (worker % 4) / 10,
      rss: (60 + worker) * MB,
      heap: { used: 20 * MB, total: 30 * MB },
      loop: { utilization: 0.4, delay: { mean: 1, max: 4 } },
      handles: {},
      http: { requests: 40, mean: 3, p95: 9 },
      connections: 4,
      messages: 40,
    };
    return { type: 'figures', time, process: target, thread: 0, target, figures: own } as Line;
  });
}

const COMMON = {
  connected: true,
  notObserved: null,
  condition: null,
  inspector: { state: 'closed', url: null, attached: false, held: null },
  messages: { sent: 0, received: 0 },
  site: null,
  settings: null,
  started: BEGIN,
  ended: null,
  end: null,
} as const;

function process(own: Partial<ProcessState> & { id: string }): ProcessState {
  return {
    ...COMMON,
    run: 'r',
    parent: null,
    pid: null,
    kind: 'root',
    primary: false,
    worker: null,
    script: '/app/server.js',
    argv: [],
    execArgv: [],
    cwd: '/app',
    node: 'v22.0.0',
    state: 'online',
    addresses: [],
    launcher: null,
    scheduling: null,
    ...own,
  };
}

function thread(number: number): ThreadState {
  return {
    ...COMMON,
    id: `p1:${number}`,
    process: 'p1',
    thread: number,
    creator: 0,
    name: null,
    script: '/app/sum.js',
    state: 'online',
    workerData: null,
    shares: [],
  };
}
