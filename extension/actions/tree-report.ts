// The tree as text and as JSON, for an issue report. Knows the model and the rows, not the editor.
import type { Translate } from '../../adapter/texts';
import type { Inspector, ProcessState, RunState, SlotState, ThreadState } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';
import { childrenOf, type Node } from '../tree/nodes';
import { rowOf } from '../tree/row';
import { beneath } from './beneath';
import { redacted, redactedText } from './redact';

/** The inspector's address lets anyone debug the target: it stays out. */
type Reported<T extends { inspector: Inspector }> = Omit<T, 'inspector'> & { inspector: Omit<Inspector, 'url'> };

/**
 * The JSON of a tree. Within one `version` fields are added, never renamed or taken away. Times are milliseconds of the
 * host's monotonic clock, but for `startedAt` of a run. There is no environment in it, and no address of an inspector.
 */
export interface TreeReport {
  format: 'worker-lens-tree';
  version: 1;
  runs: RunState[];
  processes: Reported<ProcessState>[];
  threads: Reported<ThreadState>[];
  slots: SlotState[];
}

/** Rows as they read, two blanks for each level: a row and all beneath it, or the whole tree. */
export function treeText(model: Model, node: Node | undefined, t: Translate): string {
  return redactedText(linesOf(model, node ? [node] : childrenOf(model, undefined), '', t).join('\n'));
}

/** What the model knows of a row and all beneath it, or of the whole tree. */
export function treeReport(model: Model, node: Node | undefined): TreeReport {
  const isMeant = node ? beneath(model, node.id) : () => true;
  const processes = [...model.processes.values()].filter(({ id }) => isMeant(id));
  return redacted({
    format: 'worker-lens-tree',
    version: 1,
    runs: [...model.runs.values()].filter((run) => !node || isRunOf(model, run, node.id)),
    processes: processes.map(withoutAddress),
    threads: [...model.threads.values()].filter(({ id }) => isMeant(id)).map(withoutAddress),
    slots: [...model.slots.values()].filter(({ primary }) => isMeant(primary)),
  });
}

function linesOf(model: Model, nodes: Node[], indent: string, t: Translate): string[] {
  return nodes.flatMap((node) => {
    const row = rowOf(model, node, t);
    const line = `${indent}${row?.label ?? ''} ${row?.description ?? ''}`.trimEnd();
    return [line, ...linesOf(model, childrenOf(model, node), `${indent}  `, t)];
  });
}

function isRunOf(model: Model, run: RunState, id: string): boolean {
  return run.id === id || model.target(id)?.process.run === run.id;
}

function withoutAddress<T extends { inspector: Inspector }>(state: T): Reported<T> {
  const { url: _, ...inspector } = state.inspector;
  return { ...state, inspector };
}
