// Hub ↔ viewer. The hub sends its whole model once, then batched changes; a viewer sends requests, each answered once.
// Times are milliseconds of the hub's host's monotonic clock, but where a field says otherwise.
import * as v from 'valibot';
import {
  Address,
  ErrorInfo,
  Figures,
  NotObserved,
  PayloadFilter,
  SchedulingPolicy,
  Site,
  SpawnSettings,
  ThreadSettings,
} from './agent';

/** Version of this protocol; a hub of another version is not used. */
export const VIEWER_PROTOCOL = 1;

/** Path that viewers ask for in their upgrade request. */
export const VIEWER_PATH = '/viewer';

/** A debugger's step longer than this, in ms, counts as running on: one past the end of a handler never ends by itself. */
export const STEP_LIMIT = 10_000;

/** Places that may be looked for in their sources at once. */
export const MAX_SITES = 20;

const nullable = <T extends v.GenericSchema>(schema: T) => v.nullable(schema);

/** Something in the life of a process or thread. `detail` is a name, a number or an address: which one, the event says. */
export const LifeEvent = v.object({
  time: v.number(),
  event: v.picklist([
    'online',
    /** Where. */
    'listening',
    'disconnect',
    /** Which signal somebody sent it. */
    'signal',
    /** Name and message of the error. */
    'uncaught',
    /** A handler of the program's took that error. */
    'survived',
    /** What it started, what ended, and what could not be started. */
    'spawn',
    'childExit',
    'spawnFailed',
    /** Its `threadId`. */
    'threadCreate',
    'threadExit',
    /** A debugger came through the hub, or left. */
    'attached',
    'detached',
    /** It called `process.abort()`; where. */
    'abort',
  ]),
  detail: nullable(v.string()),
});
export type LifeEvent = v.InferOutput<typeof LifeEvent>;

/** How a process or thread ended. `exited` is an end with code 0 that nobody asked for. */
export const End = v.object({
  how: v.picklist(['exited', 'voluntary', 'asked', 'crashed', 'unknown']),
  code: nullable(v.number()),
  signal: nullable(v.string()),
  /** What nobody caught, where the end came of it. */
  error: nullable(ErrorInfo),
  /**
   * What more is known of the reason:
   * `abort`: it called `process.abort()`; `fatal`: Node aborted by itself, most often because V8's heap was full;
   * `resource-limits`: a thread outgrew its heap, whose limit is in its `resourceLimits` or V8's own;
   * `killed-by-kernel`: memory ran out; `not-started`; `process-ended`: a thread went with its process;
   * `node-code`: the code is Node's own, and says it.
   */
  why: nullable(
    v.picklist(['abort', 'fatal', 'resource-limits', 'killed-by-kernel', 'not-started', 'process-ended', 'node-code']),
  ),
  /** The last events before it, the oldest first. */
  before: v.array(LifeEvent),
});
export type End = v.InferOutput<typeof End>;

export const RunState = v.object({
  id: v.string(),
  name: v.string(),
  /** Process that the run began with. */
  root: nullable(v.string()),
  /** `starting` until its first process said hello. */
  state: v.picklist(['starting', 'running', 'ended']),
  /** Wall clock, ISO 8601, for display only. */
  startedAt: v.string(),
  started: v.number(),
  ended: nullable(v.number()),
  /** Its root ran already when the lens came. */
  late: v.optional(v.boolean()),
});
export type RunState = v.InferOutput<typeof RunState>;

/** What can be done with a target's inspector. */
export const Inspector = v.object({
  /** `program`: the program opened it itself; `lens`: a viewer asked for it; `forbidden`: the permission model allows none. */
  state: v.picklist(['closed', 'program', 'lens', 'forbidden']),
  /** `ws://…` of the inspector, while it is open. */
  url: nullable(v.string()),
  /** A debugger that came through the hub is attached. */
  attached: v.boolean(),
  /** The hold for which the target waits, before its first line, until a debugger is ready. */
  held: nullable(v.string()),
});
export type Inspector = v.InferOutput<typeof Inspector>;

