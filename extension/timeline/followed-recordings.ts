// Follows the recordings of the runs whose timelines are open, over the one link of this window.
import type { HubLink } from '../../viewer/hub-link';

/** Who takes a run's recording. */
export interface Follower {
  readonly run: string;
  /** A recording follows from its start; what was told before is of another one. */
  begin(): void;
  /** Whole lines. `gap`: older ones were dropped before them. */
  take(lines: string, gap: boolean): void;
}

export type RecordingsLink = Pick<
  HubLink,
  'model' | 'state' | 'request' | 'onDidRecord' | 'onDidChange' | 'onDidChangeState'
>;

export class FollowedRecordings {
  readonly #link: RecordingsLink;
  readonly #report: (error: Error) => void;
  readonly #wanted = new Set<Follower>();
  /** Those that the hub was asked for, by run. */
  #asked = new Map<string, Follower>();
  #isAsking = false;
  readonly #listeners: { dispose(): void }[];

  /** @param report is told where the hub can't */
  constructor(link: RecordingsLink, report: (error: Error) => void) {
    this.#link = link;
    this.#report = report;
    this.#listeners = [
      link.onDidRecord(({ run, lines, gap }) => this.#asked.get(run)?.take(lines, gap === true)),
      link.onDidChangeState(({ state }) => state === 'connected' && this.#beginAnew()),
      // A hub that took another's place knows of a run only when its agents are there again.
      link.onDidChange((changes) => {
        if (this.#wanted.size > 0 && changes.some(({ kind }) => kind === 'run')) this.#ask();
      }),
    ];
  }

  /** Follows a run until what is given back is disposed. */
  follow(follower: Follower): { dispose(): void } {
    this.#wanted.add(follower);
    this.#ask();
    return {
      dispose: () => {
        this.#wanted.delete(follower);
        this.#ask();
      },
    };
  }

  dispose(): void {
    this.#wanted.clear();
    for (const listener of this.#listeners) listener.dispose();
  }

  /** Another connection, and perhaps another hub, knows nothing of what was asked. */
  #beginAnew(): void {
    for (const follower of this.#asked.values()) follower.begin();
    this.#asked = new Map();
    this.#ask();
  }

  #ask(): void {
    if (this.#isAsking || this.#link.state !== 'connected') return;
    this.#isAsking = true;
    // A hub that goes before it answers is followed by another, which is asked again.
    this.#askUntilTold().catch((error: Error) => this.#link.state === 'connected' && this.#report(error));
  }

  async #askUntilTold(): Promise<void> {
    try {
      for (let next = this.#next(); !isSame(next, this.#asked); next = this.#next()) {
        this.#asked = next;
        await this.#link.request({ type: 'followRecordings', runs: [...next.keys()] });
      }
    } finally {
      this.#isAsking = false;
    }
  }

  /** A run that another follows now is first left out: only then it is told from its start. */
  #next(): Map<string, Follower> {
    const known = [...this.#wanted].filter(({ run }) => this.#link.model.runs.has(run));
    const fitting = known.filter((each) => (this.#asked.get(each.run) ?? each) === each);
    return new Map(fitting.map((each) => [each.run, each]));
  }
}

function isSame(a: ReadonlyMap<string, Follower>, b: ReadonlyMap<string, Follower>): boolean {
  return a.size === b.size && [...a].every(([run, follower]) => b.get(run) === follower);
}
