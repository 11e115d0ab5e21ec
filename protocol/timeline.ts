// Extension ↔ timeline webview. The webview draws a trace: columns of numbers, one row for each thing that happened, which
// only grow, and texts, named by their place in one list. Times are ms of the recording's clock.
import * as v from 'valibot';
import { PayloadFilter } from './agent';

/** A process's main thread, or a thread. Words for it are the webview's. */
export interface Lane {
  /** Id of the target. */
  id: string;
  /** Id of the lane it is nested in; `null` at the top. */
  parent: string | null;
  kind: 'root' | 'primary' | 'worker' | 'child' | 'thread';
  script: string;
  pid: number | null;
  /** `threadId` of a thread, `worker.id` of a worker. */
  number: number | null;
  /** Of a worker. */
  slot: number | null;
  /** Of a thread that was given one. */
  name: string | null;
  started: number;
  ended: number | null;
}

/** How a lane is from a time on, until its next state; by its place here in {@link TraceChunk.states}. */
export const LANE_STATES = [
  'starting',
  'online',
  'listening',
  'disconnecting',
  'busy',
  'stuck',
  'blocked',
  'silent',
  'paused',
  'stopped',
  'notObserved',
  /** Of its own accord, with code 0. */
  'exited',
  /** A kill or a signal that somebody sent. */
  'askedFor',
  'crashed',
] as const;
export type LaneState = (typeof LANE_STATES)[number];

/** What happened in a lane at one moment; by its place here in {@link TraceChunk.marks}. */
export const MARKS = [
  'created',
  'online',
  'listening',
  'disconnect',
  'signal',
  'error',
  'exit',
  /** One of the program's processes started another, or a thread. */
  'fork',
] as const;
export type Mark = (typeof MARKS)[number];

/** One direction of one channel. */
export interface Edge {
  /** Places in the list of lanes; −1 where that end is not known, and for the receivers of a broadcast. */
  from: number;
  to: number;
  by: 'ipc' | 'postMessage' | 'port' | 'broadcast';
  /** Of a broadcast. */
  name: string | null;
  /**
   * This end ran already when the lens came, and this is what it alone tells. The two count from different moments, so that
   * nobody knows which of their messages are the same: what the other end tells is an edge of its own.
   */
  late?: 'from' | 'to' | undefined;
}

/** Stands in {@link COLUMNS.updates} for a reply or request that is none after all. */
export const TAKEN_BACK = -2;

/** The columns of each group of rows, and what they are kept in. */
export const COLUMNS = {
  states: { lane: Uint32Array, time: Float64Array, state: Uint8Array, text: Uint32Array },
  marks: { lane: Uint32Array, time: Float64Array, mark: Uint8Array, text: Uint32Array },
  /** Those told whole, in no order of time. */
  messages: {
    edge: Uint32Array,
    /** NaN where that end did not tell. */
    sent: Float64Array,
    received: Float64Array,
    /** NaN where not known. */
    bytes: Float64Array,
    /** Texts. */
    hint: Uint32Array,
    key: Uint32Array,
    handle: Uint32Array,
    /** `file:line:column` */
    site: Uint32Array,
    /** JSON */
    payload: Uint32Array,
    /** Place of the message that answers it, or of the one that it answers; −1. */
    reply: Int32Array,
    request: Int32Array,
  },
  /** What became known of messages before; NaN, 0 and −1 where nothing new did. */
  updates: {
    message: Uint32Array,
    sent: Float64Array,
    received: Float64Array,
    bytes: Float64Array,
    hint: Uint32Array,
    key: Uint32Array,
    site: Uint32Array,
    payload: Uint32Array,
    reply: Int32Array,
    request: Int32Array,
  },
  /** All messages of an edge up to a time, also those not told whole; NaN where that end did not tell then. */
  totals: { edge: Uint32Array, time: Float64Array, sent: Float64Array, received: Float64Array },
  /** NaN where not known. */
  figures: {
    lane: Uint32Array,
    time: Float64Array,
    /** Share of one core. */
    cpu: Float64Array,
    /** Bytes. */
    rss: Float64Array,
    heap: Float64Array,
    /** Greatest lateness of the event loop, in ms, and its utilisation. */
    delay: Float64Array,
    utilization: Float64Array,
    /** HTTP requests a second, and how long they took at the mean, in ms. */
    requests: Float64Array,
    response: Float64Array,
  },
} as const;