/**
 * How a living target is, beyond what its life says; known only while some viewer watches its run. `null`: as it should be.
 * `busy`: its event loop answers late, and it uses CPU; `stuck`: its heartbeat is overdue, and it uses CPU; `blocked`: overdue
 * without CPU; `silent`: overdue, where the system does not tell what it uses; `paused`: by a debugger that came through the
 * hub; `stopped`: by SIGSTOP or the like.
 */
export const Condition = v.object({
  is: v.picklist(['busy', 'stuck', 'blocked', 'silent', 'paused', 'stopped']),
  /** Since when, in ms of the host's monotonic clock. */
  since: v.number(),
  /** For `blocked`, what it waits in, where that is known. */
  on: nullable(v.picklist(['Atomics.wait'])),
});
export type Condition = v.InferOutput<typeof Condition>;

/** A SharedArrayBuffer that a thread was given, by `workerData` or by one of the first messages to it. */
export const SharedMemory = v.object({
  /** The same for all threads that one process or thread gave it to. */
  id: v.string(),
  bytes: v.number(),
  /** Name of the property it was given under, where it was one. */
  name: nullable(v.string()),
});
export type SharedMemory = v.InferOutput<typeof SharedMemory>;

const MessageTotals = v.object({ sent: v.number(), received: v.number() });

export const ProcessState = v.object({
  /** Given by the hub: `p1`, `p2`, …; also the id of the target that is its main thread. */
  id: v.string(),
  run: v.string(),
  parent: nullable(v.string()),
  pid: nullable(v.number()),
  kind: v.picklist(['root', 'worker', 'child']),
  /** It forks cluster workers. */
  primary: v.boolean(),
  /** For a worker: its `worker.id` and the place it takes in its cluster, from 1. */
  worker: nullable(v.object({ id: v.number(), slot: v.number() })),
  /** The script it runs, or the command where that is not known. */
  script: v.string(),
  argv: v.array(v.string()),
  /** Flags of Node. */
  execArgv: v.array(v.string()),
  cwd: nullable(v.string()),
  node: nullable(v.string()),
  state: v.picklist(['starting', 'online', 'listening', 'disconnecting', 'exited']),
  /** Since when it disconnects, or did before its end. */
  disconnecting: v.optional(v.number()),
  addresses: v.array(Address),
  /** Its agent is connected: it can be asked for something. */
  connected: v.boolean(),
  /** `npm`, `npx`, `yarn`, `pnpm`, `corepack` or `node --watch` where it is that itself, and not the program: folded away. */
  launcher: nullable(v.string()),
  /** Why it has no agent; null where it has one, or may still say hello. */
  notObserved: nullable(NotObserved),
  /** It ran already when the agent came: its count of the messages with its parent begins there. */
  late: v.optional(v.boolean()),
  condition: nullable(Condition),
  inspector: Inspector,
  messages: MessageTotals,
  /** Where it was forked or spawned. */
  site: nullable(Site),
  /** What it was forked or spawned with. */
  settings: nullable(SpawnSettings),
  /** For a primary, once it forked. */
  scheduling: nullable(SchedulingPolicy),
  started: v.number(),
  ended: nullable(v.number()),
  end: nullable(End),
});
export type ProcessState = v.InferOutput<typeof ProcessState>;

