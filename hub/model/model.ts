// The model of all runs: takes what agents tell, and yields what changed. No sockets, no clock of its own.
import type { AgentToHub, HubToAgent, NotObserved, Peer, Site } from '../../protocol/agent';
import type { Missed } from '../../protocol/missed';
import type { Change, Condition, ProcessState, RunState, SlotState, ThreadState } from '../../protocol/viewer';
import type { Clock } from '../clock';
import {
  clusterSetup,
  workerDisconnected,
  workerExited,
  workerForked,
  workerLeaving,
  workerListening,
  workerOnline,
} from './cluster';
import { conditionIs, type Judged, judgedTargets } from './conditions';
import { aborts, askProcess, endProcess, endThread, killSeen, spoke, survived, uncaught } from './ends';
import { note, noteTold } from './history';
import { inspectorAnswered, inspectorAsked, inspectorAttached, inspectorHeld, inspectorIs } from './inspectors';
import { type Found, processFound, processHello, processMissed, processOf, processSpawned } from './matching';
import { countMessages } from './messages';
import { otherEnd } from './peers';
import {
  type Outcome,
  type ProcessRecord,
  Source,
  spawnKey,
  spawnOf,
  type ThreadRecord,
  threadOfSpawn,
  type Who,
} from './records';
import { endedRuns, forgetRun } from './retention';
import { livingProcesses, prepareRun, settleRun } from './runs';
import { forkAnswered, forkAsked } from './slots';
import { Store } from './store';
import { threadCreated, threadHello, threadOf, threadShares, threadUp } from './threads';
import { notObserved, withoutAgent } from './unobserved';
import { judgeRestarts } from './watchers';

export type { Judged } from './conditions';
export type { Found } from './matching';
export type { Outcome, Who } from './records';

/** The whole model, as a viewer is told it first. */
export interface Snapshot {
  runs: RunState[];
  processes: ProcessState[];
  threads: ThreadState[];
  slots: SlotState[];
}

/** A process whose agent is not connected: whether it lives must be found out otherwise. */
export interface Unattended {
  id: string;
  run: string;
  /** Who is there to tell how it ends. */
  teller: 'parent' | 'launcher' | null;
  /** Its agent said its last words, or somebody asked it to end. */
  expected: boolean;
}

/** A living process that has no agent. */
export interface AgentLess {
  /** Id in the model; null where viewers are not shown it: its parent told of it as of something else than Node. */
  id: string | null;
  pid: number;
  started: number;
  /** Why is known, or goes without saying. */
  explained: boolean;
}

/** What a target is reached through. */
export interface Target {
  id: string;
  who: Who | null;
  state: ProcessState | ThreadState;
}

/** Who can send a message to a target. */
export interface Sender {
  who: Who;
  to: Extract<HubToAgent, { type: 'sendMessage' }>['to'];
}

interface Context {
  store: Store;
  /** The process that tells. */
  process: ProcessRecord;
  /** Its thread that tells; the process itself for the main thread. */
  teller: ProcessRecord | ThreadRecord;
}

type ChildExit = Extract<AgentToHub, { type: 'childExit' }>;
type Handlers = {
  [T in Exclude<AgentToHub['type'], 'hello'>]: (context: Context, message: Extract<AgentToHub, { type: T }>) => void;
};

