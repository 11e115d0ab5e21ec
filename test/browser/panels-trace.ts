// A trace that is always the same: a primary that hands jobs to workers which answer, threads, and a log that falls behind.
import { COLUMNS, columnsOf, LANE_STATES, type Lane, MARKS, type TraceChunk } from '../../protocol/timeline';

/** `usual`: a minute of a cluster; `million`: so many messages between two; `empty`: lanes, and nothing that happens. */
export type Kind = 'usual' | 'million' | 'empty';

const NONE = Number.NaN;
/** When the recording began, in ms: never 0 in life. */
const START = 5_000;
const SPAN = 60_000;
const WORKERS = 4;

interface Row {
  edge: number;
  sent: number;
  received: number;
  bytes: number;
  hint: number;
  key: number;
  site: number;
  payload: number;
  reply: number;
  request: number;
}

/** Evenly spread numbers that look like chance, from 0 to 1. */
function chance(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return x - Math.floor(x);
}

class Sample {
  readonly texts: string[] = [''];
  readonly lanes: Lane[] = [];
  readonly edges: TraceChunk['edges'] = [];
  readonly rows: Row[] = [];
  readonly totals: [number, number, number, number][] = [];
  readonly #places = new Map<string, number>();

  text(text: string): number {
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }

  lane(own: Partial<Lane>): number {
    const lane = { id: `p${this.lanes.length}`, parent: 'p0', pid: 4200 + this.lanes.length, slot: null, name: null };
    const rest = { kind: 'worker', script: '/srv/app/server.js', number: null, started: START, ended: null } as const;
    return this.lanes.push({ ...lane, ...rest, ...own }) - 1;
  }

  edge(from: number, to: number, by: 'ipc' | 'postMessage' | 'broadcast' = 'ipc', name: string | null = null): number {
    return this.edges.push({ from, to, by, name }) - 1;
  }

  message(row: Partial<Row> & { edge: number; sent: number }): number {
    const rest = { received: NONE, bytes: NONE, hint: 0, key: 0, site: 0, payload: 0, reply: -1, request: -1 };
    return this.rows.push({ ...rest, ...row }) - 1;
  }
}

export function sampleChunk(kind: Kind): TraceChunk {
  const sample = new Sample();
  sample.lane({ parent: null, kind: 'primary', number: null });
  for (let worker = 1; worker <= WORKERS; worker++) sample.lane({ number: worker, slot: worker });
  sample.lane({ parent: 'p2', kind: 'thread', number: 1, name: 'resize', script: '/srv/app/resize.js' });
  if (kind === 'usual') fillUsual(sample);
  if (kind === 'million') fillMillion(sample);
  return chunkOf(sample, kind === 'empty');
}

function fillUsual(sample: Sample): void {
  for (let worker = 1; worker <= WORKERS; worker++) jobs(sample, worker);
  log(sample);
  news(sample);
}

/** A job, and its answer, every 150 ms or so; in bursts with silence between. */
function jobs(sample: Sample, worker: number): void {
  const there = sample.edge(0, worker);
  const back = sample.edge(worker, 0);
  const site = sample.text('/srv/app/server.js:42:14');
  let count = 0;
  for (let at = 0; at < 240; at++) {
    const seed = worker * 1000 + at;
    if (at % 40 > 32) continue;
    const sent = START + 300 + at * 240 + chance(seed) * 100;
    const received = sent + 0.3 + chance(seed + 1) * 2;
    const key = sample.text(String(worker * 1000 + at));
    const payload =
      at % 5 === 0
        ? sample.text(`{"cmd":"job","id":${at},"user":{"name":"Ann","token":"•••"},"sizes":[64,128,256]}`)
        : 0;
    const common = { key, site, bytes: 180 + Math.round(chance(seed) * 400) };
    const request = sample.message({ ...common, edge: there, sent, received, hint: sample.text('job'), payload });
    const answered = received + 4 + chance(seed + 2) * 40;
    const answer = { edge: back, sent: answered, received: answered + 0.4, hint: sample.text('done'), key, bytes: 96 };
    // As agents do: it is told of some.
    const from = at % 10 === 0 ? sample.text('/srv/app/worker.js:17:3') : 0;
    const reply = sample.message({ ...answer, site: from, request });
    sample.rows[request]!.reply = reply;
    count++;
  }
  for (let time = 50; time <= SPAN; time += 50) {
    const sent = sample.rows.filter((row) => row.edge === there && row.sent <= START + time).length;
    sample.totals.push([there, START + time, sent, sent], [back, START + time, sent, sent]);
  }
  if (count === 0) throw new Error('no jobs');
}

/** Worker 2 sends its thread more than this takes: some are told whole, all are counted. */
function log(sample: Sample): void {
  const edge = sample.edge(2, 5, 'postMessage');
  const hint = sample.text('log');
  for (let time = 50; time <= SPAN; time += 50) {
    sample.totals.push([edge, START + time, time * 2, Math.floor(time * 1.6)]);
    const sent = START + time - 20;
    sample.message({ edge, sent, received: sent + time * 0.1, hint, bytes: 512 });
  }
}

