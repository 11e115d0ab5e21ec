// Agent ↔ hub. One WebSocket for each process, and one for each thread that has lived a while.
// Times are milliseconds (fractions kept) of the host's monotonic clock, `process.hrtime`.
import * as v from 'valibot';

/** Version of this protocol; an agent of another version is refused. */
export const AGENT_PROTOCOL = 1;

/** Path that agents ask for in their upgrade request. */
export const AGENT_PATH = '/agent';
/** The number under which all ports are told that are too many to be told each by itself. */
export const MANY_PORTS = 0;

const time = v.number();
const nullable = <T extends v.GenericSchema>(schema: T) => v.nullable(schema);

/** A place in the program's code, 1-based. */
export const Site = v.object({
  file: v.string(),
  line: v.number(),
  column: v.number(),
  /** The package in node_modules that was called there, and did it. */
  via: v.optional(v.string()),
});
export type Site = v.InferOutput<typeof Site>;

/** An error as far as it can be read without running the program's code. */
export const ErrorInfo = v.object({
  name: v.string(),
  message: v.string(),
  stack: nullable(v.string()),
  /** `ERR_WORKER_OUT_OF_MEMORY`, `ENOENT` …, where it has one. */
  code: nullable(v.string()),
});
export type ErrorInfo = v.InferOutput<typeof ErrorInfo>;

/** What a worker or server listens on; `addressType` as Node's cluster gives it: null for `listen({ fd })`. */
export const Address = v.object({
  address: nullable(v.string()),
  port: nullable(v.number()),
  addressType: nullable(v.union([v.literal(4), v.literal(6), v.literal(-1), v.literal('udp4'), v.literal('udp6')])),
});
export type Address = v.InferOutput<typeof Address>;

const words = nullable(v.array(v.string()));

/** Options of a spawn or of `cluster.settings` as Node got them, under Node's names; null where not given. */
export const SpawnSettings = v.object({
  /** Of a cluster worker; otherwise the command line says it. */
  exec: nullable(v.string()),
  args: words,
  /** Told for `fork`. */
  execArgv: words,
  cwd: nullable(v.string()),
  silent: nullable(v.boolean()),
  serialization: nullable(v.string()),
  /** A word for each descriptor: Node's own, `fd 5`, or `stream`; a single word stands for the first three. */
  stdio: words,
  uid: nullable(v.number()),
  gid: nullable(v.number()),
  detached: nullable(v.boolean()),
  windowsHide: nullable(v.boolean()),
  inspectPort: nullable(v.union([v.number(), v.literal('function')])),
});
export type SpawnSettings = v.InferOutput<typeof SpawnSettings>;

/** Options of `new Worker` under Node's names; null where not given. */
export const ThreadSettings = v.object({
  execArgv: words,
  argv: words,
  /** `inherited`: a copy of its creator's; `shared`: `SHARE_ENV`. */
  env: v.picklist(['inherited', 'own', 'shared']),
  /** By Node's names, in MB. */
  resourceLimits: nullable(v.record(v.string(), nullable(v.number()))),
  stdin: nullable(v.boolean()),
  stdout: nullable(v.boolean()),
  stderr: nullable(v.boolean()),
});
export type ThreadSettings = v.InferOutput<typeof ThreadSettings>;

/** A SharedArrayBuffer that a thread was given. */
export const SharedBuffer = v.object({
  /** Counts up within the process or thread that hands it out. */
  buffer: v.number(),
  bytes: v.number(),
  /** Name of the property it was given under, where it was one. */
  name: nullable(v.string()),
});
export type SharedBuffer = v.InferOutput<typeof SharedBuffer>;

/** How connections reach cluster workers: round robin, or left to the system. */
export const SchedulingPolicy = v.picklist(['rr', 'none']);

/** Who a message went to or came from, seen from the sender of the report: its parent, a child by spawn number, a thread by id. */
export const Peer = v.union([
  v.object({ kind: v.literal('parent') }),
  v.object({ kind: v.literal('child'), spawn: v.number() }),
  v.object({ kind: v.literal('thread'), thread: v.number() }),
  /** Whoever holds the other end of a MessageChannel; `port` is this end, numbered within the process, or {@link MANY_PORTS}. */
  v.object({ kind: v.literal('port'), port: v.number() }),
  /** All others that listen to a BroadcastChannel of this name. */
  v.object({ kind: v.literal('broadcast'), name: v.string() }),
]);
export type Peer = v.InferOutput<typeof Peer>;

