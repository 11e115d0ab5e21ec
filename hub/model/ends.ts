// How processes and threads end, judged from all that was told of it; the pieces come in any order.
import type { ErrorInfo } from '../../protocol/agent';
import type { End } from '../../protocol/viewer';
import { note } from './history';
import { type EndFacts, type Outcome, type ProcessRecord, Source, type ThreadRecord } from './records';
import { pruneAround, pruneThreads } from './retention';
import { settleRun } from './runs';
import { asksToEnd } from './signals';
import { slotLeaving, slotLeft } from './slots';
import type { Store } from './store';

/** Exit code of a process that aborted, where the system has no signals, or a shell stood between: 128 + SIGABRT. */
const ABORTED = 134;
/** Codes that Node itself ends with, and without an `exit` event. https://nodejs.org/api/process.html#exit-codes */
const NODE_CODES = new Set<number | null>([3, 4, 5, 6, 7, 9, 10, 12, 14]);
/** The one that comes with an `exit` event. */
const UNSETTLED_AWAIT = 13;
/** https://nodejs.org/api/errors.html#err_worker_out_of_memory */
const THREAD_OUT_OF_MEMORY = 'ERR_WORKER_OUT_OF_MEMORY';

/**
 * Takes somebody's word on how a process ended. A better source's word replaces a worse one's.
 * @param time when it ended, in ms; the first one told stays.
 */
export function endProcess(store: Store, record: ProcessRecord, source: Source, outcome: Outcome, time: number): void {
  const { facts, state } = record;
  if (state.end && source <= facts.source) return;
  facts.source = source;
  facts.outcome = outcome;
  const first = state.end === null;
  if (first) facts.oomKilled = wasKilled(facts) && store.oomKilled(state.id);
  state.ended ??= time;
  state.end = judge(record);
  // Before it leaves: it may be forgotten then, and that is the last that is told of it.
  store.touch(record);
  if (first) leave(store, record, time);
}

function leave(store: Store, record: ProcessRecord, time: number): void {
  record.state.state = 'exited';
  record.state.condition = null;
  for (const thread of record.threads.values()) endWithProcess(store, thread, time);
  slotLeft(store, record, time);
  settleRun(store, record.run, time);
  pruneAround(store, record);
}

/** Judges an end again after one more fact of it was told. */
export function judgeAgain(store: Store, record: ProcessRecord): void {
  if (!record.state.end) return;
  record.state.end = judge(record);
  store.touch(record);
}

/** The process lives after all: its agent is back, or another program took its place in the same process. Its run is up to `runLives`. */
export function revive(record: ProcessRecord): void {
  record.facts.source = Source.nobody;
  record.facts.outcome = null;
  record.facts.lastWords = null;
  record.facts.oomKilled = false;
  record.state.end = null;
  record.state.ended = null;
  record.state.state = 'online';
}

function judge({ facts, agent, history }: ProcessRecord): End {
  const outcome = outcomeOf(facts);
  const error = outcome.code === 0 ? null : facts.uncaught;
  const why = judgeWhy(facts, outcome, agent !== null);
  return { how: judgeHow(facts, outcome), ...outcome, error, why, before: history };
}

/** Who could not see how it ended knows less than its own last words. */
function outcomeOf({ outcome, lastWords }: EndFacts): Outcome {
  return outcome && !isUnknown(outcome) ? outcome : { code: lastWords, signal: null };
}

function judgeWhy(facts: EndFacts, outcome: Outcome, isNode: boolean): End['why'] {
  if (facts.notStarted) return 'not-started';
  if (facts.aborted) return 'abort';
  if (wasAsked(facts)) return null;
  if (isNode && isAbort(facts, outcome)) return 'fatal';
  if (facts.oomKilled && wasKilled(facts)) return 'killed-by-kernel';
  return isNodeCode(facts, outcome) ? 'node-code' : null;
}

/** A program that ends with one of these codes by itself says last words. */
function isNodeCode({ voluntary, lastWords }: EndFacts, { code }: Outcome): boolean {
  return !voluntary && (code === UNSETTLED_AWAIT || (NODE_CODES.has(code) && lastWords === null));
}

/** Node itself aborts where V8's heap is full, and says so only on stderr: no event, no last words. */
function isAbort({ lastWords }: EndFacts, { code, signal }: Outcome): boolean {
  return signal === 'SIGABRT' || (code === ABORTED && lastWords === null);
}

/** By a signal that cannot be caught and that nobody of the run is known to have sent; or it was gone without a word. */
function wasKilled(facts: EndFacts): boolean {
  const outcome = outcomeOf(facts);
  return !wasAsked(facts) && (isUnknown(outcome) || outcome.signal === 'SIGKILL');
}

function isUnknown({ code, signal }: Outcome): boolean {
  return code === null && signal === null;
}