const handlers: Handlers = {
  spawn: ({ store, process }, message) => processSpawned(store, process, message),
  childExit: ({ store, process }, message) => childExited(store, process, message),
  kill: ({ store }, { pid, signal, time }) => killSeen(store, pid, signal, time),
  setup: ({ store, process }, message) => clusterSetup(store, process, message),
  fork: ({ store, process }, message) => workerForked(store, process, message),
  online: ({ store, process }, message) => workerOnline(store, process, message),
  listening: ({ store, process }, message) => workerListening(store, process, message),
  leaving: ({ store, process }, message) => void workerLeaving(store, process, message),
  disconnect: ({ store, process }, message) => workerDisconnected(store, process, message),
  exit: ({ store, process }, message) => workerExited(store, process, message),
  threadCreate: ({ store, process }, message) => threadCreated(store, process, message),
  threadShares: ({ store, process }, { thread, shares, time }) =>
    threadShares(store, threadOf(store, process, thread, time), shares),
  threadOnline: ({ store, process }, { thread, time }) => threadUp(store, threadOf(store, process, thread, time)),
  threadNotObserved: ({ store, process }, { thread, why, time }) =>
    notObserved(store, threadOf(store, process, thread, time), why),
  threadError: ({ store, process }, { thread, error, time }) =>
    uncaught(store, threadOf(store, process, thread, time), error),
  // Of interest to debuggers alone.
  threadStopping: () => {},
  threadExit: ({ store, process }, { thread, code, asked, time }) =>
    endThread(store, threadOf(store, process, thread, time), code, asked, time),
  messages: ({ store, teller }, { counts }) => countMessages(store, teller, counts),
  uncaught: ({ store, teller }, { error }) => uncaught(store, teller, error),
  survived: ({ store, teller }) => {
    if (teller.kind === 'process') survived(store, teller);
  },
  abort: ({ store, process }) => aborts(store, process),
  ending: ({ store, teller }, { code }) => spoke(store, teller, code),
  inspector: ({ store, teller }, { url }) => inspectorIs(store, teller, url),
  // Of interest to recordings alone.
  channel: () => {},
  // Passed on to who watches.
  figures: () => {},
  reply: () => {},
};

export class Model {
  readonly #store: Store;
  readonly #clock: Pick<Clock, 'now' | 'date'>;

  /** `oomKilled` tells whether the kernel killed a process because memory ran out; asked once, at its end. */
  constructor(clock: Pick<Clock, 'now' | 'date'>, oomKilled: (process: string) => boolean = () => false) {
    this.#clock = clock;
    this.#store = new Store(oomKilled);
  }