/** One message, as one of its ends saw it. */
export const MessageRecord = v.object({
  peer: Peer,
  way: v.picklist(['sent', 'received']),
  /**
   * Counts the messages with this peer in this direction, from 1: both ends of a channel count alike. 0 is no message, but
   * what a thread was given with its start, told where ports were in it.
   */
  n: v.number(),
  time,
  /**
   * Between processes: what was written to their channel. Of `postMessage`: the bytes of buffers and texts in it, and 8 for
   * each number. Absent where that is not known, or would have taken long to find.
   */
  bytes: v.optional(v.number()),
  /** What it is about: the text of its own `type`, `cmd` or the like; else what it is: `string`, `Array`, `Uint8Array`. */
  hint: v.optional(v.string()),
  /** The value of its own `id`, `requestId` or the like: a reply bears that of its request. */
  id: v.optional(v.union([v.string(), v.number()])),
  /** Kind of the handle that went along: `Socket`, `Server`. */
  handle: v.optional(v.string()),
  /** Ports that went along, by their numbers at this end. */
  ports: v.optional(v.array(v.number())),
  /** Where it was sent from; told of some. */
  site: v.optional(Site),
  /** As JSON, cut and masked; only where somebody asked for it. */
  payload: v.optional(v.string()),
});
export type MessageRecord = v.InferOutput<typeof MessageRecord>;

/** Which messages are to be told with what they say; all that is given must hold. */
export const PayloadFilter = v.object({
  way: nullable(v.picklist(['sent', 'received'])),
  /** Globs are not known here: equal to the record's `hint`. */
  hint: nullable(v.string()),
  /** A path such as `user.name` into the message, and the text of what stands there. */
  field: nullable(v.object({ path: v.string(), equals: v.string() })),
  /** Names of properties whose values are told as `•••`, in small letters; each matches where it is part of a name. */
  masked: v.array(v.string()),
});
export type PayloadFilter = v.InferOutput<typeof PayloadFilter>;

const { way: _, ...passing } = PayloadFilter.entries;
/**
 * What an agent is to tell of messages that pass, however many others there are: each by itself, up to a number in a second,
 * so that both ends tell the same ones; and what it says, where it was sent or received in one of these ways.
 */
export const AgentFilter = v.object({ ...passing, ways: v.array(v.picklist(['sent', 'received'])) });
export type AgentFilter = v.InferOutput<typeof AgentFilter>;

/** Why a process or thread started without the agent. */
export const NotObserved = v.object({
  reason: v.picklist([
    /** The permission model forbids what the agent needs; `detail` is the option that would allow it. */
    'permission',
    /** A Node before 18; `detail` is its version. */
    'oldNode',
    /** The agent's file is gone, as after an update; `detail` is its path. */
    'agentMissing',
    /** The agent failed as it was loaded; `detail` is the error's message. */
    'agentFailed',
    /** The variables that bring the agent were taken away; `detail` is the one that was replaced, null where all are gone. */
    'environment',
    /** Another user, who cannot reach the hub; `detail` is the user's id. */
    'otherUser',
    /** It ran already when the lens came into its run, and could not be reached; `detail` is a sentence that says why. */
    'notReached',
    /** No hub ran when it started. */
    'noHub',
    'unknown',
  ]),
  detail: nullable(v.string()),
});
export type NotObserved = v.InferOutput<typeof NotObserved>;

/**
 * What a process's main thread or a thread did since it was last measured; only told while somebody watches.
 * `null` where this Node or this kind of target has no such figure.
 */
export const Figures = v.object({
  /** How long that was, in ms. */
  period: v.number(),
  /** The system's id of the thread, the process's own of a main thread; known on Linux only. */
  tid: nullable(v.number()),
  /** Share of one core; of a process, with all its threads. */
  cpu: nullable(v.number()),
  /** Resident memory of the process, in bytes. */
  rss: nullable(v.number()),
  /** V8's heap of this thread, in bytes. */
  heap: v.object({ used: v.number(), total: v.number() }),
  loop: v.object({
    /** Share of the time in which the event loop was not idle. */
    utilization: v.number(),
    /** How late it was, in ms. */
    delay: v.object({ mean: v.number(), max: v.number() }),
  }),
  /** What keeps the loop alive, counted by Node's names for it. */
  handles: v.record(v.string(), v.number()),
  /** Requests that its HTTP servers answered, and how long these took, in ms; `null` before the first. */
  http: nullable(v.object({ requests: v.number(), mean: v.number(), p95: v.number() })),
  /** Connections that its servers accepted. */
  connections: v.number(),
  /** Messages that it sent and received. */
  messages: v.number(),
});
export type Figures = v.InferOutput<typeof Figures>;

