// The processes and threads of a run as the threads of a debug session, each with a number of its own.
import { type ProcessState, type ThreadState, targetId } from '../protocol/viewer';
import type { Model } from '../viewer/model';
import { processRow, threadRow } from './names';
import type { Translate } from './texts';

export interface Row {
  id: number;
  name: string;
}

/** Numbers of rows that came and went. */
export interface RowChanges {
  started: number[];
  exited: number[];
}

/** Threads that live, by the target that made them. */
type LiveThreads = Map<string, ThreadState[]>;

export class RunRows {
  readonly #model: Model;
  readonly #run: string;
  readonly #t: Translate;
  readonly #numbers = new Map<string, number>();
  readonly #targets: string[] = [];
  #shown = new Set<number>();

  constructor(model: Model, run: string, t: Translate) {
    this.#model = model;
    this.#run = run;
    this.#t = t;
  }

  /** What lives now and has no debugger on it, each process before its threads and children. */
  list(): Row[] {
    const threads = this.#liveThreads();
    return this.#model.rootsOf(this.#run).flatMap((root) => this.#processRows(root, threads));
  }

  /** The target that a row stands for. */
  target(id: number): string | undefined {
    return this.#targets[id - 1];
  }

  /** Compares with the rows that were there at the last call. */
  update(): RowChanges {
    const now = new Set(this.list().map((row) => row.id));
    const started = [...now].filter((id) => !this.#shown.has(id));
    const exited = [...this.#shown].filter((id) => !now.has(id));
    this.#shown = now;
    return { started, exited };
  }

  #liveThreads(): LiveThreads {
    const live: LiveThreads = new Map();
    for (const thread of this.#model.threads.values()) {
      if (thread.state === 'exited') continue;
      const creator = targetId(thread.process, thread.creator);
      live.set(creator, [...(live.get(creator) ?? []), thread]);
    }
    return live;
  }

  #processRows(process: ProcessState, threads: LiveThreads): Row[] {
    const own = isListed(process) ? [this.#row(process.id, processRow(process, this.#t))] : [];
    const children = this.#model.childrenOf(process.id).flatMap((child) => this.#processRows(child, threads));
    return [...own, ...this.#threadRows(process.id, threads), ...children];
  }

  #threadRows(creator: string, threads: LiveThreads): Row[] {
    return (threads.get(creator) ?? []).flatMap((thread) => [
      ...(isListed(thread) ? [this.#row(thread.id, threadRow(this.#model, thread, this.#t))] : []),
      ...this.#threadRows(thread.id, threads),
    ]);
  }

  #row(target: string, name: string): Row {
    const id = this.#numbers.get(target) ?? this.#targets.push(target);
    this.#numbers.set(target, id);
    return { id, name };
  }
}

/** An attached target has a session and a row of its own beside these. */
function isListed(target: ProcessState | ThreadState): boolean {
  return target.state !== 'exited' && !target.inspector.attached;
}