function judgeHow(facts: EndFacts, { code, signal }: Outcome): End['how'] {
  const asked = wasAsked(facts);
  // A worker that disconnected, but had to be killed in the end, was asked.
  if (facts.voluntary && !(asked && signal !== null)) return 'voluntary';
  if (asked) return 'asked';
  if (code === 0) return 'exited';
  const known = facts.uncaught || facts.aborted || facts.oomKilled;
  return isUnknown({ code, signal }) && !known ? 'unknown' : 'crashed';
}

function wasAsked({ asks, outcome }: EndFacts): boolean {
  return asks.some(({ signal }) => asksToEnd(signal) || (signal === outcome?.signal && signal !== null));
}

/** Somebody sent this process a signal on purpose, at `time` ms. */
export function askProcess(store: Store, record: ProcessRecord, signal: string, time: number): void {
  record.facts.asks.push({ signal, time });
  note(store, record, time, 'signal', signal);
  judgeAgain(store, record);
  if (asksToEnd(signal)) slotLeaving(store, record, time);
}

/** The process is leaving its cluster by itself. */
export function leaveVoluntarily(store: Store, record: ProcessRecord, time: number): void {
  if (record.facts.voluntary) return;
  record.facts.voluntary = true;
  judgeAgain(store, record);
  slotLeaving(store, record, time);
}

/**
 * A kill seen in some process. It may be told after the end that it caused, which another process tells of.
 * @param pid as given to `process.kill`: negative for a group.
 */
export function killSeen(store: Store, pid: number, signal: string, time: number): void {
  const wanted = Math.abs(pid);
  for (const record of store.processes.values()) {
    if (record.state.pid !== wanted) continue;
    if (record.state.ended !== null && record.state.ended < time) continue;
    if (record.state.started > time) continue;
    askProcess(store, record, signal, time);
    if (pid < 0) for (const child of record.children) askGroup(store, child, signal, time);
  }
}

/** A process group cannot be seen from here; the descendants are in it unless they were detached. */
function askGroup(store: Store, record: ProcessRecord, signal: string, time: number): void {
  if (record.state.ended !== null) return;
  askProcess(store, record, signal, time);
  for (const child of record.children) askGroup(store, child, signal, time);
}

/** An error nobody caught; it becomes part of the end if the end is one with another code than 0. */
export function uncaught(store: Store, record: ProcessRecord | ThreadRecord, error: ErrorInfo): void {
  if (record.kind === 'process') {
    record.facts.uncaught = error;
    judgeAgain(store, record);
    return;
  }
  record.error ??= error;
  const { end } = record.state;
  if (end?.how !== 'crashed' && end?.why !== 'process-ended') return;
  record.state.end = crashOf(record, end.code);
  store.touch(record);
}

/** Last words, with the code that the end will have. */
export function spoke(store: Store, record: ProcessRecord | ThreadRecord, code: number): void {
  if (record.kind === 'thread') {
    record.lastWords = code;
    return;
  }
  record.facts.lastWords = code;
  judgeAgain(store, record);
}

/** What was told of an error before does not count: a handler of the program's took it. */
export function survived(store: Store, record: ProcessRecord): void {
  record.facts.uncaught = null;
  judgeAgain(store, record);
}

/** The process is about to abort, because the program said so. */
export function aborts(store: Store, record: ProcessRecord): void {
  record.facts.aborted = true;
  judgeAgain(store, record);
}

/** A thread ended by itself or by `terminate()`. */
export function endThread(store: Store, record: ThreadRecord, code: number, asked: boolean, time: number): void {
  const how = asked ? 'asked' : 'exited';
  const end = { how, code, signal: null, error: null, why: null, before: record.history } as const;
  closeThread(store, record, asked || code === 0 ? end : crashOf(record, code), time);
}

/** A thread does not outlive its process; a crash of the process is not the thread's own, but where it began here. */
function endWithProcess(store: Store, record: ThreadRecord, time: number): void {
  const processHow = record.process.state.end?.how ?? 'unknown';
  const how = processHow === 'crashed' ? 'unknown' : processHow;
  const end = { how, code: null, signal: null, error: null, why: 'process-ended', before: record.history } as const;
  closeThread(store, record, record.error ? crashOf(record, null) : end, time);
}

function crashOf({ error, history }: ThreadRecord, code: number | null): End {
  const why = error?.code === THREAD_OUT_OF_MEMORY ? 'resource-limits' : null;
  return { how: 'crashed', code, signal: null, error, why, before: history };
}

function closeThread(store: Store, record: ThreadRecord, end: End, time: number): void {
  const { state } = record;
  // What its creator says is better than that its process is gone.
  if (state.end && state.end.code !== null) return;
  state.end = end;
  state.ended ??= time;
  state.state = 'exited';
  state.condition = null;
  store.touch(record);
  pruneThreads(store, record.process);
}