/** First message on each connection. */
const Hello = v.object({
  type: v.literal('hello'),
  time,
  protocol: v.number(),
  /** Made at preload; never equal for two process starts on a host. */
  process: v.string(),
  /** 0 for a process's main thread. */
  thread: v.number(),
  pid: v.number(),
  ppid: v.number(),
  run: nullable(v.string()),
  spawner: nullable(v.object({ process: v.string(), spawn: v.number() })),
  argv: v.array(v.string()),
  execArgv: v.array(v.string()),
  cwd: v.string(),
  node: v.string(),
  /** When the agent was loaded. */
  started: time,
  /** URL of an inspector that the program opened itself, or that is open still. */
  inspector: nullable(v.string()),
  /** Whether an inspector may be opened: the permission model can forbid it. */
  inspectable: v.boolean(),
  /** A connection made again: the state follows, not the history. */
  resumed: v.boolean(),
  /** It waits before its first line for `go` or `hold`. */
  asking: v.optional(v.boolean()),
  /** Below a `node --watch`, which has no agent itself: Node runs no preload in it, but marks whatever it starts. */
  watched: v.optional(v.boolean()),
  /** It ran already when the agent was brought in; of a thread, its creator may not know it. */
  late: v.optional(v.boolean()),
});

const workerEvent = { time, /** `worker.id` in its primary */ worker: v.number() };
const threadEvent = { time, /** `threadId` */ thread: v.number() };

export const AgentToHub = v.variant('type', [
  Hello,

  // Children, told by their parent. A synchronous spawn is told again, with its error, where it turns out that it could not be started.
  v.object({
    type: v.literal('spawn'),
    time,
    /** Counts up within the parent process. */
    spawn: v.number(),
    pid: nullable(v.number()),
    file: v.string(),
    args: v.array(v.string()),
    /** `worker.id` if `cluster.fork` made it. */
    worker: nullable(v.number()),
    /** The child's `NODE_APP_INSTANCE`, which names its slot. */
    instance: nullable(v.string()),
    site: nullable(Site),
    settings: nullable(SpawnSettings),
    /** Why it could not be started. */
    error: nullable(v.string()),
  }),
  v.object({
    type: v.literal('childExit'),
    time,
    spawn: v.number(),
    /** Of a synchronous child, whose pid its parent learns only now. */
    pid: v.optional(v.number()),
    code: nullable(v.number()),
    signal: nullable(v.string()),
  }),
  /** A kill made by the program: `process.kill`, `ChildProcess.kill`, `worker.kill`. */
  v.object({ type: v.literal('kill'), time, pid: v.number(), signal: v.string() }),

  // Events of the cluster module, under Node's own names, told by the primary.
  v.object({
    type: v.literal('setup'),
    time,
    exec: nullable(v.string()),
    args: v.array(v.string()),
    policy: nullable(SchedulingPolicy),
  }),
  v.object({
    ...workerEvent,
    type: v.literal('fork'),
    spawn: nullable(v.number()),
    /** Those in force at the call, whatever `setupPrimary` said since. */
    settings: nullable(SpawnSettings),
  }),
  v.object({ ...workerEvent, type: v.literal('online') }),
  /** `address` is null where it began to before the agent came. */
  v.object({ ...workerEvent, type: v.literal('listening'), address: nullable(Address) }),
  /** It was told to disconnect, or said that it will: its channel stays open until what it holds is closed. */
  v.object({ ...workerEvent, type: v.literal('leaving') }),
  v.object({ ...workerEvent, type: v.literal('disconnect'), voluntary: v.boolean() }),
  v.object({
    ...workerEvent,
    type: v.literal('exit'),
    code: nullable(v.number()),
    signal: nullable(v.string()),
    voluntary: v.boolean(),
  }),

  // Threads, told by their creator.
  v.object({
    ...threadEvent,
    type: v.literal('threadCreate'),
    file: v.string(),
    name: nullable(v.string()),
    /** threadId of the creator. */
    creator: v.number(),
    site: nullable(Site),
    /** Null where it was made without. */
    options: nullable(ThreadSettings),
    /** What its `workerData` is made of, such as `{ rows: Array(3) }`; absent where it has none. */
    workerData: v.optional(v.string()),
    /** Those in its `workerData`; absent where there are none. */
    shares: v.optional(v.array(SharedBuffer)),
  }),
  /** It was sent these in a message. */
  v.object({ ...threadEvent, type: v.literal('threadShares'), shares: v.array(SharedBuffer) }),
  v.object({ ...threadEvent, type: v.literal('threadOnline') }),
  /** It runs, but has not loaded the agent. */
  v.object({ ...threadEvent, type: v.literal('threadNotObserved'), why: NotObserved }),
  v.object({ ...threadEvent, type: v.literal('threadError'), error: ErrorInfo }),
  /**
   * It is about to stop, and all threads that it started with it: `terminate()` was called, or it came to its end itself.
   * Node waits for them, and so for whatever debugger holds one of them.
   */
  v.object({ ...threadEvent, type: v.literal('threadStopping') }),
  v.object({ ...threadEvent, type: v.literal('threadExit'), code: v.number(), asked: v.boolean() }),

  /**
   * Totals since the start, by peer: of all messages. And those that are told each by itself, a bounded number in a
   * time: what the totals have beyond them was left out.
   */
  v.object({
    type: v.literal('messages'),
    time,
    counts: v.array(v.object({ peer: Peer, sent: v.number(), received: v.number() })),
    records: v.optional(v.array(MessageRecord)),
    /** Messages whose payload was asked for and not told, in total since the start: too many in a second. */
    payloadsDropped: v.optional(v.number()),
  }),
  /** The program made a MessageChannel, of which a port is used now for the first time. */
  v.object({ type: v.literal('channel'), time, ports: v.tuple([v.number(), v.number()]) }),

  /** An error that nobody caught; the process's end follows, but where a handler of the program's keeps it alive. */
  v.object({ type: v.literal('uncaught'), time, error: ErrorInfo }),
  /** The process lives on after it: a handler of the program's took the error. */
  v.object({ type: v.literal('survived'), time }),
  /** The program calls `process.abort()`, here; these are its last words. */
  v.object({ type: v.literal('abort'), time, site: nullable(Site) }),
  /** Last words: the program's own `exit` listeners have run. */
  v.object({ type: v.literal('ending'), time, code: v.number() }),
  /** While they are watched. */
  v.object({ type: v.literal('figures'), time, figures: Figures }),
  /** The inspector was opened or closed. */
  v.object({ type: v.literal('inspector'), time, url: nullable(v.string()) }),

  /** Answer to a command. */
  v.object({ type: v.literal('reply'), time, id: v.number(), url: nullable(v.string()), error: nullable(v.string()) }),
]);
export type AgentToHub = v.InferOutput<typeof AgentToHub>;
export type Hello = v.InferOutput<typeof Hello>;

