// A trace that nobody recorded: a cluster whose workers have threads, with as many messages as wanted. The same each time.
import {
  COLUMNS,
  columnsOf,
  type Edge,
  LANE_STATES,
  type Lane,
  type LaneState,
  MARKS,
  type Mark,
  type TraceChunk,
} from '../../../protocol/timeline';

export interface SyntheticOptions {
  messages: number;
  /** At least 3: the second gets stuck, the third crashes, and one more takes its slot. */
  workers?: number;
  /** In each worker. */
  threads?: number;
  /** Of the whole, in ms. */
  span?: number;
  /** Messages in a chunk, at most. */
  chunk?: number;
  /** The time of the first thing, in ms. */
  start?: number;
}

type Groups = Pick<TraceChunk, keyof typeof COLUMNS>;

const HINTS = ['task', 'result', 'resize', 'ping', 'log', 'query', 'rows', 'config'];

/** A generator of pseudo-random numbers between 0 and 1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Plan {
  options: Required<SyntheticOptions>;
  lanes: Lane[];
  edges: Edge[];
  /** Messages of each edge by now. */
  sent: number[];
  received: number[];
  /** When those will be received that are on their way. */
  pending: { edge: number; time: number }[];
}

export function* syntheticTrace(given: SyntheticOptions): Generator<TraceChunk> {
  const chunk = Math.max(500, Math.min(50_000, given.messages / 100));
  const options = { workers: 4, threads: 2, span: 60_000, chunk, start: 1_000_000, ...given };
  const plan: Plan = { options, lanes: [], edges: [], sent: [], received: [], pending: [] };
  addLanes(plan);
  addEdges(plan);
  const texts = [
    '',
    ...HINTS,
    ':3000',
    'RangeError: out of cheese',
    'code 1',
    '/app/primary.js:41:9',
    '{"id":7,"width":320}',
  ];
  const random = randomFrom(7);
  const first = { ...emptyChunk(options.start), texts: texts.slice(1), lanes: plan.lanes, edges: plan.edges };
  yield { ...first, ...lifeOf(plan, texts), figures: figuresOf(plan, random), totals: totalsOf(plan, options.start) };
  let keys = texts.length;
  for (let done = 0; done < options.messages; done += options.chunk) {
    const count = Math.min(options.chunk, options.messages - done);
    const chunk = messagesOf(plan, done, count, keys, random);
    keys += chunk.texts.length;
    yield chunk;
  }
}

function addLanes({ options, lanes }: Plan): void {
  const { start, span, workers, threads } = options;
  const lane = (of: Partial<Lane> & Pick<Lane, 'id' | 'kind'>): Lane => ({
    parent: null,
    script: '/app/server.js',
    pid: null,
    number: null,
    slot: null,
    name: null,
    started: start,
    ended: null,
    ...of,
  });
  lanes.push(lane({ id: 'p1', kind: 'primary', pid: 4100, script: '/app/primary.js' }));
  for (let worker = 1; worker <= workers + 1; worker++) {
    const id = `p${worker + 1}`;
    const again = worker > workers;
    const started = again ? start + span * 0.62 : start + 40 * worker;
    const ended = worker === 3 ? start + span * 0.6 : null;
    const slot = again ? 3 : worker;
    lanes.push(lane({ id, kind: 'worker', parent: 'p1', pid: 4100 + worker, number: worker, slot, started, ended }));
    const inner = again ? [] : Array.from({ length: threads }, (_, index) => index + 1);
    const script = '/app/thread.js';
    for (const number of inner) {
      const name = number === 1 ? 'resize' : null;
      lanes.push(
        lane({ id: `${id}:${number}`, kind: 'thread', parent: id, number, name, script, started: started + 60, ended }),
      );
    }
  }
}

/** Both ways between each lane and the one it is nested in. */
function addEdges({ lanes, edges }: Plan): void {
  for (const [place, { parent, kind }] of lanes.entries()) {
    const outer = lanes.findIndex(({ id }) => id === parent);
    if (outer < 0) continue;
    const by = kind === 'thread' ? 'postMessage' : 'ipc';
    edges.push({ from: outer, to: place, by, name: null }, { from: place, to: outer, by, name: null });
  }
}

type Life = [lane: string, share: number, what: LaneState | Mark, text?: string];

function lifeOf({ options, lanes }: Plan, texts: readonly string[]): Pick<TraceChunk, 'states' | 'marks'> {
  const states: Life[] = [];
  const marks: Life[] = [];
  for (const { id, started, kind } of lanes) {
    const at = (started - options.start) / options.span;
    states.push([id, at, 'starting'], [id, at + 0.004, 'online']);
    marks.push([id, at, 'created']);
    if (kind !== 'worker') continue;
    states.push([id, at + 0.01, 'listening', ':3000']);
    marks.push([id, at + 0.01, 'listening', ':3000']);
  }
  states.push(['p3', 0.3, 'busy'], ['p3', 0.36, 'stuck'], ['p3', 0.5, 'listening', ':3000']);
  states.push(
    ['p2:2', 0.2, 'blocked'],
    ['p2:2', 0.55, 'online'],
    ['p5', 0.7, 'paused'],
    ['p5', 0.78, 'listening', ':3000'],
  );
  states.push(['p4', 0.6, 'crashed', 'code 1'], ['p4:1', 0.6, 'askedFor'], ['p4:2', 0.6, 'askedFor']);
  marks.push(['p4', 0.598, 'error', 'RangeError: out of cheese'], ['p4', 0.6, 'exit', 'code 1'], ['p1', 0.62, 'fork']);
  const known = (life: readonly Life[]) => life.filter(([id]) => lanes.some((lane) => lane.id === id));
  const rows = (life: readonly Life[]) => ({
    lane: Uint32Array.from(life, ([id]) => lanes.findIndex((lane) => lane.id === id)),
    time: Float64Array.from(life, ([, share]) => options.start + share * options.span),
    text: Uint32Array.from(life, ([, , , text]) => texts.indexOf(text ?? '')),
  });
  const how = known(states);
  const what = known(marks);
  return {
    states: { ...rows(how), state: Uint8Array.from(how, ([, , state]) => LANE_STATES.indexOf(state as LaneState)) },
    marks: { ...rows(what), mark: Uint8Array.from(what, ([, , mark]) => MARKS.indexOf(mark as Mark)) },
  };
}

