// How the targets of watched runs are. What agents measure while somebody watches is their heartbeat: the system is asked
// only of those whose heartbeat is overdue, and of those whose loop answers late.
import type { Figures } from '../../protocol/agent';
import type { Condition } from '../../protocol/viewer';
import type { Clock, Timer } from '../clock';
import { FIGURES_INTERVAL } from '../figures-watch';
import type { Task, Tasks } from '../host/tasks';
import type { Judged } from '../model/model';
import { findTasks } from './find-tasks';
import { type Pause, Pulse } from './pulse';

/** How often to look whether a heartbeat is overdue, in ms. */
export const LOOK_INTERVAL = 250;
/** How long a heartbeat may be overdue, in ms: whoever waits for an answer turns away after a second, and garbage collections are over. */
export const OVERDUE = 1000;
/** Overdue for so long, in ms, the system is asked a first time: what CPU was used is known only from two looks. */
const SUSPECT = 500;
/** Between two looks at a target, in ms: the system counts CPU in ticks of 10 ms. */
const BETWEEN = 500;
/** A look of the hub's own that comes later than this, in ms, was held up: it was stopped, or the host slept. */
export const HUB_LATE = 500;
/** So many targets at most are looked at at once, at about 0.05 ms each; the others' turn is next. */
const BATCH = 200;
/** In so many processes at most threads are searched for at once, at about 0.3 ms each. */
const SEARCHED = 50;
/** A thread connects this long after its start, in ms, … */
const THREAD_CONNECTS = 250;
/** … and tries again so late at the latest, in ms, where it could not at first. */
const THREAD_RETRIES = 5000;

export interface ConditionsNeeds {
  clock: Clock;
  tasks: Tasks;
  /** Whether somebody watches any run. */
  isWatched(): boolean;
  /** The targets of watched runs. */
  judged(): Judged[];
  /** A target was found to be so, or to be as it should. */
  tell(target: string, condition: Condition | null): void;
}

interface Due {
  target: Judged;
  pulse: Pulse;
}

export class Conditions {
  readonly #needs: ConditionsNeeds;
  readonly #pulses = new Map<string, Pulse>();
  /** Targets that a debugger holds, watched or not, and since when. */
  readonly #paused = new Map<string, { how: Pause; since: number }>();
  #timer: Timer | null = null;
  #lastLook = 0;

  constructor(needs: ConditionsNeeds) {
    this.#needs = needs;
  }