  /** A viewer is about to start a run. */
  prepareRun(id: string, name: string, shell = false): Change[] {
    prepareRun(this.#store, { id, name, shell }, this.#moment());
    return this.#store.takeChanges();
  }

  /** An agent tells something; what comes from a process that did not say hello is left out. */
  receive(who: Who, message: AgentToHub): Change[] {
    if (message.type === 'hello') this.#hello(message);
    else this.#tell(who, message);
    return this.#store.takeChanges();
  }

  /** The connection of a process or thread has closed, and all it sent was received. That alone is no end. */
  disconnected(who: Who): Change[] {
    const record = this.#store.targetOf(who.process, who.thread);
    if (record?.state.connected) {
      record.state.connected = false;
      record.state.condition = null;
      this.#store.touch(record);
      if (record.kind === 'thread') this.#lastWordsOf(record);
    }
    return this.#store.takeChanges();
  }

  /** A launcher saw the root of its run end. */
  rootExited(runId: string, outcome: Outcome): Change[] {
    const run = this.#store.runs.get(runId);
    if (!run) return [];
    const { time } = this.#moment();
    run.rootExit = outcome;
    const root = run.state.root === null ? undefined : this.#store.processes.get(run.state.root);
    if (root) endProcess(this.#store, root, Source.launcher, outcome, time);
    judgeRestarts(this.#store, root ?? null);
    settleRun(this.#store, run, time);
    return this.#store.takeChanges();
  }

  /** A process is gone from the host, and nobody has told how it ended. */
  gone(id: string): Change[] {
    const record = this.#store.processes.get(id);
    if (record && !record.state.end) {
      const { lastWords } = record.facts;
      const source = lastWords === null ? Source.nobody : Source.itself;
      endProcess(this.#store, record, source, { code: lastWords, signal: null }, this.#clock.now());
      for (const each of [record, record.parent]) judgeRestarts(this.#store, each);
    }
    return this.#store.takeChanges();
  }

  /** The stub ran in a process, but could not bring it under the lens. */
  missed(missed: Missed): Change[] {
    processMissed(this.#store, missed, this.#moment());
    return this.#store.takeChanges();
  }

  /** It was found out why a process has no agent. */
  explain(id: string, why: NotObserved): Change[] {
    const record = this.#store.processes.get(id);
    if (record) notObserved(this.#store, record, why);
    return this.#store.takeChanges();
  }

  /** A Node process that nobody told of was found on the host. */
  found(found: Found): Change[] {
    processFound(this.#store, found, this.#clock.now());
    return this.#store.takeChanges();
  }

  /** A viewer sends a process this signal. */
  asked(id: string, signal: string): Change[] {
    const record = this.#store.processes.get(id);
    if (record && !record.state.end) askProcess(this.#store, record, signal, this.#clock.now());
    return this.#store.takeChanges();
  }

  /** The hub is about to have a primary fork another in the place of this worker. */
  forkAsked(worker: string): void {
    const record = this.#store.processes.get(worker);
    if (record) forkAsked(record);
  }

  /** The primary answered, or did not in time. */
  forkAnswered(worker: string): void {
    const record = this.#store.processes.get(worker);
    if (record) forkAnswered(record);
  }

  /** The hub is about to ask a target's agent for an inspector. */
  inspectorAsked(target: string): void {
    const record = this.#store.target(target);
    if (record) inspectorAsked(record);
  }

  /** The agent answered; `url` is null where no inspector could be opened. */
  inspectorAnswered(target: string, url: string | null): Change[] {
    const record = this.#store.target(target);
    if (record) inspectorAnswered(this.#store, record, url);
    return this.#store.takeChanges();
  }

  /** The agent closed the inspector that was opened for the lens. */
  inspectorClosed(target: string): Change[] {
    const record = this.#store.target(target);
    if (record) inspectorIs(this.#store, record, null);
    return this.#store.takeChanges();
  }

  /** A debugger came through the hub to a target, or left it. */
  attached(target: string, attached: boolean): Change[] {
    const record = this.#store.target(target);
    if (!record) return [];
    inspectorAttached(this.#store, record, attached);
    note(this.#store, record, this.#clock.now(), attached ? 'attached' : 'detached');
    return this.#store.takeChanges();
  }

  /** A target waits before its first line for this hold, or no longer. */
  held(target: string, hold: string | null): Change[] {
    const record = this.#store.target(target);
    if (record) inspectorHeld(this.#store, record, hold);
    return this.#store.takeChanges();
  }

  /** How a target is, as the hub judged it. */
  condition(target: string, condition: Condition | null): Change[] {
    const record = this.#store.target(target);
    if (record) conditionIs(this.#store, record, condition);
    return this.#store.takeChanges();
  }

  /** What the condition of living targets is judged from, in all runs that are meant. */
  judged(isMeant: (run: string) => boolean): Judged[] {
    return judgedTargets(this.#store, isMeant);
  }

  /** Whether whoever made a target has told of it, or nobody will. */
  isIntroduced(target: string): boolean {
    const record = this.#store.target(target);
    return !record || record.told || (record.kind === 'process' && record.spawnKey === null);
  }

  /** The place where a target was made is `original` in the source; `site` is what its maker told. */
  located(target: string, site: Site, original: Site): Change[] {
    const record = this.#store.target(target);
    if (record?.state.site === site) {
      record.state.site = original;
      this.#store.touch(record);
    }
    return this.#store.takeChanges();
  }

  /** Workers of this primary listened before the lens came, as the system says on this port. */
  listensOn(primary: string, port: number): Change[] {
    for (const worker of this.#store.processes.get(primary)?.cluster.workers.values() ?? []) {
      if (worker.state.state !== 'listening' || worker.state.addresses.length > 0) continue;
      worker.state.addresses = [{ address: null, port, addressType: 4 }];
      this.#store.touch(worker);
    }
    return this.#store.takeChanges();
  }

  /** Forgets a run that goes on unobserved. */
  letGo(runId: string): Change[] {
    const run = this.#store.runs.get(runId);
    if (run) forgetRun(this.#store, run);
    return this.#store.takeChanges();
  }

  /** Forgets the ended runs. */
  clearEnded(): Change[] {
    for (const run of endedRuns(this.#store)) forgetRun(this.#store, run);
    return this.#store.takeChanges();
  }

  snapshot(): Snapshot {
    const copy = <T extends object>(records: Iterable<{ state: T }>) => [...records].map(({ state }) => ({ ...state }));
    const processes = [...this.#store.processes.values()];
    return {
      runs: copy(this.#store.runs.values()),
      processes: copy(processes),
      threads: copy(this.#store.threads.values()),
      slots: copy(processes.flatMap(({ cluster }) => cluster.slots)),
    };
  }

  /** The whole of one run, as changes to an empty model. */
  snapshotOf(runId: string): Change[] {
    const { runs, processes, threads, slots } = this.snapshot();
    const own = processes.filter(({ run }) => run === runId);
    const ids = new Set(own.map(({ id }) => id));
    return [
      ...runs.filter(({ id }) => id === runId).map((value): Change => ({ kind: 'run', value })),
      ...own.map((value): Change => ({ kind: 'process', value })),
      ...slots.filter(({ primary }) => ids.has(primary)).map((value): Change => ({ kind: 'slot', value })),
      ...threads.filter(({ process }) => ids.has(process)).map((value): Change => ({ kind: 'thread', value })),
    ];
  }

  run(id: string): RunState | undefined {
    return this.#store.runs.get(id)?.state;
  }

  process(id: string): ProcessState | undefined {
    return this.#store.processes.get(id)?.state;
  }

  /** Processes of a run that have not ended. */
  living(runId: string): ProcessState[] {
    const run = this.#store.runs.get(runId);
    return run ? livingProcesses(run).map(({ state }) => state) : [];
  }

  /** The run that an agent's process belongs to. */
  runOfAgent(process: string): string | undefined {
    return this.#store.byAgent.get(process)?.run.state.id;
  }

  /** A process or thread by its id, and who to ask for something in it; `who` is null until its process said hello. */
  target(id: string): Target | undefined {
    const record = this.#store.target(id);
    if (!record) return undefined;
    const process = record.kind === 'thread' ? record.process : record;
    const thread = record.kind === 'thread' ? record.state.thread : 0;
    const who = process.agent === null ? null : { process: process.agent, thread };
    return { id, who, state: record.state };
  }

  /** Id of the target that an agent is in. */
  targetOf(who: Who): string | undefined {
    return this.#store.targetOf(who.process, who.thread)?.state.id;
  }

  /** Id of the target at the other end of an agent's messages; `null` where the model does not know it. */
  otherEnd({ process, thread }: Who, peer: Peer): string | null {
    const teller = this.#store.targetOf(process, thread);
    return teller ? otherEnd(this.#store, teller, peer) : null;
  }

  /** Whether a target ran already when the agent came, and so counts its messages with its parent from then on. */
  isLate(id: string): boolean {
    return this.#store.target(id)?.state.late === true;
  }

  /** Whether a target is this process or thread, or a thread in it: all of these stop together. */
  stopsWith(id: string, { process: agent, thread }: Who): boolean {
    const record = this.#store.target(id);
    const process = record?.kind === 'thread' ? record.process : record;
    if (!process || process.agent !== agent) return false;
    let at = record?.kind === 'thread' ? record : undefined;
    while (at && at.state.thread !== thread) at = process.threads.get(at.state.creator);
    return thread === 0 || at !== undefined;
  }

  /** Living processes without an agent, those too that are not shown. */
  withoutAgent(): AgentLess[] {
    return withoutAgent(this.#store).map(({ shown, state: { id, pid, started, notObserved, launcher } }) => ({
      id: shown ? id : null,
      pid: pid!,
      started,
      explained: notObserved !== null || launcher !== null,
    }));
  }

  /** Whether a living process of this pid has an agent. */
  isObserved(pid: number): boolean {
    return this.observedAs(pid) !== null;
  }

  /** Id of the living process of this pid that has an agent. */
  observedAs(pid: number): string | null {
    const found = [...this.#store.byAgent.values()].find(({ state }) => state.pid === pid && state.ended === null);
    return found?.state.id ?? null;
  }

  /**
   * The spawn that a process came of which has no agent yet.
   * @param pids its own, its parent's, and so on: the first that is known decides
   */
  spawnerOf(pids: readonly number[]): { process: string; spawn: number } | null {
    const living = [...this.#store.runs.values()].flatMap(({ processes }) => [...processes]);
    for (const pid of pids) {
      const known = living.find(({ state }) => state.pid === pid && state.ended === null);
      if (known?.spawnKey && known.agent === null) return spawnOf(known.spawnKey);
      // It was not told of: its parent's agent does not know it any more.
      if (known?.agent) return { process: known.agent, spawn: 0 };
    }
    return null;
  }

  /** Whose agent sends messages to a target, and by what name it knows it; `null` where that is not known. */
  senderTo(target: string): Sender | null {
    const process = this.#store.processes.get(target);
    if (process) return senderToChild(process);
    const thread = this.#store.threads.get(target);
    if (!thread?.process.agent) return null;
    const { creator, thread: id } = thread.state;
    return { who: { process: thread.process.agent, thread: creator }, to: { kind: 'thread', thread: id } };
  }

  /** Processes that have not ended, and whose agents are not connected. */
  unattended(): Unattended[] {
    const found: Unattended[] = [];
    for (const record of this.#store.processes.values()) {
      const { id, run, pid, ended, connected } = record.state;
      if (ended !== null || connected || pid === null) continue;
      const { lastWords, asks, aborted } = record.facts;
      const expected = lastWords !== null || asks.length > 0 || aborted;
      found.push({ id, run, teller: tellerOf(record), expected });
    }
    return found;
  }

  #hello(message: Extract<AgentToHub, { type: 'hello' }>): void {
    const moment = this.#moment();
    if (message.thread === 0) processHello(this.#store, message, moment);
    else threadHello(this.#store, processOf(this.#store, message, moment), message);
  }

  #tell(who: Who, message: Exclude<AgentToHub, { type: 'hello' }>): void {
    const process = this.#store.byAgent.get(who.process);
    const teller = this.#store.targetOf(who.process, who.thread);
    if (!process || !teller) return;
    const handle = handlers[message.type] as (context: Context, message: AgentToHub) => void;
    const context = { store: this.#store, process, teller };
    handle(context, message);
    noteTold(context, message);
  }

  /** Where the creator's agent is gone, or may not know it, a thread's own last words must do. */
  #lastWordsOf(thread: ThreadRecord): void {
    if (thread.lastWords === null || thread.state.ended !== null) return;
    if (thread.process.state.connected && !thread.state.late) return;
    endThread(this.#store, thread, thread.lastWords, false, this.#clock.now());
  }

  #moment(): { time: number; date: string } {
    return { time: this.#clock.now(), date: this.#clock.date() };
  }
}

/** Whoever it was spawned as: where the pid is another, a shell stood between, and its end is not the child's. */
function childExited(store: Store, parent: ProcessRecord, message: ChildExit): void {
  const child = store.bySpawn.get(spawnKey(parent.agent!, message.spawn));
  if (!child?.told) return;
  const { pid, code, signal, time } = message;
  if (pid !== undefined && child.state.pid !== null && child.state.pid !== pid) child.told = false;
  else {
    // A synchronous spawn is gone before its parent learns who it was.
    child.state.pid ??= pid ?? null;
    endProcess(store, child, Source.parent, { code, signal }, time);
  }
}

function senderToChild({ parent, spawnKey: key }: ProcessRecord): Sender | null {
  if (!parent?.agent || key === null) return null;
  const { spawn } = spawnOf(key);
  const who = { process: parent.agent, thread: threadOfSpawn(spawn) };
  return { who, to: { kind: 'child', spawn } };
}

function tellerOf(record: ProcessRecord): Unattended['teller'] {
  if (record.told && record.parent?.state.connected) return 'parent';
  const { run } = record;
  return run.prepared && !run.shell && run.rootExit === null && run.state.root === record.state.id ? 'launcher' : null;
}