function news(sample: Sample): void {
  const edge = sample.edge(1, -1, 'broadcast', 'news');
  for (let at = 0; at < 10; at++) sample.message({ edge, sent: START + at * 5000 + 1000, hint: sample.text('config') });
}

function fillMillion(sample: Sample): void {
  const edges = [sample.edge(0, 1), sample.edge(1, 0)];
  const hints = ['job', 'done'].map((hint) => sample.text(hint));
  for (let at = 0; at < 1_000_000; at++) {
    const sent = START + (at / 1_000_000) * SPAN;
    sample.message({ edge: edges[at % 2]!, sent, received: sent + 0.2, hint: hints[at % 2]!, bytes: 64 });
  }
}

function chunkOf(sample: Sample, isEmpty: boolean): TraceChunk {
  const { rows, totals } = sample;
  const u32 = (of: (row: Row) => number) => Uint32Array.from(rows, of);
  const f64 = (of: (row: Row) => number) => Float64Array.from(rows, of);
  const lanes = sample.lanes;
  const states = isEmpty ? [] : statesOf(sample);
  const marks = isEmpty
    ? []
    : lanes.map((_, lane) => ({ lane, time: START + lane * 20, mark: MARKS.indexOf('created') }));
  const figures = isEmpty ? [] : figuresOf(lanes);
  const column = (name: keyof Figure) => Float64Array.from(figures, (each) => each[name]);
  return {
    texts: sample.texts.slice(1),
    lanes,
    edges: sample.edges,
    states: {
      lane: Uint32Array.from(states, ({ lane }) => lane),
      time: Float64Array.from(states, ({ time }) => time),
      state: Uint8Array.from(states, ({ state }) => state),
      text: Uint32Array.from(states, () => 0),
    },
    marks: {
      lane: Uint32Array.from(marks, ({ lane }) => lane),
      time: Float64Array.from(marks, ({ time }) => time),
      mark: Uint8Array.from(marks, ({ mark }) => mark),
      text: Uint32Array.from(marks, () => 0),
    },
    messages: {
      edge: u32(({ edge }) => edge),
      sent: f64(({ sent }) => sent),
      received: f64(({ received }) => received),
      bytes: f64(({ bytes }) => bytes),
      hint: u32(({ hint }) => hint),
      key: u32(({ key }) => key),
      handle: u32(() => 0),
      site: u32(({ site }) => site),
      payload: u32(({ payload }) => payload),
      reply: Int32Array.from(rows, ({ reply }) => reply),
      request: Int32Array.from(rows, ({ request }) => request),
    },
    updates: columnsOf(COLUMNS.updates, 0),
    totals: {
      edge: Uint32Array.from(totals, ([edge]) => edge),
      time: Float64Array.from(totals, ([, time]) => time),
      sent: Float64Array.from(totals, ([, , sent]) => sent),
      received: Float64Array.from(totals, ([, , , received]) => received),
    },
    figures: {
      lane: Uint32Array.from(figures, ({ lane }) => lane),
      time: column('time'),
      cpu: column('cpu'),
      rss: column('rss'),
      heap: column('heap'),
      delay: column('delay'),
      utilization: column('cpu'),
      requests: column('requests'),
      response: column('response'),
    },
    time: START + SPAN,
  };
}

function statesOf({ lanes }: Sample): { lane: number; time: number; state: number }[] {
  const state = (lane: number, at: number, name: (typeof LANE_STATES)[number]) => ({
    lane,
    time: START + at,
    state: LANE_STATES.indexOf(name),
  });
  const online = lanes.map((_, lane) => state(lane, lane * 30 + 10, 'online'));
  return [
    ...online,
    state(2, 20_000, 'busy'),
    state(2, 24_000, 'online'),
    state(3, 41_000, 'stuck'),
    state(3, 44_000, 'online'),
  ];
}

interface Figure {
  lane: number;
  time: number;
  cpu: number;
  rss: number;
  heap: number;
  delay: number;
  requests: number;
  response: number;
}

const MB = 1024 * 1024;

function figuresOf(lanes: readonly Lane[]): Figure[] {
  const seconds = Array.from({ length: SPAN / 1000 }, (_, second) => second);
  return lanes.flatMap(({ kind }, lane) => seconds.map((second) => figureOf(kind, lane, second)));
}

/** Worker 2 is busy for a while. */
function figureOf(kind: Lane['kind'], lane: number, second: number): Figure {
  const noise = chance(lane * 100 + second);
  const busy = lane === 2 && second >= 20 && second < 24;
  const usual = { cpu: 0.08 + lane * 0.05 + noise * 0.1, delay: 1 + noise * 6, response: 12 + noise * 8 };
  const { cpu, delay, response } = busy ? { cpu: 0.95, delay: 180 + noise * 60, response: 220 } : usual;
  return {
    lane,
    time: START + second * 1000 + lane * 37,
    cpu,
    rss: kind === 'thread' ? NONE : (60 + lane * 8 + second * 0.2) * MB,
    heap: (18 + lane * 3 + ((second * 3 + lane * 7) % 20)) * MB,
    delay,
    requests: kind === 'worker' ? 40 + lane * 6 + noise * 15 : NONE,
    response: kind === 'worker' ? response : NONE,
  };
}
