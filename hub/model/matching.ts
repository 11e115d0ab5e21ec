// Brings together what a parent tells of a spawn and what the child's own agent says.
// The two travel on different sockets, so either may come first; and the process that says hello need not be the one
// that was spawned: a shell may stand between.
import type { AgentToHub, Hello, NotObserved } from '../../protocol/agent';
import { missingPermission } from '../../protocol/injection';
import type { Missed } from '../../protocol/missed';
import { advance, makeWorker } from './cluster';
import { endProcess, revive } from './ends';
import { inspectorForbidden, inspectorIs } from './inspectors';
import { launcherOf } from './launchers';
import { commandName, isNode, scriptOf, scriptOfCommand } from './naming';
import { type ProcessRecord, Source, spawnKey } from './records';
import { addProcess, kindBelow, type Moment, moveToRun, runLives, runOf } from './runs';
import type { Store } from './store';
import { notObserved, withoutAgent } from './unobserved';
import { placeBelowWatcher } from './watchers';

type Spawn = Extract<AgentToHub, { type: 'spawn' }>;
/** What a process says of itself: in its agent's hello, or in what its stub left. */
type Introduction = Omit<Missed, 'why'> & { cwd: string | null /** ms */; started: number };

/** A Node process without an agent, found on the host. */
export interface Found {
  pid: number;
  /** The process without an agent that it runs in or below. */
  below: number;
  argv: string[];
  why: NotObserved;
}

/** A process's main thread said hello. */
export function processHello(store: Store, hello: Hello, moment: Moment): void {
  const record = processOf(store, hello, moment);
  describe(record, hello);
  record.state.connected = true;
  if (hello.late) {
    record.state.late = true;
    record.state.started = Math.min(record.state.started, hello.started);
  }
  const { state, facts } = record;
  // Nobody but the hub itself thought that it had ended.
  if (state.end && facts.source <= Source.itself && facts.lastWords === null) revive(record);
  if (state.kind !== 'worker') advance(store, record, 'online');
  if (hello.inspectable) inspectorIs(store, record, hello.inspector);
  else inspectorForbidden(store, record);
  if (state.ended === null) runLives(store, record.run);
  store.touch(record);
}

/** The process that a hello comes from, made where it is new. A thread's hello may be the first of its process. */
export function processOf(store: Store, hello: Hello, moment: Moment): ProcessRecord {
  const known = store.byAgent.get(hello.process);
  if (known) return known;
  const record =
    spawnedAs(store, hello) ?? foundAs(store, hello) ?? replacedBy(store, hello) ?? newcomer(store, hello, moment);
  record.agent = hello.process;
  record.state.notObserved = null;
  record.state.pid = hello.pid;
  store.byAgent.set(hello.process, record);
  if (hello.thread === 0 || !record.state.script) describe(record, hello);
  store.show(record);
  takeRoot(store, record, hello);
  placeBelowWatcher(store, record, hello);
  adoptOrphans(store, record);
  return record;
}

function describe({ state }: ProcessRecord, hello: Introduction): void {
  state.pid = hello.pid;
  state.argv = hello.argv;
  state.execArgv = hello.execArgv;
  state.cwd = hello.cwd;
  state.node = hello.node;
  state.script = scriptOf(hello.argv, hello.execArgv);
  state.launcher = launcherOf(state.script, hello.execArgv);
}

function describeCommand({ state }: ProcessRecord, file: string, args: readonly string[]): void {
  state.script = scriptOfCommand(file, args);
  state.launcher = launcherOf(state.script, args.slice(0, Math.max(0, args.indexOf(state.script))));
}

/** The child that its parent told of already, if this is that very process. */
function spawnedAs(store: Store, { spawner, pid }: Introduction): ProcessRecord | undefined {
  const record = spawner ? store.bySpawn.get(spawnKey(spawner.process, spawner.spawn)) : undefined;
  const same = record?.agent === null && (record.state.pid === null || record.state.pid === pid);
  return same ? record : undefined;
}

/** The process that was found on the host before it spoke. */
function foundAs(store: Store, { pid }: Introduction): ProcessRecord | undefined {
  return withoutAgent(store).find(({ state, spawnKey }) => state.pid === pid && spawnKey === null);
}

/** The living process of the same pid and spawner: another program took its place (`execve`). */
function replacedBy(store: Store, hello: Hello): ProcessRecord | undefined {
  const key = hello.spawner && spawnKey(hello.spawner.process, hello.spawner.spawn);
  for (const record of store.processes.values()) {
    const { pid, ended, started } = record.state;
    if (pid !== hello.pid || ended !== null || record.agent === null || started > hello.started) continue;
    if (record.spawnKey !== key && !(key === null && record.parent === null)) continue;
    store.byAgent.delete(record.agent);
    // The channel to its parent was there before, and its messages are counted from here on.
    record.state.late = true;
    return record;
  }
  return undefined;
}

function newcomer(store: Store, hello: Introduction, moment: Moment): ProcessRecord {
  const parent = hello.spawner ? (store.byAgent.get(hello.spawner.process) ?? null) : null;
  const run = parent?.run ?? runOf(store, hello, scriptOf(hello.argv, hello.execArgv), moment);
  const record = addProcess(run, parent, hello.started);
  if (hello.spawner) {
    const key = spawnKey(hello.spawner.process, hello.spawner.spawn);
    // What a shell started was asked for where the shell was.
    record.state.site = store.bySpawn.get(key)?.state.site ?? null;
    claimSpawn(store, record, key);
    if (!parent) waitForParent(store, record, hello.spawner.process);
  }
  return record;
}

