// What stands beneath what in the tree. Knows the model, not the editor.
import type { ProcessState, SlotState } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';
import { type Being, isOver, lives, otherChildren, shownInSlot, slotId, threadsUnder } from './beneath';
import {
  type Gathered,
  gatheredChildren,
  gatheredThreads,
  gatheredWorkers,
  groupId,
  groupOf,
  groupOfId,
  isGroup,
  membersOf,
} from './groups';
import { type InsightReader, insightNodes, insightOwner, NO_INSIGHTS } from './insight-row';

export { shownInSlot, slotShowing } from './beneath';

/** How many of those that ended stand in the open; older ones are folded into one row. */
export const ENDED_IN_THE_OPEN = 5;

/**
 * A row. `slot` stands under the worker that replaced others, and holds a `past` for each of the last of them;
 * `error` tells what `id` crashed with; `earlier` holds what ended under `id`, or sat in slot `id`, but for the last few;
 * `group` stands for many; `insight` says something about the process, thread or slot that its id begins with.
 */
export interface Node {
  readonly kind: 'run' | 'process' | 'thread' | 'slot' | 'past' | 'error' | 'earlier' | 'group' | 'insight';
  readonly id: string;
}

/** The order of rows that are alike. */
export type Order = (nodes: Node[]) => Node[];

const AS_MADE: Order = (nodes) => nodes;

/** Name of a node that stays the same for as long as the model knows of it. */
export function keyOf(node: Node): string {
  return `${node.kind} ${node.id}`;
}

/** Rows beneath a node, or at the top. */
export function childrenOf(
  model: Model,
  node: Node | undefined,
  order = AS_MADE,
  insights: InsightReader = NO_INSIGHTS,
): Node[] {
  if (!node) return runs(model);
  switch (node.kind) {
    case 'run':
      return underRun(model, node.id, order);
    case 'process':
      return underProcess(model, node.id, order, insights);
    case 'thread':
      return underThread(model, node.id, order, insights);
    case 'group':
      return order(membersOf(model, groupOfId(node.id)).map(toNode));
    case 'slot':
      return pastOf(model.slots.get(node.id));
    case 'past':
      return errorOf(model.processes.get(node.id));
    case 'error':
    case 'insight':
      return [];
    case 'earlier':
      return earlierNodes(model, node.id);
  }
}

/** The row that a node stands beneath; `undefined` at the top. */
export function parentOf(model: Model, node: Node): Node | undefined {
  switch (node.kind) {
    case 'run':
      return undefined;
    case 'process':
      return parentOfProcess(model, node.id);
    case 'thread':
      return parentOfThread(model, node.id);
    case 'group':
      return ownerNode(model, groupOfId(node.id).owner);
    case 'slot':
      return parentOfSlot(model, node.id);
    case 'past':
      return parentOfPast(model, node.id);
    case 'error':
    case 'earlier':
      return ownerNode(model, node.id);
    case 'insight':
      return ownerNode(model, insightOwner(model, node.id));
  }
}

/** Live runs first, then the newest of those that ended. A launch that came to nothing is not shown. */
function runs(model: Model): Node[] {
  const shown = [...model.runs.values()].filter((run) => run.state !== 'ended' || run.root !== null);
  const rank = (state: string) => (state === 'ended' ? 1 : 0);
  shown.sort((a, b) => rank(a.state) - rank(b.state) || b.started - a.started);
  return shown.map((run) => ({ kind: 'run', id: run.id }));
}

function underRun(model: Model, id: string, order: Order): Node[] {
  return [...order(model.rootsOf(id).filter(lives).map(toNode)), ...endedRows(endedUnder(model, id), id)];
}

function underProcess(model: Model, id: string, order: Order, insights: InsightReader): Node[] {
  const above = [...errorOf(model.processes.get(id)), ...insightNodes(model, insights, id), ...slotOf(model, id)];
  const threads = order(gatheredThreads(model, id).map(toNode));
  const workers = inSlots(gatheredWorkers(model, id), order);
  const others = order(gatheredChildren(model, id).map(toNode));
  return [...above, ...threads, ...workers, ...others, ...endedRows(endedUnder(model, id), id)];
}

function underThread(model: Model, id: string, order: Order, insights: InsightReader): Node[] {
  const threads = order(gatheredThreads(model, id).map(toNode));
  const above = [...errorOf(model.threads.get(id)), ...insightNodes(model, insights, id)];
  return [...above, ...threads, ...endedRows(endedUnder(model, id), id)];
}

/** Ranges of slots stay in the order of their numbers. */
function inSlots(workers: Gathered<Being>[], order: Order): Node[] {
  const nodes = workers.map(toNode);
  return nodes.some(({ kind }) => kind === 'group') ? nodes : order(nodes);
}

