// The processes and threads of a run as the threads of a debug session, each with a number of its own.
import { type ProcessState, type ThreadState, targetId } from '../protocol/viewer';
import type { Model } from '../viewer/model';
import { processRow, threadRow } from './names';
import type { Translate } from './texts';

export interface Row {
  id: number;
  name: string;
}

/** Numbers of rows that came, or have another name now, and of those that went. */
export interface RowChanges {
  started: number[];
  exited: number[];
}

/** As many rows as a person can still look over, the attached ones among them, which stand beside these. */
export const MAX_ROWS = 64;

/** The row that stands for all that are folded away: the largest number that the protocol allows. */
export const FOLD_ROW = 2 ** 31 - 1;

/** Threads that live, by the target that made them. */
type LiveThreads = Map<string, ThreadState[]>;

export class RunRows {
  readonly #model: Model;
  #run: string;
  readonly #t: Translate;
  /** Of what has had a row and lives, both ways. */
  readonly #numbers = new Map<string, number>();
  readonly #targets = new Map<number, string>();
  /** The last that was given. None is given twice: a client may still ask about a row that has gone. */
  #last = 0;
  #shown = new Map<number, string>();

  constructor(model: Model, run: string, t: Translate) {
    this.#model = model;
    this.#run = run;
    this.#t = t;
  }

  /** Another run takes the place of the one before. */
  follow(run: string): void {
    this.#run = run;
  }

  /**
   * What lives now and has no debugger on it, each process before its threads and children; at most {@link MAX_ROWS},
   * the last of which stands for the rest.
   */
  list(): Row[] {
    this.#prune();
    const threads = this.#liveThreads();
    const all = this.#model.rootsOf(this.#run).flatMap((root) => this.#processRows(root, threads));
    return this.#folded(all, MAX_ROWS - this.#attached());
  }

  /** The target that a row stands for; none for {@link FOLD_ROW}, and none once it has ended. */
  target(id: number): string | undefined {
    const target = this.#targets.get(id);
    return target !== undefined && this.#lives(target) ? target : undefined;
  }

  /** Compares with the rows that were there at the last call. */
  update(): RowChanges {
    const now = new Map(this.list().map(({ id, name }) => [id, name]));
    const before = this.#shown;
    this.#shown = now;
    return {
      started: [...now.keys()].filter((id) => before.get(id) !== now.get(id)),
      exited: [...before.keys()].filter((id) => !now.has(id)),
    };
  }

  /** What has ended is let go of: a program may make threads for as long as it runs. */
  #prune(): void {
    for (const [target, id] of this.#numbers) {
      if (this.#lives(target)) continue;
      this.#numbers.delete(target);
      this.#targets.delete(id);
    }
  }

  #lives(id: string): boolean {
    const target = this.#model.target(id);
    return target !== undefined && (target.thread ?? target.process).state !== 'exited';
  }

  #folded(rows: Row[], room: number): Row[] {
    if (rows.length <= room) return rows;
    const inTheOpen = rows.slice(0, Math.max(0, room - 1));
    const name = this.#t('… {0} more: see the view Workers', rows.length - inTheOpen.length);
    return [...inTheOpen, { id: FOLD_ROW, name }];
  }

  #attached(): number {
    const { processes, threads } = this.#model;
    const ofRun = (process: string) => processes.get(process)?.run === this.#run;
    const attached = (target: ProcessState | ThreadState) => target.state !== 'exited' && target.inspector.attached;
    return (
      [...processes.values()].filter((process) => ofRun(process.id) && attached(process)).length +
      [...threads.values()].filter((thread) => ofRun(thread.process) && attached(thread)).length
    );
  }

  #liveThreads(): LiveThreads {
    const live: LiveThreads = new Map();
    for (const thread of this.#model.threads.values()) {
      if (thread.state === 'exited') continue;
      const creator = targetId(thread.process, thread.creator);
      const siblings = live.get(creator);
      if (siblings) siblings.push(thread);
      else live.set(creator, [thread]);
    }
    return live;
  }

  #processRows(process: ProcessState, threads: LiveThreads): Row[] {
    const own = isListed(process) ? [this.#row(process.id, processRow(process, this.#t))] : [];
    const children = this.#model.childrenOf(process.id).flatMap((child) => this.#processRows(child, threads));
    return [...own, ...this.#threadRows(process.id, threads), ...children];
  }

  #threadRows(creator: string, threads: LiveThreads): Row[] {
    // In the order in which they were made.
    const own = (threads.get(creator) ?? []).sort((a, b) => a.thread - b.thread);
    return own.flatMap((thread) => [
      ...(isListed(thread) ? [this.#row(thread.id, threadRow(this.#model, thread, this.#t))] : []),
      ...this.#threadRows(thread.id, threads),
    ]);
  }

  #row(target: string, name: string): Row {
    return { id: this.#numbers.get(target) ?? this.#give(target), name };
  }

  #give(target: string): number {
    const id = ++this.#last;
    this.#numbers.set(target, id);
    this.#targets.set(id, target);
    return id;
  }
}

/** An attached target has a session and a row of its own beside these. */
function isListed(target: ProcessState | ThreadState): boolean {
  return target.state !== 'exited' && !target.inspector.attached;
}
