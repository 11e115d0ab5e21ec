// Who stands beneath a run, process or thread, before rows are made of them.
import type { ProcessState, SlotState, ThreadState } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';

/** Something that lives and ends. */
export type Being = ProcessState | ThreadState;

export function lives(each: Being): boolean {
  return each.state !== 'exited';
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

/** As the hub names it. */
export function slotId({ parent, worker }: ProcessState): string {
  return `${parent}#${worker?.slot}`;
}

export function isOver(each: Being): boolean {
  return !lives(each);
}

/** Children that sit in no slot, of those that are meant. */
export function otherChildren(model: Model, id: string, isMeant: (child: ProcessState) => boolean): ProcessState[] {
  return model.childrenOf(id).filter((child) => isMeant(child) && !isSeated(model, child));
}

/** A slot counts only those that it still names: of the others the hub keeps no more than that they were. */
function isSeated(model: Model, process: ProcessState): boolean {
  const slot = process.worker ? model.slots.get(slotId(process)) : undefined;
  return slot !== undefined && (slot.current === process.id || slot.history.includes(process.id));
}

/** Threads that a process's main thread, or a thread, made. */
export function threadsUnder(model: Model, owner: string): readonly ThreadState[] {
  return model.processes.has(owner) ? model.threadsOf(owner) : model.threadsUnder(owner);
}
