// How processes and threads end, judged from all that was told of it; the pieces come in any order.
import type { ErrorInfo } from '../../protocol/agent';
import type { End } from '../../protocol/viewer';
import { type EndFacts, type Outcome, type ProcessRecord, Source, type ThreadRecord, unknownEnd } from './records';
import { pruneAround, pruneThreads } from './retention';
import { settleRun } from './runs';
import { asksToEnd } from './signals';
import { slotLeaving, slotLeft } from './slots';
import type { Store } from './store';

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
  state.end = judge(facts);
  if (first) leave(store, record, time);
  store.touch(record);
}

function leave(store: Store, record: ProcessRecord, time: number): void {
  record.state.state = 'exited';
  record.state.ended = time;
  for (const thread of record.threads.values()) endWithProcess(store, thread, time);
  slotLeft(store, record, time);
  settleRun(store, record.run, time);
  pruneAround(store, record);
}

/** Judges an end again after one more fact of it was told. */
export function judgeAgain(store: Store, record: ProcessRecord): void {
  if (!record.state.end) return;
  record.state.end = judge(record.facts);
  store.touch(record);
}

/** The process lives after all: its agent is back, or another program took its place in the same process. */
export function revive(record: ProcessRecord): void {
  record.facts.source = Source.nobody;
  record.facts.outcome = null;
  record.facts.lastWords = null;
  record.state.end = null;
  record.state.ended = null;
  record.state.state = 'online';
  record.run.state.ended = null;
  record.run.state.state = 'running';
}

function judge(facts: EndFacts): End {
  const outcome = facts.outcome ?? { code: null, signal: null };
  const error = outcome.code === 0 ? null : facts.uncaught;
  return { how: judgeHow(facts, outcome), ...outcome, error };
}

function judgeHow(facts: EndFacts, { code, signal }: Outcome): End['how'] {
  const asked = wasAsked(facts);
  // A worker that disconnected, but had to be killed in the end, was asked.
  if (facts.voluntary && !(asked && signal !== null)) return 'voluntary';
  if (asked) return 'asked';
  if (code === 0) return 'exited';
  return code === null && signal === null && !facts.uncaught ? 'unknown' : 'crashed';
}

function wasAsked({ asks, outcome }: EndFacts): boolean {
  return asks.some(({ signal }) => asksToEnd(signal) || (signal === outcome?.signal && signal !== null));
}

/** Somebody sent this process a signal on purpose, at `time` ms. */
export function askProcess(store: Store, record: ProcessRecord, signal: string, time: number): void {
  record.facts.asks.push({ signal, time });
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
  if (end?.how !== 'crashed') return;
  record.state.end = { ...end, error: record.error };
  store.touch(record);
}

/** A thread ended by itself or by `terminate()`. */
export function endThread(store: Store, record: ThreadRecord, code: number, asked: boolean, time: number): void {
  const how = asked ? 'asked' : code === 0 ? 'exited' : 'crashed';
  closeThread(store, record, { how, code, signal: null, error: how === 'crashed' ? record.error : null }, time);
}

/** A thread does not outlive its process; a crash of the process is not the thread's own. */
function endWithProcess(store: Store, record: ThreadRecord, time: number): void {
  const how = record.process.state.end?.how ?? 'unknown';
  closeThread(store, record, { ...unknownEnd(), how: how === 'crashed' ? 'unknown' : how }, time);
}

function closeThread(store: Store, record: ThreadRecord, end: End, time: number): void {
  const { state } = record;
  // What its creator says is better than that its process is gone.
  if (state.end && state.end.code !== null) return;
  state.end = end;
  state.ended ??= time;
  state.state = 'exited';
  store.touch(record);
  pruneThreads(store, record.process);
}
