// The tree as text and as JSON, for an issue report. Knows the model and the rows, not the editor.
import type { Translate } from '../../adapter/texts';
import type { Inspector, ProcessState, RunState, SlotState, ThreadState } from '../../protocol/viewer';
import type { Insight } from '../../viewer/insights/insight';
import type { Pool } from '../../viewer/insights/pools';
import type { Model } from '../../viewer/model';
import { type FigureValues, valuesOf } from '../tree/figures';
import { groupOfId, membersOf } from '../tree/groups';
import { insightOwner, poolsOfMembers } from '../tree/insight-row';
import { childrenOf, type Node, type Order } from '../tree/nodes';
import { BARE, rowOf, type Sight } from '../tree/row';
import { beneath } from './beneath';
import { redacted, redactedText } from './redact';

/** The inspector's address lets anyone debug the target: it stays out. */
type Reported<T extends { inspector: Inspector }> = Omit<T, 'inspector'> & { inspector: Omit<Inspector, 'url'> };

/** How a window shows the tree: what its rows are made of besides the model, and their order. */
export interface Seen {
  readonly sight: Sight;
  readonly order?: Order;
}

const UNSEEN: Seen = { sight: BARE };

/**
 * The JSON of a tree. Within one `version` fields are added, never renamed or taken away. Times are milliseconds of the
 * host's monotonic clock, but for `startedAt` of a run. There is no environment in it, and no address of an inspector.
 * Figures are those of {@link FigureValues}, in its units, of what was measured of late; what insights say is in the window's
 * language.
 */
export interface TreeReport {
  format: 'worker-lens-tree';
  version: 1;
  runs: RunState[];
  processes: Reported<ProcessState>[];
  threads: Reported<ThreadState>[];
  slots: SlotState[];
  figures: ({ target: string } & FigureValues)[];
  insights: Insight[];
  pools: Pool[];
}

/** Rows as they read, two blanks for each level: a row and all beneath it, or the whole tree. */
export function treeText(model: Model, node: Node | undefined, t: Translate, seen = UNSEEN): string {
  const rowsUnder = (each: Node | undefined) => childrenOf(model, each, seen.order, seen.sight.insights);
  const linesOf = (nodes: Node[], indent: string): string[] =>
    nodes.flatMap((each) => {
      const row = rowOf(model, each, t, seen.sight);
      const line = `${indent}${row?.label ?? ''} ${row?.description ?? ''}`.trimEnd();
      return [line, ...linesOf(rowsUnder(each), `${indent}  `)];
    });
  return redactedText(linesOf(node ? [node] : rowsUnder(undefined), '').join('\n'));
}

/** What is known of a row and all beneath it, or of the whole tree. */
export function treeReport(model: Model, node: Node | undefined, { sight } = UNSEEN): TreeReport {
  const isMeant = node ? beneathRow(model, node) : () => true;
  const processes = [...model.processes.values()].filter(({ id }) => isMeant(id));
  const threads = [...model.threads.values()].filter(({ id }) => isMeant(id));
  const targets = [...processes, ...threads];
  const runs = new Set(targets.map(({ id }) => model.target(id)?.process.run));
  const owners = [...targets.map(({ id }) => id), ...model.slots.keys()];
  return redacted({
    format: 'worker-lens-tree',
    version: 1,
    runs: [...model.runs.values()].filter((run) => !node || run.id === node.id || runs.has(run.id)),
    processes: processes.map(withoutAddress),
    threads: threads.map(withoutAddress),
    slots: [...model.slots.values()].filter(({ primary }) => isMeant(primary)),
    figures: targets.flatMap(({ id }) => figuresOf(id, sight)),
    insights: owners.filter((id) => isMeant(insightOwner(model, id))).flatMap((id) => sight.insights.of(id)),
    pools: poolsOfMembers(threads, sight.insights),
  });
}

function figuresOf(target: string, { figures }: Sight): TreeReport['figures'] {
  const measured = figures.of(target);
  return measured ? [{ target, ...valuesOf(measured) }] : [];
}

/** As {@link beneath}; of a row of many whatever one of these is, or has beneath it. */
function beneathRow(model: Model, { kind, id }: Node): (id: string | null) => boolean {
  const tops = kind === 'group' ? membersOf(model, groupOfId(id)).map((each) => each.id) : [id];
  const tests = tops.map((top) => beneath(model, top));
  return (each) => tests.some((isMeant) => isMeant(each));
}

function withoutAddress<T extends { inspector: Inspector }>(state: T): Reported<T> {
  const { url: _, ...inspector } = state.inspector;
  return { ...state, inspector };
}