  /** Which runs are watched has changed. */
  watch(): void {
    if (this.#needs.isWatched()) this.#timer ??= this.#start();
    this.#follow();
    if (!this.#needs.isWatched()) this.stop();
  }

  /** A target told what it measured. */
  take(id: string, figures: Figures): void {
    const pulse = this.#pulses.get(id);
    if (!pulse || this.#paused.has(id)) return;
    const now = this.#needs.clock.now();
    pulse.tid = figures.tid ?? pulse.tid;
    pulse.beat(now);
    pulse.busyness.take(figures, this.#cpuOf(pulse, figures, now), now);
    const { since } = pulse.busyness;
    this.#needs.tell(id, since === null ? null : { is: 'busy', since, on: null });
  }

  /** A target's debugger holds it, or no longer. */
  paused(id: string, how: Pause | null): void {
    const now = this.#needs.clock.now();
    if (how === null) this.#paused.delete(id);
    else this.#paused.set(id, { how, since: now });
    const pulse = this.#pulses.get(id);
    if (pulse) this.#excuse(id, pulse, now);
  }

  stop(): void {
    if (this.#timer !== null) this.#needs.clock.cancel(this.#timer);
    this.#timer = null;
  }

  #start(): Timer {
    this.#lastLook = this.#needs.clock.now();
    return this.#needs.clock.after(LOOK_INTERVAL, () => this.#look());
  }

  #look(): void {
    const now = this.#needs.clock.now();
    const wasHeldUp = now - this.#lastLook > LOOK_INTERVAL + HUB_LATE;
    this.#timer = this.#start();
    const targets = this.#follow();
    // Whatever they told meanwhile is still to be read.
    if (wasHeldUp) for (const { pulse } of targets) pulse.beat(now);
    const due = targets.filter(({ target, pulse }) => this.#isDue(target, pulse, now));
    due.sort((a, b) => Number(a.pulse.settled) - Number(b.pulse.settled) || a.pulse.looked - b.pulse.looked);
    const batch = due.slice(0, BATCH);
    this.#findThreads(batch, targets);
    for (const each of batch) this.#judge(each, now);
  }

  /** Knows those that are watched, and no others. */
  #follow(): Due[] {
    const now = this.#needs.clock.now();
    const targets = this.#needs.judged();
    const ids = new Set(targets.map(({ id }) => id));
    for (const id of this.#pulses.keys()) {
      if (ids.has(id)) continue;
      this.#pulses.delete(id);
      this.#needs.tell(id, null);
    }
    return targets.map((target) => ({ target, pulse: this.#pulseOf(target, now) }));
  }

  #pulseOf({ id, pid, thread, started, connected }: Judged, now: number): Pulse {
    const known = this.#pulses.get(id);
    known?.isConnected(connected, now);
    if (known) return known;
    const pulse = new Pulse(pid, thread, connected, connected ? now : Math.max(now, started + THREAD_CONNECTS));
    this.#pulses.set(id, pulse);
    if (this.#paused.has(id)) this.#excuse(id, pulse, now);
    return pulse;
  }

  /** Nobody can expect a heartbeat of it. */
  #excuse(id: string, pulse: Pulse, now: number): void {
    pulse.beat(now);
    pulse.busyness.reset();
    const { how, since } = this.#paused.get(id) ?? {};
    this.#needs.tell(id, how === 'seen' ? { is: 'paused', since: since!, on: null } : null);
  }

  #isDue({ id, held }: Judged, pulse: Pulse, now: number): boolean {
    if (held || this.#paused.has(id)) pulse.beat(now);
    const isOverdue = now - pulse.heard >= FIGURES_INTERVAL + SUSPECT;
    return isOverdue && !pulse.lost && now - pulse.looked >= BETWEEN;
  }

  #judge({ target, pulse }: Due, now: number): void {
    pulse.looked = now;
    const overdue = now - pulse.heard - FIGURES_INTERVAL;
    const task = this.#taskOf(pulse);
    const is = task ? pulse.overdue.look(task, now) : 'silent';
    if (is === null || (is !== 'stopped' && overdue < OVERDUE)) return;
    const waitsIn = is === 'blocked' ? this.#needs.tasks.waitsIn(pulse.pid, pulse.tid!) : null;
    const mayBeIdle = is === 'silent' || (is === 'blocked' && waitsIn !== 'futex' && waitsIn !== 'other');
    // It may be about to connect.
    if (mayBeIdle && !target.connected && overdue < THREAD_RETRIES) return;
    pulse.settled = true;
    // A debugger that the hub does not know of would have it wait in the same call.
    const on = waitsIn === 'futex' && !target.ownInspector ? 'Atomics.wait' : null;
    this.#needs.tell(target.id, { is, since: pulse.heard, on });
  }

  /** Where it is not known which thread of its process it is, the main thread shows at least whether all are stopped. */
  #taskOf(pulse: Pulse): Task | null {
    const { pid, thread, tid } = pulse;
    const task = this.#needs.tasks.read(pid, tid ?? pid);
    if (tid === null) return task?.state === 'T' ? task : null;
    // It may be another than it was taken for.
    if (!task && thread !== 0) pulse.tid = null;
    return task;
  }

  #findThreads(due: readonly Due[], all: readonly Due[]): void {
    const pids = new Set(due.filter(({ pulse }) => pulse.tid === null).map(({ pulse }) => pulse.pid));
    for (const pid of [...pids].slice(0, SEARCHED)) this.#findIn(pid, all);
  }

  /** All of its process, since they are told apart only together. */
  #findIn(pid: number, all: readonly Due[]): void {
    const { clock, tasks } = this.#needs;
    const threads = all.filter(({ pulse }) => pulse.pid === pid && pulse.thread !== 0);
    const numbered = threads.map(({ target, pulse }) => ({ ...target, tid: pulse.tid }));
    const found = findTasks(numbered, tasks.all(pid), clock.now() - tasks.uptime());
    for (const { target, pulse } of threads) pulse.tid ??= found.get(target.thread) ?? null;
  }

  #cpuOf(pulse: Pulse, figures: Figures, now: number): number | null {
    if (!pulse.busyness.isAsked(figures)) {
      pulse.cpu.reset();
      return null;
    }
    const task = pulse.tid === null ? null : this.#needs.tasks.read(pulse.pid, pulse.tid);
    return task ? (pulse.cpu.look(task, now)?.share ?? null) : figures.cpu;
  }
}