export const ThreadState = v.object({
  /** `p1:3`: the process and the threadId; also the id of the target. */
  id: v.string(),
  process: v.string(),
  thread: v.number(),
  /** threadId of its creator; 0 is the main thread. */
  creator: v.number(),
  name: nullable(v.string()),
  /** File, URL, or `[eval]`. */
  script: v.string(),
  state: v.picklist(['starting', 'online', 'exited']),
  connected: v.boolean(),
  /** Why it has no agent; null where it has one. */
  notObserved: nullable(NotObserved),
  /** It ran already when the agent came: perhaps nobody but itself tells of its end. */
  late: v.optional(v.boolean()),
  condition: nullable(Condition),
  inspector: Inspector,
  messages: MessageTotals,
  site: nullable(Site),
  settings: nullable(ThreadSettings),
  /** What its `workerData` is made of: names, types and sizes, never what it says. Null where it has none. */
  workerData: nullable(v.string()),
  shares: v.array(SharedMemory),
  started: v.number(),
  ended: nullable(v.number()),
  end: nullable(End),
});
export type ThreadState = v.InferOutput<typeof ThreadState>;

export const SlotState = v.object({
  /** `p1#2`: the primary and the slot's number. */
  id: v.string(),
  primary: v.string(),
  slot: v.number(),
  /** The worker that sits in it now, if one does. */
  current: nullable(v.string()),
  /** Workers that sat in it before, the oldest first; older ones than the hub keeps are counted only. */
  history: v.array(v.string()),
  /** How often a worker was replaced. */
  restarts: v.number(),
});
export type SlotState = v.InferOutput<typeof SlotState>;

/** A Node process of the hub's user on its host. */
export const NodeProcess = v.object({
  pid: v.number(),
  /** Of the Node process that started it; null where none did. */
  parent: nullable(v.number()),
  kind: v.picklist(['root', 'worker', 'child']),
  /** How many cluster workers it has. */
  workers: v.number(),
  /** The script it runs, or the command where that is not known. */
  script: v.string(),
  argv: v.array(v.string()),
  /** ms */
  age: v.number(),
  /** What it listens on, but for its inspector. */
  ports: v.array(v.number()),
  /** Port of its inspector, where one is open and known. */
  inspector: nullable(v.number()),
  /** Its id in the model, where it is observed already. */
  observed: nullable(v.string()),
});
export type NodeProcess = v.InferOutput<typeof NodeProcess>;

/** One call on a stack. */
export const Frame = v.object({
  /** Of the function; empty where it has none. */
  name: v.string(),
  /** A path, or as Node names its own: `node:fs`. */
  file: v.string(),
  /** 1-based, both. */
  line: v.number(),
  column: v.number(),
});
export type Frame = v.InferOutput<typeof Frame>;

/** Where a target was at one moment. */
export const Stack = v.object({
  /** `code`: in JavaScript, running or in `Atomics.wait`; `idle`: its event loop waits; `silent`: in a call that lets nobody in, as synchronous I/O. */
  state: v.picklist(['code', 'idle', 'silent']),
  /** The innermost first. */
  frames: v.array(Frame),
});
export type Stack = v.InferOutput<typeof Stack>;

/** One thing that changed: its whole new state, or that it is forgotten. */
export const Change = v.variant('kind', [
  v.object({ kind: v.literal('run'), value: RunState }),
  v.object({ kind: v.literal('process'), value: ProcessState }),
  v.object({ kind: v.literal('thread'), value: ThreadState }),
  v.object({ kind: v.literal('slot'), value: SlotState }),
  v.object({ kind: v.literal('forgotten'), of: v.picklist(['run', 'process', 'thread', 'slot']), id: v.string() }),
]);
export type Change = v.InferOutput<typeof Change>;

/** Something went wrong on the lens's side that a person should know. `code` is stable. */
export const Notice = v.object({
  code: v.picklist(['wrong-token', 'bad-message', 'wrong-protocol', 'recording-failed']),
  message: v.string(),
});
export type Notice = v.InferOutput<typeof Notice>;

