// What the model keeps of each entity: the state that viewers see, and the facts that it is judged from.
import type { ErrorInfo } from '../../protocol/agent';
import type { Inspector, LifeEvent, ProcessState, RunState, SlotState, ThreadState } from '../../protocol/viewer';

export interface Totals {
  sent: number;
  received: number;
}

/** Who sent a message: a process by the id its agent made up, and one of its threads, 0 for the main one. */
export interface Who {
  process: string;
  thread: number;
}

export interface RunRecord {
  readonly kind: 'run';
  state: RunState;
  /** A viewer announced it, and may tell how its root ended. */
  prepared: boolean;
  /** Its command was typed into a shell, which may go on to start others. */
  shell: boolean;
  /** Nobody announced it, and no variable named it: it stands for the one process it began with. */
  selfMade: boolean;
  /** How its launcher saw the root end. */
  rootExit: Outcome | null;
  readonly processes: Set<ProcessRecord>;
}

/** How a process ended, as far as somebody told. */
export interface Outcome {
  code: number | null;
  signal: string | null;
}

/** A kill that somebody sent on purpose. */
export interface Ask {
  signal: string;
  time: number;
}

/** Whose word an end rests on; a higher one replaces a lower one. */
export const Source = { nobody: 0, itself: 1, launcher: 2, parent: 3 } as const;
export type Source = (typeof Source)[keyof typeof Source];

/** What the judgement of an end rests on. It may be complete only after the end: its pieces come over several sockets. */
export interface EndFacts {
  outcome: Outcome | null;
  source: Source;
  voluntary: boolean;
  asks: Ask[];
  uncaught: ErrorInfo | null;
  /** The code in the agent's last words. */
  lastWords: number | null;
  /** It called `process.abort()`. */
  aborted: boolean;
  /** The kernel killed it because memory ran out. */
  oomKilled: boolean;
  notStarted: boolean;
}

export interface Slot {
  state: SlotState;
  current: ProcessRecord | null;
  /** Who sat in it last. */
  last: ProcessRecord | null;
  /** `exec` and `args` of its workers. */
  command: string;
  /** `NODE_APP_INSTANCE` of its workers. */
  instance: string | null;
  emptySince: number;
  /** Made while the cluster was complete: perhaps for a worker that is about to replace another. */
  tentative: boolean;
  /** Takes this slot when its worker has exited. */
  successor: ProcessRecord | null;
}

/** What only the process that forks cluster workers has. */
export interface ClusterRecord {
  command: string | null;
  readonly workers: Map<number, ProcessRecord>;
  slots: Slot[];
  /** When a tentative worker was forked or came up last. */
  lastTentative: number;
  /** For how long the slot that was filled last had been empty, in ms; null before the first. */
  lastWait: number | null;
  /** Workers in whose place the lens has the primary fork another. */
  readonly replaced: Set<ProcessRecord>;
}

export interface ProcessRecord {
  readonly kind: 'process';
  state: ProcessState;
  run: RunRecord;
  /** Id its agent made up; null until it said hello. */
  agent: string | null;
  parent: ProcessRecord | null;
  /** Key of the spawn that made it, see {@link spawnKey}. */
  spawnKey: string | null;
  /** Its parent told of the spawn, and so will tell of the end. */
  told: boolean;
  /** Viewers know of it. */
  shown: boolean;
  command: string;
  instance: string | null;
  /** Below a `node --watch`. */
  watched: boolean;
  readonly children: Set<ProcessRecord>;
  readonly threads: Map<number, ThreadRecord>;
  /** The latest counts of each peer; … */
  readonly counts: Map<string, Totals>;
  /** … and what they come to. */
  readonly counted: Totals;
  readonly cluster: ClusterRecord;
  readonly facts: EndFacts;
  /** The last events, the oldest first. */
  history: LifeEvent[];
  /** The hub asked for the inspector that opens next. */
  inspectorAsked: boolean;
}

