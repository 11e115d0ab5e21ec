// A viewer's mirror of the hub's model: filled by a snapshot, kept by changes.
import type { Change, HubToViewer, ProcessState, RunState, SlotState, ThreadState } from '../protocol/viewer';
import { targetId } from '../protocol/viewer';
import { ByOwner } from './by-owner';

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
  /** By parent; those without one by their run. Ids of runs and of processes are never equal. */
  readonly #processesUnder = new ByOwner<ProcessState>(({ parent, run }) => parent ?? run, byStart);
  /** By the target that made them. */
  readonly #threadsUnder = new ByOwner<ThreadState>(({ process, creator }) => targetId(process, creator), byNumber);
  readonly #threadsIn = new ByOwner<ThreadState>(({ process }) => process, byNumber);
  readonly #slotsUnder = new ByOwner<SlotState>(({ primary }) => primary, bySlot);

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
      if (change.kind === 'forgotten') {
        this.#map(change.of).delete(change.id);
        for (const group of this.#groupsOf(change.of)) group.delete(change.id);
      } else {
        this.#map(change.kind).set(change.value.id, change.value);
        for (const group of this.#groupsOf(change.kind)) group.set(change.value);
      }
    }
  }

  /** All processes but the launchers that are folded away. */
  shownProcesses(): ProcessState[] {
    return [...this.processes.values()].filter((process) => !this.isFolded(process));
  }

  /** Processes that a run began with: those without a known parent; in a launcher's place what it started. */
  rootsOf(run: string): readonly ProcessState[] {
    return this.#unfolded(this.#processesUnder.of(run));
  }

  /** Processes that a process started, the oldest first; in a launcher's place what it started. */
  childrenOf(process: string): readonly ProcessState[] {
    return this.#unfolded(this.#processesUnder.of(process));
  }

  /** What a process stands beneath: its parent, or whoever started the launcher in between; `null` at the top of its run. */
  parentOf(process: ProcessState): ProcessState | null {
    const parent = process.parent === null ? undefined : this.processes.get(process.parent);
    if (!parent) return null;
    return this.isFolded(parent) ? this.parentOf(parent) : parent;
  }

  slotsOf(primary: string): readonly SlotState[] {
    return this.#slotsUnder.of(primary);
  }

  /** Threads that a process's main thread made, the oldest first. */
  threadsOf(process: string): readonly ThreadState[] {
    return this.#threadsUnder.of(process);
  }

  /** Threads that a thread made, the oldest first. */
  threadsUnder(thread: string): readonly ThreadState[] {
    return this.#threadsUnder.of(thread);
  }

  /** All threads of a process, whichever of its threads made them. */
  threadsIn(process: string): readonly ThreadState[] {
    return this.#threadsIn.of(process);
  }

  target(id: string): Target | undefined {
    const process = this.processes.get(id);
    if (process) return { process, thread: null };
    const thread = this.threads.get(id);
    const owner = thread && this.processes.get(thread.process);
    return owner && { process: owner, thread };
  }

  /** A launcher is not the program. One that failed before it started anything is all that there is to see. */
  isFolded(process: ProcessState): boolean {
    if (process.launcher === null) return false;
    return process.end?.how !== 'crashed' || this.#processesUnder.of(process.id).length > 0;
  }

  #unfolded(processes: readonly ProcessState[]): readonly ProcessState[] {
    if (!processes.some((process) => this.isFolded(process))) return processes;
    return processes.flatMap((process) => (this.isFolded(process) ? this.childrenOf(process.id) : [process]));
  }

  #map(kind: 'run' | 'process' | 'thread' | 'slot'): Map<string, unknown> {
    const maps = { run: this.runs, process: this.processes, thread: this.threads, slot: this.slots };
    return maps[kind] as Map<string, unknown>;
  }

  #groupsOf(kind: 'run' | 'process' | 'thread' | 'slot'): ByOwner<RunState | ProcessState | ThreadState | SlotState>[] {
    const groups = {
      run: [],
      process: [this.#processesUnder],
      thread: [this.#threadsUnder, this.#threadsIn],
      slot: [this.#slotsUnder],
    };
    return groups[kind] as ByOwner<RunState | ProcessState | ThreadState | SlotState>[];
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

function bySlot(a: SlotState, b: SlotState): number {
  return a.slot - b.slot;
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
