// Restart of workers, one after the other: the next leaves only once another serves in the place of the last.
import type { ProcessState } from '../protocol/viewer';
import type { HubLink } from './hub-link';
import { isAnother } from './same-process';
import { type Clock, until } from './until';

/** How long the program may take to start another worker by itself, in ms, and then we to see the one that we had it fork. */
export const REPLACED_WITHIN = 5_000;
/** How long a new worker may take to serve, in ms. */
export const READY_WITHIN = 30_000;

/** The longest that a timer can wait, in ms: 24 days. */
const FOREVER = 2 ** 31 - 1;

/** Why a rolling restart went no further; `worker` is the one that it stopped at. */
export type Stop =
  | { why: 'cancelled' | 'primaryEnded' }
  /** The old one does not go, and the person wants it left alone. */
  | { why: 'stays'; worker: ProcessState }
  /** No other came in its place. */
  | { why: 'notReplaced'; worker: ProcessState }
  /** The new one ended before it served, or does not come to serve. */
  | { why: 'ended' | 'notReady'; worker: ProcessState };

export interface RollingOutcome {
  /** How many have another in their place that serves. */
  restarted: number;
  of: number;
  /** Null where all were restarted. */
  stop: Stop | null;
}

export interface RollingNeeds {
  link: Pick<HubLink, 'model' | 'onDidChange' | 'request'>;
  clock: Clock;
  /** How long a worker may take to answer what is in flight and go, in ms, before `overdue` is asked; 0 for as long as it takes. */
  limit: number;
  signal: AbortSignal;
  /** Takes the debuggers off a worker: while it is paused it can't go. */
  release(worker: string): Promise<void>;
  /** A worker has not gone within the limit. Resolves to whether to wait on; not waited for once the worker has gone. */
  overdue(worker: ProcessState): Promise<boolean>;
  progress(restarted: number, of: number, worker: ProcessState): void;
}

class Stopped extends Error {
  readonly stop: Stop;

  constructor(stop: Stop) {
    super(stop.why);
    this.stop = stop;
  }
}

/**
 * Restarts workers of one primary, one after the other. Their requests in flight are answered.
 * @throws HubRequestError where the primary does not answer, or can't fork
 */
export async function restartInTurn(workers: readonly ProcessState[], needs: RollingNeeds): Promise<RollingOutcome> {
  const { progress } = needs;
  let restarted = 0;
  try {
    for (const worker of workers) {
      progress(restarted, workers.length, worker);
      await restart(worker, needs);
      restarted++;
    }
  } catch (error) {
    if (error instanceof Stopped) return { restarted, of: workers.length, stop: error.stop };
    throw error;
  }
  return { restarted, of: workers.length, stop: null };
}

/** The workers that a primary has now, in the order of their slots. */
export function livingWorkers({ model }: RollingNeeds['link'], primary: string): ProcessState[] {
  const workers = model.slotsOf(primary).map(({ current }) => current && model.processes.get(current));
  return workers.filter((worker) => !!worker && worker.state !== 'exited') as ProcessState[];
}

/** Waits until another serves in its place: the program's own, or one that we have it fork where none comes. */
async function restart(worker: ProcessState, needs: RollingNeeds): Promise<void> {
  await leave(worker, needs);
  await untilReady(worker, await replacement(worker, needs), needs);
}

async function leave(worker: ProcessState, needs: RollingNeeds): Promise<void> {
  const { link, limit, release } = needs;
  const isGone = () => isOver(link, worker);
  await wait(worker, needs, 0, () => true);
  if (!isGone()) await release(worker.id);
  try {
    if (!isGone()) await link.request({ type: 'disconnectWorker', process: worker.id, pid: worker.pid });
  } catch (error) {
    // One that has just ended by itself needs not be told.
    if (!isGone()) throw error;
  }
  while (!(await wait(worker, needs, limit || FOREVER, isGone))) {
    if (!(await waitsOn(worker, needs))) throw new Stopped({ why: 'stays', worker });
  }
}

/** Asks, for as long as that matters: meanwhile the worker may go, its primary end, and the person cancel it all. */
async function waitsOn(worker: ProcessState, { link, clock, signal, overdue }: RollingNeeds): Promise<boolean> {
  const isSettled = () => isOver(link, worker) || isAlone(link, worker);
  const answered = new AbortController();
  const settled = until(link, clock, FOREVER, isSettled, AbortSignal.any([signal, answered.signal]));
  try {
    return await Promise.race([overdue(worker), settled.then(() => true)]);
  } finally {
    answered.abort();
  }
}

async function replacement(worker: ProcessState, needs: Needs): Promise<ProcessState> {
  const { link } = needs;
  const next = () => {
    const current = slotOf(link, worker)?.current;
    return current && current !== worker.id ? link.model.processes.get(current) : endedSince(link, worker);
  };
  const came = () => next() !== undefined;
  if (!(await wait(worker, needs, REPLACED_WITHIN, came))) {
    await link.request({ type: 'forkWorker', process: worker.id, pid: worker.pid });
    if (!(await wait(worker, needs, REPLACED_WITHIN, came))) throw new Stopped({ why: 'notReplaced', worker });
  }
  return next()!;
}

/** One that took its place, and has ended already. */
function endedSince(link: Needs['link'], worker: ProcessState): ProcessState | undefined {
  const history = slotOf(link, worker)?.history ?? [];
  const next = history[history.indexOf(worker.id) + 1];
  return next === undefined || !history.includes(worker.id) ? undefined : link.model.processes.get(next);
}

async function untilReady(before: ProcessState, next: ProcessState, needs: Needs): Promise<void> {
  const { link } = needs;
  // Where the one before listened, the cluster serves only once this one does.
  const listens = before.state === 'listening' || before.addresses.length > 0;
  const state = () => link.model.processes.get(next.id) ?? next;
  const isReady = () => state().state === 'listening' || (!listens && state().state === 'online');
  const settled = await wait(before, needs, READY_WITHIN, () => isReady() || isOver(link, next));
  if (isReady()) return;
  throw new Stopped({ why: settled ? 'ended' : 'notReady', worker: state() });
}

type Needs = Pick<RollingNeeds, 'link' | 'clock' | 'signal'>;

/** @throws Stopped where the person cancels, or the primary of the worker ends */
async function wait(worker: ProcessState, needs: Needs, ms: number, holds: () => boolean): Promise<boolean> {
  const { link, clock, signal } = needs;
  const held = await until(link, clock, ms, () => holds() || isAlone(link, worker), signal);
  if (signal.aborted) throw new Stopped({ why: 'cancelled' });
  if (isAlone(link, worker)) throw new Stopped({ why: 'primaryEnded' });
  return held;
}

/** Its primary has ended. */
function isAlone(link: Needs['link'], { parent }: ProcessState): boolean {
  return parent !== null && isOver(link, { id: parent, pid: null });
}

/** A process has ended, or is forgotten; or its id means another one now. */
export function isOver({ model }: Pick<Needs['link'], 'model'>, process: Pick<ProcessState, 'id' | 'pid'>): boolean {
  const state = model.processes.get(process.id)?.state;
  return state === undefined || state === 'exited' || isAnother(model, process);
}

function slotOf({ model }: Needs['link'], { parent, worker }: ProcessState) {
  return model.slotsOf(parent ?? '').find(({ slot }) => slot === worker?.slot);
}
