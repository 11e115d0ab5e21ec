// What the hub judges the condition of living targets from, and what it found.
import type { Condition } from '../../protocol/viewer';
import type { ProcessRecord, ThreadRecord } from './records';
import type { Store } from './store';

/** A living target of which a heartbeat is expected while its run is watched. */
export interface Judged {
  id: string;
  pid: number;
  /** Its `threadId`; 0 for a main thread. */
  thread: number;
  /** When its creator had made it, in ms; null of a main thread, and where the creator did not say. */
  created: number | null;
  /** When it began, in ms. */
  started: number;
  /** A thread that is not connected may be about to be. */
  connected: boolean;
  /** It waits before its first line. */
  held: boolean;
  /** The program opened its inspector itself: a debugger may be there that the hub does not know of. */
  ownInspector: boolean;
}

/** Those of all runs that are meant. */
export function judgedTargets(store: Store, isMeant: (run: string) => boolean): Judged[] {
  const meant = new Set([...store.runs.keys()].filter(isMeant));
  const processes = [...store.processes.values()].filter(
    ({ run, state }) => state.ended === null && state.connected && meant.has(run.state.id),
  );
  return processes.flatMap((process) => [process, ...process.threads.values()].filter(isExpected).map(judged));
}

function isExpected({ state }: ProcessRecord | ThreadRecord): boolean {
  return state.ended === null && (state.connected || state.notObserved === null);
}

function judged(record: ProcessRecord | ThreadRecord): Judged {
  const { id, started, connected, inspector } = record.state;
  const isThread = record.kind === 'thread';
  return {
    id,
    pid: (isThread ? record.process : record).state.pid!,
    thread: isThread ? record.state.thread : 0,
    created: isThread && record.told && !record.state.late ? started : null,
    started,
    connected,
    held: inspector.held !== null,
    ownInspector: inspector.state === 'program',
  };
}

/** It was found to be so, or to be as it should. What it is already, it is since it was found so first. */
export function conditionIs(store: Store, record: ProcessRecord | ThreadRecord, condition: Condition | null): void {
  const before = record.state.condition;
  if (before?.is === condition?.is && before?.on === condition?.on) return;
  if (record.state.ended !== null && condition !== null) return;
  record.state.condition = condition;
  store.touch(record);
}
