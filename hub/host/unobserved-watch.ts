// Finds out why a process of a run has no agent, and finds Node processes that nobody told of: those that something
// which is not Node started without what brings the agent, as `sh -c 'env -i node app.js'`.
// Only while somebody watches; each look costs a read of a small file for each process of the host.
import type { NotObserved } from '../../protocol/agent';
import type { Clock, Timer } from '../clock';
import type { AgentLess, Found } from '../model/model';
import type { HostProcess } from './host-processes';
import { type Place, reasonOf, reportsElsewhere, runsNode } from './unobserved-reason';

/** How long a process may be silent until its reason is looked for, in ms. */
export const PATIENCE = 2000;
/** How often to look at most, in ms: ever less often while nothing new is spawned. */
const SELDOM = 16_000;
/** How long one may be silent for which no reason is found: it may be slow, or stopped, in ms. */
export const LONG_PATIENCE = 15_000;

const UNKNOWN: NotObserved = { reason: 'unknown', detail: null };

export interface UnobservedWatchNeeds {
  /** Whether somebody wants to know. */
  isWatched(): boolean;
  withoutAgent(): AgentLess[];
  isObserved(pid: number): boolean;
  readProcess(pid: number): HostProcess | null;
  childrenByParent(): Map<number, number[]>;
  /** Why the process of this id has no agent. */
  explain(id: string, why: NotObserved): void;
  found(found: Found): void;
}

export class UnobservedWatch {
  readonly #clock: Clock;
  readonly #hub: Place;
  readonly #needs: UnobservedWatchNeeds;
  /** When a process that nobody told of was seen first, by its pid. */
  #firstSeen = new Map<number, number>();
  #timer: Timer | null = null;
  #interval = PATIENCE;

  constructor(clock: Clock, hub: Place, needs: UnobservedWatchNeeds) {
    this.#clock = clock;
    this.#hub = hub;
    this.#needs = needs;
  }

  /** There may be somebody to look for: a process was spawned, or a viewer came. */
  wake(): void {
    if (this.#timer !== null && this.#interval === PATIENCE) return;
    this.stop();
    this.#interval = PATIENCE;
    this.#schedule();
  }

  stop(): void {
    if (this.#timer !== null) this.#clock.cancel(this.#timer);
    this.#timer = null;
  }

  #schedule(): void {
    if (!this.#needs.isWatched()) return;
    this.#timer = this.#clock.after(this.#interval, () => {
      this.#timer = null;
      const all = this.#needs.withoutAgent();
      this.#interval = this.#look(all) ? PATIENCE : Math.min(this.#interval * 2, SELDOM);
      if (all.length > 0) this.#schedule();
    });
  }

  /** Whether more may be known soon. */
  #look(all: AgentLess[]): boolean {
    const now = this.#clock.now();
    const open: boolean[] = [];
    for (const { id, pid, started, explained } of all) {
      if (id === null || explained) continue;
      open.push(this.#judge(pid, now - started, (why) => this.#needs.explain(id, why)));
    }
    const before = this.#firstSeen;
    this.#firstSeen = new Map();
    for (const { pid, below } of this.#strangers(all)) {
      const since = before.get(pid) ?? now;
      this.#firstSeen.set(pid, since);
      open.push(this.#judge(pid, now - since, (why, argv) => this.#needs.found({ pid, below, argv, why })));
    }
    return open.includes(true);
  }

  /**
   * @param age for how long it has been silent, in ms.
   * @returns whether its reason is still open.
   */
  #judge(pid: number, age: number, settle: (why: NotObserved, argv: string[]) => void): boolean {
    if (age < PATIENCE) return true;
    const process = this.#needs.readProcess(pid);
    if (process && (!runsNode(process) || reportsElsewhere(process, this.#hub))) return false;
    const why = (process && reasonOf(process, this.#hub)) ?? (age < LONG_PATIENCE ? null : UNKNOWN);
    if (why) settle(why, process?.argv ?? []);
    return why === null;
  }

  /** Node processes in or below those without an agent that the model does not know. */
  #strangers(all: AgentLess[]): { pid: number; below: number }[] {
    if (all.length === 0) return [];
    const children = this.#needs.childrenByParent();
    const known = new Set(all.map(({ pid }) => pid));
    const below = (pid: number): number[] =>
      (children.get(pid) ?? [])
        .filter((child) => !known.has(child) && !this.#needs.isObserved(child))
        .flatMap((child) => (this.#isNode(child) ? [child] : below(child)));
    return all.flatMap(({ id, pid }) => [
      ...(id === null && this.#isNode(pid) ? [{ pid, below: pid }] : []),
      ...below(pid).map((child) => ({ pid: child, below: pid })),
    ]);
  }

  #isNode(pid: number): boolean {
    const process = this.#needs.readProcess(pid);
    return process !== null && runsNode(process);
  }
}
