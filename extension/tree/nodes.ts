// What stands beneath what in the tree. Knows the model, not the editor.
import type { ProcessState, SlotState, ThreadState } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';

/** How many of those that ended stand in the open; older ones are folded into one row. */
export const ENDED_IN_THE_OPEN = 5;

/**
 * A row. `slot` stands under the worker that replaced others, and holds a `past` for each of the last of them;
 * `error` tells what `id` crashed with; `earlier` holds what ended under `id`, or sat in slot `id`, but for the last few.
 */
export interface Node {
  readonly kind: 'run' | 'process' | 'thread' | 'slot' | 'past' | 'error' | 'earlier';
  readonly id: string;
}

/** Name of a node that stays the same for as long as the model knows of it. */
export function keyOf(node: Node): string {
  return `${node.kind} ${node.id}`;
}

/** Rows beneath a node, or at the top. */
export function childrenOf(model: Model, node: Node | undefined): Node[] {
  if (!node) return runs(model);
  switch (node.kind) {
    case 'run':
      return underRun(model, node.id);
    case 'process':
      return underProcess(model, node.id);
    case 'thread':
      return [...errorOf(model.threads.get(node.id)), ...withEnded(model.threadsUnder(node.id), node.id)];
    case 'slot':
      return pastOf(model.slots.get(node.id));
    case 'past':
      return errorOf(model.processes.get(node.id));
    case 'error':
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
    case 'slot':
      return parentOfSlot(model, node.id);
    case 'past':
      return parentOfPast(model, node.id);
    case 'error':
    case 'earlier':
      return ownerNode(model, node.id);
  }
}

/** The worker that a slot shows: the one that sits in it, or else the last that did. */
export function shownInSlot(slot: SlotState): string | undefined {
  return slot.current ?? slot.history.at(-1);
}

/** The slot that shows this worker. */
export function slotShowing(model: Model, process: ProcessState): SlotState | undefined {
  if (!process.worker || !process.parent) return undefined;
  const slot = model.slots.get(slotId(process));
  return slot && shownInSlot(slot) === process.id ? slot : undefined;
}

/** Live runs first, then the newest of those that ended. A launch that came to nothing is not shown. */
function runs(model: Model): Node[] {
  const shown = [...model.runs.values()].filter((run) => run.state !== 'ended' || run.root !== null);
  const rank = (state: string) => (state === 'ended' ? 1 : 0);
  shown.sort((a, b) => rank(a.state) - rank(b.state) || b.started - a.started);
  return shown.map((run) => ({ kind: 'run', id: run.id }));
}

function underRun(model: Model, id: string): Node[] {
  return [...model.rootsOf(id).filter(lives).map(processNode), ...endedRows(endedUnder(model, id), id)];
}

function underProcess(model: Model, id: string): Node[] {
  const slots = model.slotsOf(id);
  const workers = slots.map(shownInSlot).filter((worker) => worker !== undefined && model.processes.has(worker));
  const threads = model.threadsOf(id).filter(lives).map(threadNode);
  const inSlots = workers.map((worker): Node => ({ kind: 'process', id: worker as string }));
  const others = otherChildren(model, id, slots).filter(lives).map(processNode);
  const above = [...errorOf(model.processes.get(id)), ...slotOf(model, id)];
  return [...above, ...threads, ...inSlots, ...others, ...endedRows(endedUnder(model, id), id)];
}

/** Children that sit in no slot. */
function otherChildren(model: Model, id: string, slots: SlotState[]): ProcessState[] {
  const seated = new Set(slots.flatMap((slot) => [slot.current, ...slot.history]));
  return model.childrenOf(id).filter((child) => !seated.has(child.id));
}

/** The slot of a worker that was not the first in it. */
function slotOf(model: Model, id: string): Node[] {
  const process = model.processes.get(id);
  const slot = process && slotShowing(model, process);
  return slot && slot.restarts > 0 ? [{ kind: 'slot', id: slot.id }] : [];
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

function pastNode(worker: string | Ended): Node {
  return { kind: 'past', id: typeof worker === 'string' ? worker : worker.id };
}

/** The row that shows a process or thread. */
export function nodeShowing(model: Model, id: string): Node {
  const process = model.processes.get(id);
  if (!process) return { kind: 'thread', id };
  const slot = process.worker ? model.slots.get(slotId(process)) : undefined;
  return slot && beforeIn(slot).includes(id) ? pastNode(id) : processNode(process);
}

function errorOf(each: Ended | undefined): Node[] {
  return each?.end?.error ? [{ kind: 'error', id: each.id }] : [];
}

type Ended = ProcessState | ThreadState;

/** Threads, and processes in no slot, that ended under a run, process or thread; the last one first. */
function endedUnder(model: Model, id: string): Ended[] {
  return newestFirst(allUnder(model, id).filter((each) => !lives(each)));
}

function allUnder(model: Model, id: string): Ended[] {
  if (model.runs.has(id)) return model.rootsOf(id);
  if (!model.processes.has(id)) return model.threadsUnder(id);
  return [...model.threadsOf(id), ...otherChildren(model, id, model.slotsOf(id))];
}

function withEnded(threads: ThreadState[], owner: string): Node[] {
  const ended = newestFirst<Ended>(threads.filter((thread) => !lives(thread)));
  return [...threads.filter(lives).map(threadNode), ...endedRows(ended, owner)];
}

function endedRows(ended: Ended[], owner: string): Node[] {
  const inTheOpen = ended.slice(0, ENDED_IN_THE_OPEN).map(toNode);
  return earlier(ended).length > 0 ? [...inTheOpen, { kind: 'earlier', id: owner }] : inTheOpen;
}

function earlier(ended: Ended[]): Ended[] {
  return ended.slice(ENDED_IN_THE_OPEN);
}

/** What an `earlier` row holds. */
export function earlierUnder(model: Model, owner: string): Ended[] {
  const slot = model.slots.get(owner);
  return earlier(slot ? knownBefore(model, slot) : endedUnder(model, owner));
}

function knownBefore(model: Model, slot: SlotState): ProcessState[] {
  return beforeIn(slot).flatMap((id) => model.processes.get(id) ?? []);
}

function newestFirst<T extends Ended>(ended: T[]): T[] {
  return ended.sort((a, b) => (b.ended ?? 0) - (a.ended ?? 0));
}

function lives(each: Ended): boolean {
  return each.state !== 'exited';
}

function toNode(each: Ended): Node {
  return 'thread' in each ? threadNode(each) : processNode(each);
}

function processNode({ id }: { id: string }): Node {
  return { kind: 'process', id };
}

function threadNode({ id }: { id: string }): Node {
  return { kind: 'thread', id };
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

/** The owner itself, or its row of earlier ones where the node is among those. */
function folded(model: Model, each: Ended, owner: string): Node | undefined {
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

/** As the hub names it. */
function slotId({ parent, worker }: ProcessState): string {
  return `${parent}#${worker?.slot}`;
}

function ownerNode(model: Model, id: string): Node | undefined {
  if (model.runs.has(id)) return { kind: 'run', id };
  if (model.processes.has(id)) return { kind: 'process', id };
  if (model.slots.has(id)) return { kind: 'slot', id };
  return model.threads.has(id) ? { kind: 'thread', id } : undefined;
}