/** The slot of a worker that was not the first in it. */
function slotOf(model: Model, id: string): Node[] {
  const process = model.processes.get(id);
  const slot = process?.worker && model.slots.get(slotId(process));
  return slot && shownInSlot(slot) === id && slot.restarts > 0 ? [{ kind: 'slot', id: slot.id }] : [];
}

/** Who sat in a slot before, the last one first. */
function pastOf(slot: SlotState | undefined): Node[] {
  if (!slot) return [];
  const inTheOpen = beforeIn(slot).slice(0, ENDED_IN_THE_OPEN).map(pastNode);
  return slot.restarts > inTheOpen.length ? [...inTheOpen, { kind: 'earlier', id: slot.id }] : inTheOpen;
}

/** Ids of those who sat in a slot before and are still known, the last one first. */
function beforeIn(slot: SlotState): string[] {
  const shown = shownInSlot(slot);
  return slot.history.filter((worker) => worker !== shown).reverse();
}

/** How many sat in a slot before of whom the hub keeps nothing; 0 for anything but a slot. */
export function forgottenIn(model: Model, slot: string): number {
  const state = model.slots.get(slot);
  return state ? Math.max(0, state.restarts - beforeIn(state).length) : 0;
}

function earlierNodes(model: Model, owner: string): Node[] {
  return earlierUnder(model, owner).map(model.slots.has(owner) ? pastNode : toNode);
}

function pastNode(worker: string | Being): Node {
  return { kind: 'past', id: typeof worker === 'string' ? worker : worker.id };
}

/** The row that shows a process or thread. */
export function nodeShowing(model: Model, id: string): Node {
  const process = model.processes.get(id);
  if (!process) return { kind: 'thread', id };
  const slot = process.worker ? model.slots.get(slotId(process)) : undefined;
  return slot && beforeIn(slot).includes(id) ? pastNode(id) : toNode(process);
}

function errorOf(each: Being | undefined): Node[] {
  return each?.end?.error ? [{ kind: 'error', id: each.id }] : [];
}

/** Threads, and processes in no slot, that ended under a run, process or thread; the last one first. */
function endedUnder(model: Model, id: string): Being[] {
  const ended = model.runs.has(id)
    ? model.rootsOf(id).filter(isOver)
    : [...threadsUnder(model, id).filter(isOver), ...otherChildren(model, id, isOver)];
  return ended.sort((a, b) => (b.ended ?? 0) - (a.ended ?? 0));
}

function endedRows(ended: Being[], owner: string): Node[] {
  const inTheOpen = ended.slice(0, ENDED_IN_THE_OPEN).map(toNode);
  return earlier(ended).length > 0 ? [...inTheOpen, { kind: 'earlier', id: owner }] : inTheOpen;
}

function earlier(ended: Being[]): Being[] {
  return ended.slice(ENDED_IN_THE_OPEN);
}

/** What an `earlier` row holds. */
export function earlierUnder(model: Model, owner: string): Being[] {
  const slot = model.slots.get(owner);
  return earlier(slot ? knownBefore(model, slot) : endedUnder(model, owner));
}

function knownBefore(model: Model, slot: SlotState): ProcessState[] {
  return beforeIn(slot).flatMap((id) => model.processes.get(id) ?? []);
}

function toNode(each: Gathered<Being>): Node {
  if (isGroup(each)) return { kind: 'group', id: groupId(each) };
  return { kind: 'thread' in each ? 'thread' : 'process', id: each.id };
}

function parentOfProcess(model: Model, id: string): Node | undefined {
  const process = model.processes.get(id);
  return process && folded(model, process, model.parentOf(process)?.id ?? process.run);
}

function parentOfThread(model: Model, id: string): Node | undefined {
  const thread = model.threads.get(id);
  if (!thread) return undefined;
  const creator = thread.creator === 0 ? thread.process : `${thread.process}:${thread.creator}`;
  return folded(model, thread, creator);
}

/** The owner itself, or its row of earlier ones or of many where the node is among those. */
function folded(model: Model, each: Being, owner: string): Node | undefined {
  const group = groupOf(model, each);
  if (group) return toNode(group);
  if (!lives(each) && earlierUnder(model, owner).includes(each)) return { kind: 'earlier', id: owner };
  return ownerNode(model, owner);
}

function parentOfSlot(model: Model, id: string): Node | undefined {
  const slot = model.slots.get(id);
  const shown = slot && shownInSlot(slot);
  return shown ? { kind: 'process', id: shown } : undefined;
}

function parentOfPast(model: Model, id: string): Node | undefined {
  const process = model.processes.get(id);
  return process?.worker ? folded(model, process, slotId(process)) : undefined;
}

function ownerNode(model: Model, id: string): Node | undefined {
  if (model.runs.has(id)) return { kind: 'run', id };
  if (model.processes.has(id)) return { kind: 'process', id };
  if (model.slots.has(id)) return { kind: 'slot', id };
  return model.threads.has(id) ? { kind: 'thread', id } : undefined;
}