/** The first to come with a spawn's key may be the spawned process itself: its parent will tell. */
function claimSpawn(store: Store, record: ProcessRecord, key: string): void {
  if (store.bySpawn.has(key)) return;
  record.spawnKey = key;
  store.bySpawn.set(key, record);
}

function waitForParent(store: Store, record: ProcessRecord, parent: string): void {
  const waiting = store.orphans.get(parent) ?? new Set();
  store.orphans.set(parent, waiting.add(record));
}

/** The first process of a run that nobody in it spawned is its root. */
function takeRoot(store: Store, record: ProcessRecord, hello: Introduction): void {
  const { run } = record;
  if (record.parent || run.state.root !== null || (hello.spawner && !run.selfMade)) return;
  run.state.root = record.state.id;
  // After a hub's restart another process of the run may have come first.
  if (!run.prepared) run.state.name = commandName(record.state);
  record.state.kind = 'root';
  if ('late' in hello && hello.late) run.state.late = true;
  store.touch(run);
}

/** A parent came later than its children: each finds its place below it. */
function adoptOrphans(store: Store, parent: ProcessRecord): void {
  const waiting = store.orphans.get(parent.agent!) ?? [];
  store.orphans.delete(parent.agent!);
  for (const child of waiting) {
    child.parent = parent;
    child.state.parent = parent.state.id;
    if (child.state.kind !== 'worker') child.state.kind = kindBelow(parent);
    parent.children.add(child);
    moveToRun(store, child, parent.run);
    store.touch(child);
  }
}

/** The stub ran in a process, but could not bring it under the lens. */
export function processMissed(store: Store, { why, ...missed }: Missed, moment: Moment): void {
  const introduction = { ...missed, cwd: null, started: moment.time };
  const known = spawnedAs(store, introduction) ?? foundAs(store, introduction);
  const record = known ?? newcomer(store, introduction, moment);
  describe(record, introduction);
  store.show(record);
  takeRoot(store, record, introduction);
  notObserved(store, record, why);
  if (record.state.ended === null) runLives(store, record.run);
}

/** A Node process was found on the host of which nobody told: something between it and the run's processes started it. */
export function processFound(store: Store, { pid, below, argv, why }: Found, time: number): void {
  const above = withoutAgent(store).find(({ state }) => state.pid === below);
  if (!above) return;
  const record = pid === below ? above : addProcess(above.run, above.shown ? above : above.parent, time);
  const [file = '', ...args] = argv;
  Object.assign(record.state, { pid, argv });
  describeCommand(record, file, args);
  store.show(record);
  notObserved(store, record, why);
}

/** A parent tells that it spawned a process, of whatever kind. Told again after its agent lost the hub. */
export function processSpawned(store: Store, parent: ProcessRecord, message: Spawn): void {
  const record = recordOfSpawn(store, parent, message);
  record.told = true;
  record.instance ??= message.instance;
  record.state.site ??= message.site;
  record.state.settings ??= message.settings;
  record.state.pid ??= message.pid;
  record.state.started = Math.min(record.state.started, message.time);
  // What it said of itself is better.
  if (record.state.node === null) describeSpawn(record, parent, message);
  if (message.worker !== null) makeWorker(store, parent, record, message.worker, message.time);
  else if (isNode(message.file, parent.state.argv)) store.show(record);
  foreseePermission(store, record, parent, message.args);
  store.touch(record);
  if (message.error !== null) failSpawn(store, record, message.error, message.time);
}

function recordOfSpawn(store: Store, parent: ProcessRecord, { spawn, pid, site, time }: Spawn): ProcessRecord {
  const key = spawnKey(parent.agent!, spawn);
  const known = store.bySpawn.get(key);
  if (known && (known.told || pid === null || known.state.pid === pid)) return known;
  // Another process of that spawn came first: what was spawned is a shell, or the like, that stands between.
  if (known) {
    known.spawnKey = null;
    known.state.site = site;
    store.touch(known);
  }
  const record = addProcess(parent.run, parent, time);
  record.spawnKey = key;
  store.bySpawn.set(key, record);
  return record;
}

function describeSpawn(record: ProcessRecord, parent: ProcessRecord, { file, args }: Spawn): void {
  record.state.argv = args[0] === file ? args : [file, ...args];
  describeCommand(record, file, args);
  // Each worker of an inspected primary has a port of its own.
  const comparable = args.filter((word) => !word.startsWith('--inspect'));
  record.command = parent.cluster.command ?? JSON.stringify([file, comparable]);
}

/** Its agent will not be loaded, or will not reach the hub. The parent's version is the best guess at the child's. */
function foreseePermission(store: Store, record: ProcessRecord, parent: ProcessRecord, args: string[]): void {
  const missing = missingPermission(args, Number.parseInt(parent.state.node?.slice(1) ?? '', 10) >= 25);
  if (missing !== null) notObserved(store, record, { reason: 'permission', detail: missing });
}

function failSpawn(store: Store, record: ProcessRecord, message: string, time: number): void {
  record.facts.notStarted = true;
  record.facts.uncaught = { name: 'Error', message, stack: null, code: null };
  endProcess(store, record, Source.parent, { code: null, signal: null }, time);
}
