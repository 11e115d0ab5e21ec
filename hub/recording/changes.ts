// Which run's recording a change of the model belongs to, and whether it is worth a line there.
import type { Change } from '../../protocol/viewer';

type Told = Exclude<Change, { kind: 'forgotten' }>;
type State = Told['value'];

interface Known {
  run: string;
  value: State;
}

/** What the model knows of: by kind and id, as it was told last. */
export class ModelChanges {
  readonly #runOfProcess: (process: string) => string | undefined;
  readonly #known = new Map<string, Known>();

  constructor(runOfProcess: (process: string) => string | undefined) {
    this.#runOfProcess = runOfProcess;
  }

  /** By run, the changes that tell more than totals of messages. */
  sort(changes: readonly Change[]): Map<string, Change[]> {
    const sorted = new Map<string, Change[]>();
    for (const change of changes) {
      const run = change.kind === 'forgotten' ? this.#forget(change) : this.#take(change);
      if (run === null) continue;
      const ofRun = sorted.get(run);
      if (ofRun) ofRun.push(change);
      else sorted.set(run, [change]);
    }
    return sorted;
  }

  #forget({ of, id }: Extract<Change, { kind: 'forgotten' }>): string | null {
    const key = `${of} ${id}`;
    const run = this.#known.get(key)?.run ?? null;
    this.#known.delete(key);
    return run;
  }

  #take(change: Told): string | null {
    const key = `${change.kind} ${change.value.id}`;
    const run = this.#runOf(change);
    if (run === null) return null;
    const before = this.#known.get(key);
    this.#known.set(key, { run, value: change.value });
    return before?.run === run && isSame(before.value, change.value) ? null : run;
  }

  #runOf(change: Told): string | null {
    switch (change.kind) {
      case 'run':
        return change.value.id;
      case 'process':
        return change.value.run;
      case 'thread':
        return this.#runOfProcess(change.value.process) ?? null;
      case 'slot':
        return this.#runOfProcess(change.value.primary) ?? null;
    }
  }
}

/** But for the totals of messages. What states hold is replaced when it changes, never changed. */
function isSame(before: State, after: State): boolean {
  const [old, now] = [before, after] as unknown as Record<string, unknown>[];
  const keys = Object.keys(now!);
  return keys.length === Object.keys(old!).length && keys.every((key) => key === 'messages' || old![key] === now![key]);
}