type Kind = Float64ArrayConstructor | Uint32ArrayConstructor | Int32ArrayConstructor | Uint8ArrayConstructor;
/** Of the columns of a group. */
export type Kinds = Readonly<Record<string, Kind>>;
export type Columns<K extends Kinds> = { -readonly [N in keyof K]: InstanceType<K[N]> };

/** Columns of zeros. */
export function columnsOf<K extends Kinds>(kinds: K, length: number): Columns<K> {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, new kind(length)])) as Columns<K>;
}

/** A column on its way: in the narrowest kind that holds all of it. */
export type Column = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float64Array;

type Groups = {
  -readonly [G in keyof typeof COLUMNS]: { -readonly [N in keyof (typeof COLUMNS)[G]]: Column };
};

/**
 * What a trace grew by. All columns of a group have the same length. Text 0 is the empty one, which no chunk tells: it stands
 * where there is none.
 */
export interface TraceChunk extends Groups {
  texts: string[];
  /** New ones, and known ones that changed, by id. A lane's place is that of its first mention. */
  lanes: Lane[];
  edges: Edge[];
  /** Everything that was before this time is told, but for what ends tell late. */
  time: number;
}

export type ToTimeline =
  /** `words`: translations of the webview's texts, as `@vscode/l10n` takes them; `null` for English. A trace follows from its start. */
  | { type: 'begin'; title: string; source: 'live' | 'recording'; words: Record<string, string> | null }
  | { type: 'chunk'; chunk: TraceChunk }
  /** Share of a recording that is read; `null` once it is. */
  | { type: 'progress'; done: number | null }
  /** Something a person should know of what is shown: a recording that was cut, lines that were dropped. */
  | { type: 'problem'; text: string }
  /** The live run has ended: nothing more comes. */
  | { type: 'ended' }
  /** It goes on after all: a shell has started its next program. What was drawn holds. */
  | { type: 'resumed' }
  /** Show this target's lane. */
  | { type: 'reveal'; target: string }
  /** What is captured of payloads now, and how many were dropped. */
  | { type: 'payloads'; filter: PayloadFilter | null; dropped: number };

export const FromTimeline = v.variant('type', [
  /** It can take a trace; sent anew after each time the webview was made. */
  v.object({ type: v.literal('ready') }),
  /** Open the place of a message in the editor: `file:line:column`. */
  v.object({ type: v.literal('openSite'), site: v.string() }),
  /** Show the row of a target in the tree. */
  v.object({ type: v.literal('revealTarget'), target: v.string() }),
  /** Send a message to a target again, perhaps edited. Live only. */
  v.object({ type: v.literal('replay'), target: v.string(), json: v.string() }),
  /** Capture payloads that pass, of these targets or of all; `null`: no more. Live only. */
  v.object({
    type: v.literal('capturePayloads'),
    targets: v.nullable(v.array(v.string())),
    filter: v.nullable(PayloadFilter),
  }),
  v.object({ type: v.literal('save') }),
  /** As a Chrome trace. */
  v.object({ type: v.literal('export') }),
  /** Read no further. */
  v.object({ type: v.literal('cancel') }),
]);
export type FromTimeline = v.InferOutput<typeof FromTimeline>;

/** What a webview told; `null` where it is nothing of this protocol. */
export function readFromTimeline(message: unknown): FromTimeline | null {
  const parsed = v.safeParse(FromTimeline, message);
  return parsed.success ? parsed.output : null;
}
