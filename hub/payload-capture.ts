// Whose messages are told with what they say, and which of them: what viewers asked for.
import type { AgentFilter, PayloadFilter } from '../protocol/agent';

interface Capture {
  viewer: object;
  /** Null: all of the run. */
  targets: ReadonlySet<string> | null;
  /** For those that are meant, and for all others of the run. */
  filters: { meant: AgentFilter; others: AgentFilter };
}

export class PayloadCapture {
  readonly #changed: () => void;
  /** By run: of two viewers the last one's word holds. */
  readonly #captures = new Map<string, Capture>();

  /** @param changed agents are to be told what is asked for now */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /**
   * @param targets of which what they send and receive is meant; null for all of the run
   * @param filter `null` for no more of this run
   */
  set(viewer: object, run: string, targets: readonly string[] | null, filter: PayloadFilter | null): void {
    if (filter)
      this.#captures.set(run, { viewer, targets: targets && new Set(targets), filters: filtersOf(filter, !targets) });
    else this.#captures.delete(run);
    this.#changed();
  }

  /** A viewer has gone, and with it what it asked for. */
  gone(viewer: object): void {
    const own = [...this.#captures].filter(([, capture]) => capture.viewer === viewer);
    for (const [run] of own) this.#captures.delete(run);
    if (own.length > 0) this.#changed();
  }

  /** Which messages of a target are meant; `null`: none. */
  filterOf(run: string | undefined, target: string | undefined): AgentFilter | null {
    const capture = run === undefined ? undefined : this.#captures.get(run);
    if (!capture || target === undefined) return null;
    const isMeant = capture.targets === null || capture.targets.has(target);
    return isMeant ? capture.filters.meant : capture.filters.others;
  }
}

/** Where all are meant, what was received was sent by one of them: once is enough. */
function filtersOf({ way, ...filter }: PayloadFilter, all: boolean): Capture['filters'] {
  const both: AgentFilter['ways'] = all ? ['received'] : ['sent', 'received'];
  // The other end of a message tells it too: else it is in no pair.
  return { meant: { ...filter, ways: way ? [way] : both }, others: { ...filter, ways: [] } };
}
