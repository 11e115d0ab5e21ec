// How many crashed since a person last looked. Knows the model, not the editor.
import type { Change, ProcessState, ThreadState } from '../protocol/viewer';
import type { Model } from '../viewer/model';
import { isFailure } from './crash-watch';

export class CrashCount {
  readonly #model: Model;
  /** What had failed when the person last looked. */
  #seen: ReadonlySet<string> = new Set();
  /** What failed, as of when it was last counted. */
  #failed: ReadonlySet<string> = new Set();

  constructor(model: Model) {
    this.#model = model;
  }

  /** What failed so far is no news any more. */
  look(): void {
    this.#seen = new Set(failuresOf(this.#model).map(({ id }) => id));
  }

  count(): number {
    this.#failed = new Set(counted(this.#model));
    return [...this.#failed].filter((id) => !this.#seen.has(id)).length;
  }

  /** Whether another number may come of a change. One that was taken for crashed may live after all. */
  mayMove(change: Change): boolean {
    if (change.kind === 'run' || change.kind === 'forgotten') return true;
    return 'end' in change.value && (change.value.end?.how === 'crashed' || this.#failed.has(change.value.id));
  }
}

/** Ids of what failed in the runs that go on, or else in the last one. */
function counted(model: Model): string[] {
  const runs = [...model.runs.values()].sort((a, b) => b.started - a.started);
  const live = runs.filter(({ state }) => state !== 'ended');
  const meant = new Set((live.length > 0 ? live : runs.slice(0, 1)).map(({ id }) => id));
  return failuresOf(model)
    .filter((each) => meant.has(runOf(model, each) ?? ''))
    .map(({ id }) => id);
}

function failuresOf(model: Model): (ProcessState | ThreadState)[] {
  const processes = model.shownProcesses();
  const shown = new Set(processes.map(({ id }) => id));
  const threads = [...model.threads.values()].filter(({ process }) => shown.has(process));
  return [...processes, ...threads].filter(isFailure);
}

function runOf(model: Model, each: ProcessState | ThreadState): string | undefined {
  return 'thread' in each ? model.processes.get(each.process)?.run : each.run;
}
