// Runs: how they begin, whom they hold, and when they have ended.
import type { Hello } from '../../protocol/agent';
import { runName } from './naming';
import { newProcess, newRun, type ProcessRecord, type RunRecord } from './records';
import type { Store } from './store';

/** What a run needs to know of time. */
export interface Moment {
  /** ms of the monotonic clock. */
  time: number;
  /** ISO 8601. */
  date: string;
}

/** A run that a viewer announces; known already where its processes were faster, or the hub was started again. */
export function prepareRun(
  store: Store,
  { id, name, shell }: { id: string; name: string; shell: boolean },
  moment: Moment,
): void {
  const run = store.runs.get(id) ?? addRun(store, id, name, moment, false);
  run.prepared = true;
  run.shell = shell;
  run.state.name = name;
  store.touch(run);
}

/** What a process knows of where it belongs. */
type Naming = Pick<Hello, 'run' | 'spawner'>;

/**
 * The run that a first process names; one of its own where it names none, or one that is over: what stays in a shell
 * names it for good. Only a launcher that is not done with its run keeps it open.
 */
export function runOf(store: Store, { run: named, spawner }: Naming, script: string, moment: Moment): RunRecord {
  const known = named === null ? undefined : store.runs.get(named);
  const isOver = known?.state.state === 'ended' && (known.shell || !known.prepared);
  if (known && !(isOver && spawner === null)) return known;
  const own = named === null || isOver;
  return addRun(store, own ? store.nextRunId() : named, runName(script), moment, own);
}

function addRun(store: Store, id: string, name: string, { time, date }: Moment, selfMade: boolean): RunRecord {
  const state = { id, name, root: null, state: 'starting' as const, startedAt: date, started: time, ended: null };
  const run = newRun(state, { prepared: false, shell: false, selfMade });
  store.runs.set(id, run);
  store.touch(run);
  return run;
}

/** Adds a process that nothing more is known of; it is not shown. `started` is when, in ms. */
export function addProcess(run: RunRecord, parent: ProcessRecord | null, started: number): ProcessRecord {
  const record = newProcess(run, parent, started);
  record.state.kind = kindBelow(parent);
  run.processes.add(record);
  parent?.children.add(record);
  return record;
}

/** What a launcher starts that the run began with takes its place: the run began with that. */
export function kindBelow(parent: ProcessRecord | null): 'root' | 'child' {
  return parent?.state.kind === 'root' && parent.state.launcher !== null ? 'root' : 'child';
}

/** A process of this run said hello. */
export function runLives(store: Store, run: RunRecord): void {
  if (run.state.state === 'running') return;
  run.state.state = 'running';
  run.state.ended = null;
  store.touch(run);
}

/** Ends a run whose last process has ended. `time` is when, in ms. */
export function settleRun(store: Store, run: RunRecord, time: number): void {
  const begun = run.state.root !== null || run.rootExit !== null;
  if (!begun || run.state.state === 'ended' || livingProcesses(run).length > 0) return;
  run.state.state = 'ended';
  run.state.ended = time;
  store.touch(run);
}

/** Shown processes of a run that have not ended. */
export function livingProcesses(run: RunRecord): ProcessRecord[] {
  return [...run.processes].filter(({ shown, state }) => shown && state.ended === null);
}

/** Moves a process and all below it to its parent's run, once the parent is known; a run left empty goes. */
export function moveToRun(store: Store, record: ProcessRecord, run: RunRecord): void {
  const before = record.run;
  if (before === run) return;
  move(store, record, run);
  if (before.processes.size > 0 || !before.selfMade) return;
  store.runs.delete(before.state.id);
  store.forgotten('run', before.state.id);
}

function move(store: Store, record: ProcessRecord, run: RunRecord): void {
  record.run.processes.delete(record);
  record.run = run;
  record.state.run = run.state.id;
  run.processes.add(record);
  store.touch(record);
  for (const child of record.children) move(store, child, run);
}