export const HubToViewer = v.variant('type', [
  v.object({
    type: v.literal('snapshot'),
    protocol: v.number(),
    pid: v.number(),
    /** The hub's clock now, for ages. */
    time: v.number(),
    runs: v.array(RunState),
    processes: v.array(ProcessState),
    threads: v.array(ThreadState),
    slots: v.array(SlotState),
  }),
  v.object({ type: v.literal('changes'), time: v.number(), changes: v.array(Change) }),
  /** Of runs that this viewer watches: by target, what it did since it was last told. Twice a second at most. */
  v.object({ type: v.literal('figures'), time: v.number(), targets: v.array(v.tuple([v.string(), Figures])) }),
  /** Of a run whose recording this viewer follows: whole lines of it, in order. `gap`: older ones were dropped before them. */
  v.object({ type: v.literal('recorded'), run: v.string(), lines: v.string(), gap: v.optional(v.boolean()) }),
  v.object({ type: v.literal('notice'), notice: Notice }),
  v.object({
    type: v.literal('reply'),
    id: v.number(),
    /** Present where the request failed: a sentence for a person. */
    error: v.optional(v.string()),
    /** For `openTarget`: where a debugger connects. */
    url: v.optional(v.string()),
    /** For `hold`: its id. */
    hold: v.optional(v.string()),
    /** For `listProcesses`. */
    processes: v.optional(v.array(NodeProcess)),
    /** For `takeStack`; absent where SIGUSR1 would have to be sent. */
    stack: v.optional(Stack),
    /** For `findSources`: for each place the one in its source, `null` where there is none to be found. */
    sources: v.optional(v.array(nullable(Site))),
  }),
]);
export type HubToViewer = v.InferOutput<typeof HubToViewer>;

const request = { id: v.number() };
/** `pid` as the person saw it: a hub that took a dead one's place gives ids anew, and one may mean another process by then. */
const seen = { process: v.string(), pid: nullable(v.number()) };

/** Which processes and threads are meant; all that is given must hold. */
export const TargetMatch = v.object({
  /** `primary`: the first process of the program; launchers are none. */
  kinds: v.array(v.picklist(['primary', 'worker', 'child', 'thread'])),
  /** Id of the process that makes it: of a thread, the process that it is in. */
  maker: nullable(v.string()),
  /** `worker.id`; of a thread, that of the worker that it is in, as with the slot. */
  worker: nullable(v.number()),
  slot: nullable(v.number()),
  /** Globs: on the script's path (one without a slash on its last part), and on the thread's name. */
  script: nullable(v.string()),
  name: nullable(v.string()),
});
export type TargetMatch = v.InferOutput<typeof TargetMatch>;

