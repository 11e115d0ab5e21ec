// Follows one run in the hub's model, and tells when its first process is there and when it has ended.
import { constants } from 'node:os';
import type { ProcessState } from '../protocol/viewer';
import { type Disposable, Emitter } from '../viewer/emitter';
import type { HubLink } from '../viewer/hub-link';

/** How long a program may take until its agent says hello, in ms. */
export const HELLO_DEADLINE = 15_000;

export class RunWatch implements Disposable {
  readonly #link: HubLink;
  readonly #run: string;
  readonly #listener: Disposable;
  readonly #changed = new Emitter<void>();
  readonly #rootSeen = new Emitter<ProcessState>();
  readonly #rootEnded = new Emitter<ProcessState>();
  #root: ProcessState | undefined;
  #deadline: NodeJS.Timeout | undefined;

  /** Anything at all changed; it may be in another run. */
  readonly onDidChange = this.#changed.event;
  readonly onDidSeeRoot = this.#rootSeen.event;
  readonly onDidEndRoot = this.#rootEnded.event;

  constructor(link: HubLink, run: string) {
    this.#link = link;
    this.#run = run;
    this.#listener = link.onDidChange(() => this.#look());
  }

  /** The run's first process, once its agent said hello. */
  get root(): ProcessState | undefined {
    return this.#root;
  }

  /** Calls back if the first process has not been seen within {@link HELLO_DEADLINE} from now. */
  expectRoot(onMissing: () => void): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => {
      if (!this.#current()) onMissing();
    }, HELLO_DEADLINE);
  }

  /** Waits until the first process is seen, or the time in ms has passed. */
  seen(within: number): Promise<void> {
    if (this.#root) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(deadline);
        listener.dispose();
        resolve();
      };
      const deadline = setTimeout(settle, within);
      const listener = this.onDidSeeRoot(settle);
    });
  }

  dispose(): void {
    clearTimeout(this.#deadline);
    this.#listener.dispose();
    for (const emitter of [this.#changed, this.#rootSeen, this.#rootEnded]) emitter.clear();
  }

  #look(): void {
    const before = this.#root;
    const now = this.#current();
    if (now) this.#root = now;
    if (now && !before) this.#rootSeen.fire(now);
    this.#changed.fire();
    if (now?.state === 'exited' && before?.state !== 'exited') this.#rootEnded.fire(now);
  }

  #current(): ProcessState | undefined {
    const root = this.#link.model.runs.get(this.#run)?.root;
    return root ? this.#link.model.processes.get(root) : undefined;
  }
}

/** The exit status that a shell would show; `undefined` where nobody knows. */
export function exitStatus(end: { code: number | null; signal: string | null } | null): number | undefined {
  if (end?.signal) return 128 + (constants.signals[end.signal as NodeJS.Signals] ?? 0);
  return end?.code ?? undefined;
}
