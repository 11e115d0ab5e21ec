// What targets did in the last minute, added up from the figures that a viewer is told while it watches.
import type { Figures } from '../../protocol/agent';
import type { FiguresMessage } from '../hub-connection';

/** How long is looked back, in ms. */
export const WINDOW = 60_000;
/** Figures of so many ms are added up, so that a thousand targets stay cheap. */
const STEP = 2_000;

/** What a target did since some time. */
export interface Done {
  /** How much of that time was measured, in ms. */
  measured: number;
  connections: number;
  /** HTTP requests answered. */
  requests: number;
  /** ms in which its event loop was not idle. */
  busy: number;
  /** Processor time, in ms; of a process with all its threads. */
  cpu: number;
}

interface Step extends Done {
  /** When it began, in ms of the hub's clock. */
  from: number;
}

interface Entry {
  steps: Step[];
  last: Figures;
  /** When the hub told the last ones. */
  time: number;
  /** The last answer, as long as it holds. */
  asked: { from: number; done: Done } | null;
}

const NOTHING: Done = { measured: 0, connections: 0, requests: 0, busy: 0, cpu: 0 };

export class FiguresWindow {
  readonly #entries = new Map<string, Entry>();

  take({ time, targets }: Pick<FiguresMessage, 'time' | 'targets'>): void {
    for (const [target, figures] of targets) this.#add(target, figures, time);
  }

  /** What a target did since `from`, at most {@link WINDOW} ago. Whole steps only. */
  since(target: string, from: number): Readonly<Done> {
    const entry = this.#entries.get(target);
    if (!entry) return NOTHING;
    // One look asks for the same again and again.
    if (entry.asked?.from !== from) entry.asked = { from, done: doneSince(entry.steps, from) };
    return entry.asked.done;
  }

  /** The figures that were told last, at `from` or later. */
  last(target: string, from: number): Figures | undefined {
    const entry = this.#entries.get(target);
    return entry && entry.time >= from ? entry.last : undefined;
  }

  forget(target: string): void {
    this.#entries.delete(target);
  }

  #add(target: string, figures: Figures, time: number): void {
    const entry = this.#entries.get(target) ?? { steps: [], last: figures, time, asked: null };
    this.#entries.set(target, entry);
    entry.last = figures;
    entry.time = time;
    entry.asked = null;
    while (entry.steps[0] && entry.steps[0].from < time - WINDOW) entry.steps.shift();
    addTo(stepAt(entry.steps, time), figures);
  }
}

function doneSince(steps: readonly Step[], from: number): Done {
  const done = { ...NOTHING };
  for (const step of steps) {
    if (step.from < from) continue;
    done.measured += step.measured;
    done.connections += step.connections;
    done.requests += step.requests;
    done.busy += step.busy;
    done.cpu += step.cpu;
  }
  return done;
}

function stepAt(steps: Step[], time: number): Step {
  const from = Math.floor(time / STEP) * STEP;
  const last = steps.at(-1);
  if (last?.from === from) return last;
  const step = { ...NOTHING, from };
  steps.push(step);
  return step;
}

function addTo(step: Step, { period, connections, http, loop, cpu }: Figures): void {
  step.measured += period;
  step.connections += connections;
  step.requests += http?.requests ?? 0;
  step.busy += loop.utilization * period;
  step.cpu += (cpu ?? 0) * period;
}
