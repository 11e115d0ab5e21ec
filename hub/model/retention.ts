// What has ended is kept for a while, and bounded: a hub may live for months.
import type { ProcessRecord, RunRecord } from './records';
import type { Store } from './store';

/** Ended workers kept for each slot. */
export const KEPT_PER_SLOT = 20;
/** Ended children kept for each parent. */
export const KEPT_CHILDREN = 200;
/** Ended threads kept for each process. */
export const KEPT_THREADS = 200;
/** Ended runs kept. */
export const KEPT_RUNS = 20;
/** Ended children kept that nobody was shown: their hello may still be on its way. */
const KEPT_HIDDEN = 50;

/** Forgets the oldest ended ones among a process that has just ended and its like. */
export function pruneAround(store: Store, record: ProcessRecord): void {
  if (record.state.worker) pruneSlots(store, record);
  else pruneSiblings(store, record);
  if (record.run.state.state === 'ended') pruneRuns(store);
}

function pruneSlots(store: Store, worker: ProcessRecord): void {
  for (const slot of worker.parent?.cluster.slots ?? []) {
    const { history } = slot.state;
    const surplus = history.slice(0, Math.max(0, history.length - KEPT_PER_SLOT));
    const forgotten = surplus.filter((id) => forgetById(store, id));
    if (forgotten.length === 0) continue;
    slot.state.history = history.filter((id) => !forgotten.includes(id));
    store.touchSlot(slot);
  }
}

function forgetById(store: Store, id: string): boolean {
  const record = store.processes.get(id);
  if (!record) return true;
  if (!hasEnded(record)) return false;
  forget(store, record);
  return true;
}

function pruneSiblings(store: Store, record: ProcessRecord): void {
  const siblings = record.parent ? record.parent.children : record.run.processes;
  const limit = record.shown ? KEPT_CHILDREN : KEPT_HIDDEN;
  if (siblings.size <= limit) return;
  const ended = [...siblings].filter(
    (each) => each.parent === record.parent && each.shown === record.shown && !each.state.worker && hasEnded(each),
  );
  for (const each of surplusOf(ended, limit, lastEnd)) {
    if (each.state.id !== each.run.state.root || !each.shown) forget(store, each);
  }
}

/** A process with something alive below it stays, so that its children keep their place. */
function hasEnded(record: ProcessRecord): boolean {
  return record.state.ended !== null && [...record.children].every((child) => !child.shown || hasEnded(child));
}

/** When the last of a process and of those below it ended, in ms: with it, all of them are forgotten. */
function lastEnd({ state, children }: ProcessRecord): number {
  return [...children].reduce((last, child) => (child.shown ? Math.max(last, lastEnd(child)) : last), state.ended!);
}

/** Those beyond the limit that ended first; what began first may have ended a moment ago, and nobody was told yet. */
function surplusOf<T>(ended: readonly T[], limit: number, endOf: (each: T) => number): T[] {
  const sorted = [...ended].sort((a, b) => endOf(a) - endOf(b));
  return sorted.slice(0, Math.max(0, sorted.length - limit));
}

/** Forgets the oldest ended threads of a process. */
export function pruneThreads(store: Store, process: ProcessRecord): void {
  if (process.threads.size <= KEPT_THREADS) return;
  const ended = [...process.threads.values()].filter(({ state }) => state.ended !== null);
  for (const { state } of surplusOf(ended, KEPT_THREADS, (each) => each.state.ended!)) {
    forgetThread(store, process, state.thread, state.id);
  }
}

function pruneRuns(store: Store): void {
  for (const run of surplusOf(endedRuns(store), KEPT_RUNS, ({ state }) => state.ended!)) forgetRun(store, run);
}

export function endedRuns(store: Store): RunRecord[] {
  return [...store.runs.values()].filter(({ state }) => state.state === 'ended');
}

/** Forgets a run and all that was in it. */
export function forgetRun(store: Store, run: RunRecord): void {
  for (const record of [...run.processes]) forget(store, record);
  store.runs.delete(run.state.id);
  store.forgotten('run', run.state.id);
}

function forget(store: Store, record: ProcessRecord): void {
  for (const child of [...record.children]) forget(store, child);
  for (const { state } of [...record.threads.values()]) forgetThread(store, record, state.thread, state.id);
  for (const slot of record.cluster.slots) store.forgotten('slot', slot.state.id);
  if (record.state.worker) record.parent?.cluster.workers.delete(record.state.worker.id);
  record.parent?.children.delete(record);
  record.run.processes.delete(record);
  if (record.agent !== null) store.byAgent.delete(record.agent);
  if (record.spawnKey !== null) store.bySpawn.delete(record.spawnKey);
  for (const waiting of store.orphans.values()) waiting.delete(record);
  if (!record.shown) return;
  store.processes.delete(record.state.id);
  store.forgotten('process', record.state.id);
}

function forgetThread(store: Store, process: ProcessRecord, thread: number, id: string): void {
  process.threads.delete(thread);
  store.threads.delete(id);
  store.forgotten('thread', id);
}