export const HubToAgent = v.variant('type', [
  /** The hello was understood. */
  v.object({ type: v.literal('welcome') }),
  /** Open an inspector on loopback if none is open; the reply's `url` is its address. */
  v.object({ type: v.literal('openInspector'), id: v.number() }),
  /** Close the inspector that the agent opened; never one that the program opened itself. */
  v.object({ type: v.literal('closeInspector'), id: v.number() }),
  /** Whether processes and threads that start from now on are to ask before their first line. */
  v.object({ type: v.literal('ask'), id: v.number(), ask: v.boolean() }),
  /** To one that asks: begin. */
  v.object({ type: v.literal('go'), id: v.number() }),
  /**
   * To one that asks: open an inspector as for `openInspector`, and wait as long as the file `lease` is there, and is
   * touched at least once a second. Nothing more is read from the connection until then.
   */
  v.object({ type: v.literal('hold'), id: v.number(), lease: v.string() }),
  /** Tell figures each so many ms; 0 for no more. */
  v.object({ type: v.literal('measure'), id: v.number(), interval: v.number() }),
  /** Call `worker.disconnect()` on the primary's worker of this id. */
  v.object({ type: v.literal('disconnectWorker'), id: v.number(), worker: v.number() }),
  /**
   * Call `cluster.fork()` in the place of a worker that was told to go by `disconnectWorker`: with its environment, and only
   * where the cluster is still set up as it was for that one.
   */
  v.object({ type: v.literal('forkWorker'), id: v.number(), worker: v.number() }),
  /** Send what `json` says to a child or thread of the receiver's, as the program itself would; answered when it is sent. */
  v.object({
    type: v.literal('sendMessage'),
    id: v.number(),
    to: v.union([
      v.object({ kind: v.literal('child'), spawn: v.number() }),
      v.object({ kind: v.literal('thread'), thread: v.number() }),
    ]),
    json: v.string(),
  }),
  /** From here on tell what messages say that pass the filter; `null`: no more. */
  v.object({ type: v.literal('payloads'), id: v.number(), filter: nullable(AgentFilter) }),
  /** Take all hooks away and close this connection for good; answered before. */
  v.object({ type: v.literal('letGo'), id: v.number() }),
]);
export type HubToAgent = v.InferOutput<typeof HubToAgent>;
