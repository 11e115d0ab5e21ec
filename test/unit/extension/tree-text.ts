// The tree as text, for tests of its rows.
import { english } from '../../../adapter/texts';
import type { FigureName } from '../../../extension/tree/figures';
import { childrenOf, type Node, type Order } from '../../../extension/tree/nodes';
import { BARE, rowOf, type Sight } from '../../../extension/tree/row';
import type { ProcessState, RunState, SlotState, ThreadState } from '../../../protocol/viewer';
import type { Measured } from '../../../viewer/figures';
import { Model } from '../../../viewer/model';
import { runState } from '../support/states';

interface States {
  runs?: RunState[];
  processes?: ProcessState[];
  threads?: ThreadState[];
  slots?: SlotState[];
}

export function modelOf({ runs = [runState()], processes = [], threads = [], slots = [] }: States): Model {
  const model = new Model();
  model.reset({ type: 'snapshot', protocol: 1, pid: 1, time: 0, runs, processes, threads, slots });
  return model;
}

/** Two seconds after the clock that the states go by began. */
export const NOW = { monotonic: 2000, wall: new Date(2026, 10, 28, 14, 3, 22) };

/** The tree as lines of text, two blanks for each level. */
export function textOf(model: Model, sight = BARE, order?: Order, node?: Node, indent = ''): string[] {
  return childrenOf(model, node, order, sight.insights).flatMap((child) => {
    const row = rowOf(model, child, english, sight, NOW);
    return [
      `${indent}${row?.label} ${row?.description}`.trimEnd(),
      ...textOf(model, sight, order, child, `${indent}  `),
    ];
  });
}

const MB = 1024 * 1024;

/** Figures of a process with nothing special about them. */
export function measured(own: Partial<Measured> = {}): Measured {
  return {
    period: 500,
    tid: null,
    cpu: 0.12,
    rss: 45 * MB,
    heap: { used: 8 * MB, total: 16 * MB },
    loop: { utilization: 0.3, delay: { mean: 1, max: 14 } },
    handles: {},
    http: null,
    connections: 0,
    messages: 0,
    requestRate: null,
    connectionRate: 0,
    messageRate: 0,
    ...own,
  };
}

/** What a person sees who chose some figures: of these targets, at this time in ms. */
export function sightOf(figures: Record<string, Measured>, chosen: FigureName[] = ['cpu', 'memory'], at = 0): Sight {
  return { ...BARE, figures: { of: (target) => figures[target] }, chosen, now: () => at };
}