export interface ThreadRecord {
  readonly kind: 'thread';
  state: ThreadState;
  readonly process: ProcessRecord;
  /** Its creator told of it. */
  told: boolean;
  /** The latest counts of each peer; … */
  readonly counts: Map<string, Totals>;
  /** … and what they come to. */
  readonly counted: Totals;
  /** Messages between it and its creator, as the creator counts them, seen from here. */
  byCreator: Totals;
  error: ErrorInfo | null;
  lastWords: number | null;
  /** The last events, the oldest first. */
  history: LifeEvent[];
  inspectorAsked: boolean;
}

export const CLOSED: Inspector = { state: 'closed', url: null, attached: false, held: null };
export function spawnKey(process: string, spawn: number): string {
  return `${process}/${spawn}`;
}

export function newRun(state: RunState, options: Pick<RunRecord, 'prepared' | 'shell' | 'selfMade'>): RunRecord {
  return { kind: 'run', state, ...options, rootExit: null, processes: new Set() };
}

/** What a {@link spawnKey} was made of. */
export function spawnOf(key: string): { process: string; spawn: number } {
  const at = key.lastIndexOf('/');
  return { process: key.slice(0, at), spawn: Number(key.slice(at + 1)) };
}

/** How many numbers each thread of a process has for what it spawns: see the agent's `children.ts`. */
const SPAWNS_OF_THREAD = 1_000_000;

/** `threadId` of the thread that gave this number to a spawn. */
export function threadOfSpawn(spawn: number): number {
  return Math.floor(spawn / SPAWNS_OF_THREAD);
}

/** A process that nothing is known of yet but its run, its parent and when it began. It is not shown. */
export function newProcess(run: RunRecord, parent: ProcessRecord | null, started: number): ProcessRecord {
  return {
    kind: 'process',
    state: newProcessState(run.state.id, parent, started),
    run,
    agent: null,
    parent,
    spawnKey: null,
    told: false,
    shown: false,
    command: '',
    instance: null,
    watched: false,
    children: new Set(),
    threads: new Map(),
    counts: new Map(),
    counted: { sent: 0, received: 0 },
    cluster: newCluster(),
    facts: newFacts(),
    history: [],
    inspectorAsked: false,
  };
}

function newCluster(): ClusterRecord {
  return {
    command: null,
    workers: new Map(),
    slots: [],
    lastTentative: Number.NEGATIVE_INFINITY,
    lastWait: null,
    replaced: new Set(),
  };
}

function newFacts(): EndFacts {
  return {
    outcome: null,
    source: Source.nobody,
    voluntary: false,
    asks: [],
    uncaught: null,
    lastWords: null,
    aborted: false,
    oomKilled: false,
    notStarted: false,
  };
}

function newProcessState(run: string, parent: ProcessRecord | null, started: number): ProcessState {
  return {
    id: '',
    run,
    parent: parent?.state.id ?? null,
    pid: null,
    kind: 'child',
    primary: false,
    worker: null,
    script: '',
    argv: [],
    execArgv: [],
    cwd: null,
    node: null,
    state: 'starting',
    addresses: [],
    connected: false,
    notObserved: null,
    condition: null,
    inspector: CLOSED,
    messages: { sent: 0, received: 0 },
    site: null,
    settings: null,
    scheduling: null,
    launcher: null,
    started,
    ended: null,
    end: null,
  };
}

export function newThread(process: ProcessRecord, id: string, thread: number, started: number): ThreadRecord {
  return {
    kind: 'thread',
    state: {
      id,
      process: process.state.id,
      thread,
      creator: 0,
      name: null,
      script: '',
      state: 'starting',
      connected: false,
      notObserved: null,
      condition: null,
      inspector: CLOSED,
      messages: { sent: 0, received: 0 },
      site: null,
      settings: null,
      workerData: null,
      shares: [],
      started,
      ended: null,
      end: null,
    },
    process,
    told: false,
    counts: new Map(),
    counted: { sent: 0, received: 0 },
    byCreator: { sent: 0, received: 0 },
    error: null,
    lastWords: null,
    history: [],
    inspectorAsked: false,
  };
}