function figuresOf({ options, lanes }: Plan, random: () => number): TraceChunk['figures'] {
  const rows: { lane: number; time: number }[] = [];
  for (let time = options.start; time < options.start + options.span; time += 1_000) {
    for (const [lane, { started, ended }] of lanes.entries()) {
      if (started <= time && (ended ?? Infinity) > time) rows.push({ lane, time });
    }
  }
  const column = (value: (lane: number) => number) => Float64Array.from(rows, ({ lane }) => value(lane));
  return {
    lane: Uint32Array.from(rows, ({ lane }) => lane),
    time: Float64Array.from(rows, ({ time }) => time),
    cpu: column(() => 0.1 + 0.5 * random()),
    rss: column((lane) => (lanes[lane]!.kind === 'thread' ? NaN : 6e7 + 2e7 * random())),
    heap: column(() => 2e7 + 1e7 * random()),
    delay: column(() => 40 * random() ** 4),
    utilization: column(() => random()),
    requests: column((lane) => (lanes[lane]!.kind === 'worker' ? 200 + 100 * random() : NaN)),
    response: column((lane) => (lanes[lane]!.kind === 'worker' ? 4 + 3 * random() : NaN)),
  };
}

/** How many messages there are by a time. One edge has more than are told each by itself, from the middle on. */
function totalsOf(plan: Plan, time: number): TraceChunk['totals'] {
  const { options, edges, sent, received } = plan;
  for (const one of plan.pending.filter((message) => message.time <= time)) {
    received[one.edge] = (received[one.edge] ?? 0) + 1;
  }
  plan.pending = plan.pending.filter((message) => message.time > time);
  const leftOut = Math.round(Math.max(0, (time - options.start) / options.span - 0.5) * options.messages * 0.2);
  const totals = (counts: readonly number[]) =>
    Float64Array.from(edges, (_, edge) => (counts[edge] ?? 0) + (edge === 2 ? leftOut : 0));
  return {
    edge: Uint32Array.from(edges.keys()),
    time: new Float64Array(edges.length).fill(time),
    sent: totals(sent),
    received: totals(received),
  };
}

/** Now more, now less: when the part of all messages was sent that `share` is. */
function timeOf({ start, span }: Plan['options'], share: number): number {
  return start + span * (share + 0.02 * Math.sin(share * 43) + 0.004 * Math.sin(share * 331));
}

function messagesOf(plan: Plan, first: number, count: number, text: number, random: () => number): TraceChunk {
  const texts: string[] = [];
  const columns = columnsOf(COLUMNS.messages, count);
  for (let index = 0; index < count; index++) {
    const place = first + index;
    if (place % 2 === 0) texts.push(String(place));
    columns.key[index] = text + texts.length - 1;
    fillMessage(plan, columns, index, place, random);
  }
  const time = timeOf(plan.options, (first + count) / plan.options.messages);
  return { ...emptyChunk(time), texts, messages: columns, totals: totalsOf(plan, time) };
}

/** Each second message of an edge pair answers the one before. */
function fillMessage(
  plan: Plan,
  columns: TraceChunk['messages'],
  index: number,
  place: number,
  random: () => number,
): void {
  const { options, edges } = plan;
  const answer = place % 2;
  const pair = (Math.imul(place >> 1, 2_654_435_761) >>> 9) % (edges.length / 2);
  const sent = timeOf(options, (place + random()) / options.messages);
  const late = place % 499 === 3 ? 60 : 0;
  const edge = pair * 2 + answer;
  columns.edge[index] = edge;
  columns.sent[index] = sent;
  columns.received[index] = place % 997 === 5 ? Number.NaN : sent + 0.05 + 2 * random() ** 3 + late;
  plan.sent[edge] = (plan.sent[edge] ?? 0) + 1;
  plan.pending.push({ edge, time: columns.received[index] });
  columns.bytes[index] = Math.round(40 + 4_000 * random() ** 3);
  columns.hint[index] = 1 + ((pair + answer) % HINTS.length);
  columns.site[index] = 12;
  columns.payload[index] = place % 5 === 0 ? 13 : 0;
  columns.reply[index] = answer === 1 || place + 1 >= options.messages ? -1 : place + 1;
  columns.request[index] = answer === 1 ? place - 1 : -1;
}

/** A chunk in which nothing is told. */
export function emptyChunk(time: number): TraceChunk {
  const groups = Object.entries(COLUMNS).map(([group, kinds]) => [group, columnsOf(kinds, 0)]);
  return { texts: [], lanes: [], edges: [], time, ...(Object.fromEntries(groups) as Groups) };
}
