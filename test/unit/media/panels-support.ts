// Traces written by a test: names instead of places, and only what matters.

import { TraceStore } from '../../../media/trace-store';
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

export interface MessageLike {
  edge: number;
  sent?: number;
  received?: number;
  bytes?: number;
  hint?: string;
  key?: string;
  payload?: string;
  request?: number;
  reply?: number;
}

const NONE = Number.NaN;

export class TraceWriter {
  readonly #texts: string[] = [''];
  readonly #lanes: Lane[] = [];
  readonly #edges: Edge[] = [];
  readonly #messages: MessageLike[] = [];
  readonly #totals: [number, number, number, number][] = [];
  readonly #states: [number, number, LaneState][] = [];
  readonly #marks: [number, number, Mark][] = [];
  readonly #figures: ({ lane: number; time: number } & Partial<Record<'cpu' | 'heap' | 'delay', number>>)[] = [];

  /** @returns its place */
  lane(own: Partial<Lane> = {}): number {
    const place = this.#lanes.length;
    const lane = {
      parent: null,
      kind: 'worker',
      script: '/app.js',
      pid: 100 + place,
      number: place,
      slot: null,
    } as const;
    this.#lanes.push({ id: `p${place}`, name: null, started: 0, ended: null, ...lane, ...own });
    return place;
  }

  edge(from: number, to: number, own: Partial<Edge> = {}): number {
    return this.#edges.push({ from, to, by: 'ipc', name: null, ...own }) - 1;
  }

  message(own: MessageLike): number {
    return this.#messages.push(own) - 1;
  }

  totals(edge: number, time: number, sent: number, received: number): void {
    this.#totals.push([edge, time, sent, received]);
  }

  state(lane: number, time: number, state: LaneState): void {
    this.#states.push([lane, time, state]);
  }

  mark(lane: number, time: number, mark: Mark): void {
    this.#marks.push([lane, time, mark]);
  }

  figures(lane: number, time: number, own: Partial<Record<'cpu' | 'heap' | 'delay', number>>): void {
    this.#figures.push({ lane, time, ...own });
  }

  store(): TraceStore {
    const store = new TraceStore();
    store.add(this.#chunk());
    return store;
  }

  #chunk(): TraceChunk {
    const messages = this.#messages;
    const texts = (of: (each: MessageLike) => string | undefined) =>
      Uint32Array.from(messages, (each) => this.#text(of(each) ?? ''));
    const numbers = (of: (each: MessageLike) => number | undefined) =>
      Float64Array.from(messages, (each) => of(each) ?? NONE);
    const places = (of: (each: MessageLike) => number | undefined) =>
      Int32Array.from(messages, (each) => of(each) ?? -1);
    const chunk: Omit<TraceChunk, 'texts'> = {
      lanes: this.#lanes,
      edges: this.#edges,
      states: {
        ...laneColumns(this.#states),
        state: Uint8Array.from(this.#states, ([, , state]) => LANE_STATES.indexOf(state)),
      },
      marks: { ...laneColumns(this.#marks), mark: Uint8Array.from(this.#marks, ([, , mark]) => MARKS.indexOf(mark)) },
      messages: {
        edge: Uint32Array.from(messages, ({ edge }) => edge),
        sent: numbers(({ sent }) => sent),
        received: numbers(({ received }) => received),
        bytes: numbers(({ bytes }) => bytes),
        hint: texts(({ hint }) => hint),
        key: texts(({ key }) => key),
        handle: texts(() => ''),
        site: texts(() => ''),
        payload: texts(({ payload }) => payload),
        reply: places(({ reply }) => reply),
        request: places(({ request }) => request),
      },
      updates: columnsOf(COLUMNS.updates, 0),
      totals: {
        edge: Uint32Array.from(this.#totals, ([edge]) => edge),
        time: Float64Array.from(this.#totals, ([, time]) => time),
        sent: Float64Array.from(this.#totals, ([, , sent]) => sent),
        received: Float64Array.from(this.#totals, ([, , , received]) => received),
      },
      figures: this.#figureColumns(),
      time: 0,
    };
    return { ...chunk, texts: this.#texts.slice(1) };
  }

  #figureColumns(): TraceChunk['figures'] {
    const all = this.#figures;
    const numbers = (of: (each: (typeof all)[number]) => number | undefined) =>
      Float64Array.from(all, (each) => of(each) ?? NONE);
    return {
      lane: Uint32Array.from(all, ({ lane }) => lane),
      time: numbers(({ time }) => time),
      cpu: numbers(({ cpu }) => cpu),
      heap: numbers(({ heap }) => heap),
      delay: numbers(({ delay }) => delay),
      rss: numbers(() => NONE),
      utilization: numbers(() => NONE),
      requests: numbers(() => NONE),
      response: numbers(() => NONE),
    };
  }

  #text(text: string): number {
    const known = this.#texts.indexOf(text);
    return known >= 0 ? known : this.#texts.push(text) - 1;
  }
}

function laneColumns(rows: readonly [number, number, unknown][]) {
  return {
    lane: Uint32Array.from(rows, ([lane]) => lane),
    time: Float64Array.from(rows, ([, time]) => time),
    text: new Uint32Array(rows.length),
  };
}