export const ViewerToHub = v.variant('type', [
  /**
   * A run is about to be started with this id; `record` is a file to write its recording to. With `shell` its command is
   * typed into a shell, which lives on and may start others: these are runs of their own.
   */
  v.object({
    ...request,
    type: v.literal('prepareRun'),
    run: v.string(),
    name: v.string(),
    record: v.nullable(v.string()),
    shell: v.optional(v.boolean()),
  }),
  /** The run's command ended, as its launcher saw it. Answered when the hub has read all that was sent before, and the recording is on disk. */
  v.object({
    ...request,
    type: v.literal('rootExited'),
    run: v.string(),
    code: nullable(v.number()),
    signal: nullable(v.string()),
  }),
  /** End a run: SIGTERM to its root, SIGKILL to what is left after 3 s; at once with `force`. Answered when none is left. */
  v.object({ ...request, type: v.literal('stopRun'), run: v.string(), force: v.boolean() }),
  /** Make a one-time address through which a debugger reaches this target alone. */
  v.object({ ...request, type: v.literal('openTarget'), target: v.string() }),
  /** Detach whatever debugger came through the hub, and close the inspector that was opened for it. */
  v.object({ ...request, type: v.literal('closeTarget'), target: v.string() }),
  v.object({
    ...request,
    ...seen,
    type: v.literal('signal'),
    signal: v.picklist(['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGHUP', 'SIGUSR2', 'SIGSTOP', 'SIGCONT']),
  }),
  /** `worker.disconnect()` in the worker's primary. */
  v.object({ ...request, ...seen, type: v.literal('disconnectWorker') }),
  /** `cluster.fork()` in the primary of a worker that `disconnectWorker` has ended, in its place. */
  v.object({ ...request, ...seen, type: v.literal('forkWorker') }),
  /** Send a JSON text to a worker, a child or a thread, as whoever started it would: `send`, or `postMessage`. */
  v.object({ ...request, type: v.literal('sendMessage'), target: v.string(), json: v.string() }),
  /**
   * From the reply on, what starts in a run (null: in any) and matches waits before its first line: for a debugger to come
   * through `openTarget` and to be ready, for at most 10 s, and as long as this viewer is connected.
   */
  v.object({
    ...request,
    type: v.literal('hold'),
    run: nullable(v.string()),
    match: TargetMatch,
    /** Only the first that matches. */
    once: v.boolean(),
    /** Stop it at its first line once the debugger is ready. */
    pause: v.boolean(),
  }),
  /** Hold no more; who waits for it now, goes on. */
  v.object({ ...request, type: v.literal('unhold'), hold: v.string() }),
  /** The Node processes that run on the hub's host. */
  v.object({ ...request, type: v.literal('listProcesses') }),
  /**
   * Bring the agent into a process that runs already, and into its workers, children and threads, as the run of this id.
   * Answered when all that can be reached is observed, and no inspector is open that was not before.
   */
  v.object({
    ...request,
    type: v.literal('bringIn'),
    run: v.string(),
    /** Either of the two: which process, or the port of its inspector on loopback. */
    pid: nullable(v.number()),
    port: nullable(v.number()),
    /** Where no inspector is open, SIGUSR1 may be sent to open one. A program can have a listener for it. */
    signal: v.boolean(),
    /** Absolute paths of `agent.cjs`, and of the stub that NODE_OPTIONS of new processes is to name. */
    agent: v.string(),
    stub: v.string(),
  }),
  /** End the lens in all processes of a run, which run on; debuggers are detached. The run is forgotten. */
  v.object({ ...request, type: v.literal('letGo'), run: v.string() }),
  /**
   * Where a target is now. It is paused for a moment, without a debugger that a person would see; one that has a
   * debugger, whosever it is, neither stops nor goes on by it.
   * `signal`: to one whose event loop is blocked SIGUSR1 may be sent, which opens its inspector until it goes on.
   */
  v.object({ ...request, type: v.literal('takeStack'), target: v.string(), signal: v.boolean() }),
  /** Where these places of generated code, as on a stack, are in its sources. */
  v.object({ ...request, type: v.literal('findSources'), sites: v.pipe(v.array(Site), v.maxLength(MAX_SITES)) }),
  /** From here on this viewer is told figures of these runs, and of no others; their agents measure meanwhile. */
  v.object({ ...request, type: v.literal('watchFigures'), runs: v.array(v.string()) }),
  /** From here on this viewer is told the recordings of these runs, each from its first line that is kept, and of no others. */
  v.object({ ...request, type: v.literal('followRecordings'), runs: v.array(v.string()) }),
  /** Write what is kept of a run's recording to a file; answered when it is on disk. */
  v.object({ ...request, type: v.literal('saveRecording'), run: v.string(), file: v.string() }),
  /** How many bytes of each run's recording are kept, on disk; the oldest go first. */
  v.object({ ...request, type: v.literal('keepRecordings'), bytes: v.number() }),
  /**
   * From here on agents of a run tell what messages say that pass the filter, of all targets or of these alone; `null`: no
   * more. Ends when this viewer goes.
   */
  v.object({
    ...request,
    type: v.literal('capturePayloads'),
    run: v.string(),
    targets: nullable(v.array(v.string())),
    filter: nullable(PayloadFilter),
  }),
  /** Forget ended runs. */
  v.object({ ...request, type: v.literal('clearEnded') }),
]);
export type ViewerToHub = v.InferOutput<typeof ViewerToHub>;

/** Id of a target: a process's main thread (`p1`), or one of its threads (`p1:3`). */
export function targetId(process: string, thread: number): string {
  return thread === 0 ? process : `${process}:${thread}`;
}
