// A viewer's mirror of the hub's model: filled by a snapshot, kept by changes.
import type { Change, HubToViewer, ProcessState, RunState, SlotState, ThreadState } from '../protocol/viewer';
import { targetId } from '../protocol/viewer';

type Snapshot = Extract<HubToViewer, { type: 'snapshot' }>;

/** What a target id names: a process's main thread (`thread` is `null`), or one of its threads. */
export interface Target {
  process: ProcessState;
  thread: ThreadState | null;
}

/** Read-only to all but the connection that feeds it. */
export class Model {
  readonly runs: ReadonlyMap<string, RunState> = new Map();
  readonly processes: ReadonlyMap<string, ProcessState> = new Map();
  readonly threads: ReadonlyMap<string, ThreadState> = new Map();
  readonly slots: ReadonlyMap<string, SlotState> = new Map();

  /** Replaces all by a snapshot, and returns the changes that lead there from what was known. */
  reset(snapshot: Snapshot): Change[] {
    const next = changesTo(snapshot.runs, snapshot.processes, snapshot.threads, snapshot.slots);
    const changes = [...this.#forgetAllBut(next), ...next];
    this.apply(changes);
    return changes;
  }

  /** All that is known, as the changes that lead to it from nothing. */
  asChanges(): Change[] {
    return changesTo(this.runs.values(), this.processes.values(), this.threads.values(), this.slots.values());
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'forgotten') this.#map(change.of).delete(change.id);
      else this.#map(change.kind).set(change.value.id, change.value);
    }
  }

  /** All processes but the launchers that are folded away. */
  shownProcesses(): ProcessState[] {
    return [...this.processes.values()].filter((process) => !this.#isFolded(process));
  }

  /** Processes that a run began with: those without a known parent; in a launcher's place what it started. */
  rootsOf(run: string): ProcessState[] {
    const roots = [...this.processes.values()].filter((process) => process.run === run && process.parent === null);
    return this.#unfolded(roots.sort(byStart));
  }

  /** Processes that a process started, the oldest first; in a launcher's place what it started. */
  childrenOf(process: string): ProcessState[] {
    return this.#unfolded(this.#startedBy(process));
  }

  /** What a process stands beneath: its parent, or whoever started the launcher in between; `null` at the top of its run. */
  parentOf(process: ProcessState): ProcessState | null {
    const parent = process.parent === null ? undefined : this.processes.get(process.parent);
    if (!parent) return null;
    return this.#isFolded(parent) ? this.parentOf(parent) : parent;
  }

  slotsOf(primary: string): SlotState[] {
    return [...this.slots.values()].filter((slot) => slot.primary === primary).sort((a, b) => a.slot - b.slot);
  }

  /** Threads that a process's main thread made, the oldest first. */
  threadsOf(process: string): ThreadState[] {
    const own = [...this.threads.values()].filter((thread) => thread.process === process && thread.creator === 0);
    return own.sort(byNumber);
  }

  /** Threads that a thread made, the oldest first. */
  threadsUnder(thread: string): ThreadState[] {
    const own = [...this.threads.values()].filter(
      (child) => child.creator !== 0 && targetId(child.process, child.creator) === thread,
    );
    return own.sort(byNumber);
  }

  target(id: string): Target | undefined {
    const process = this.processes.get(id);
    if (process) return { process, thread: null };
    const thread = this.threads.get(id);
    const owner = thread && this.processes.get(thread.process);
    return owner && { process: owner, thread };
  }

  #startedBy(process: string): ProcessState[] {
    return [...this.processes.values()].filter((child) => child.parent === process).sort(byStart);
  }

  #unfolded(processes: ProcessState[]): ProcessState[] {
    return processes.flatMap((process) => (this.#isFolded(process) ? this.childrenOf(process.id) : [process]));
  }

  /** A launcher is not the program. One that failed before it started anything is all that there is to see. */
  #isFolded(process: ProcessState): boolean {
    if (process.launcher === null) return false;
    return process.end?.how !== 'crashed' || this.#startedBy(process.id).length > 0;
  }

  #map(kind: 'run' | 'process' | 'thread' | 'slot'): Map<string, unknown> {
    const maps = { run: this.runs, process: this.processes, thread: this.threads, slot: this.slots };
    return maps[kind] as Map<string, unknown>;
  }

  #forgetAllBut(next: readonly Change[]): Change[] {
    const kept = new Set(next.map((change) => change.kind !== 'forgotten' && `${change.kind} ${change.value.id}`));
    const kinds = ['run', 'process', 'thread', 'slot'] as const;
    return kinds.flatMap((of) =>
      [...this.#map(of).keys()]
        .filter((id) => !kept.has(`${of} ${id}`))
        .map((id): Change => ({ kind: 'forgotten', of, id })),
    );
  }
}

/** Not the order in which a viewer hears of them: of what changed last it hears last. */
function byStart(a: ProcessState, b: ProcessState): number {
  return a.started - b.started;
}

/** Threads are numbered as they are made. */
function byNumber(a: ThreadState, b: ThreadState): number {
  return a.thread - b.thread;
}

function changesTo(
  runs: Iterable<RunState>,
  processes: Iterable<ProcessState>,
  threads: Iterable<ThreadState>,
  slots: Iterable<SlotState>,
): Change[] {
  return [
    ...Array.from(runs, (value): Change => ({ kind: 'run', value })),
    ...Array.from(processes, (value): Change => ({ kind: 'process', value })),
    ...Array.from(threads, (value): Change => ({ kind: 'thread', value })),
    ...Array.from(slots, (value): Change => ({ kind: 'slot', value })),
  ];
}
