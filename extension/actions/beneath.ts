// What stands beneath a row, at any depth. Knows the model, not the editor.
import { type ProcessState, targetId } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';
import { type Being, lives } from '../tree/beneath';

/** Tells of the ids of processes and threads whether they are what is meant, or stand beneath it. */
export function beneath(model: Model, top: string): (id: string | null) => boolean {
  const isMeant = (id: string | null): boolean => {
    if (id === null) return false;
    if (id === top) return true;
    const process = model.processes.get(id);
    if (process) return process.run === top || isMeant(process.parent);
    const thread = model.threads.get(id);
    return thread !== undefined && isMeant(targetId(thread.process, thread.creator));
  };
  return isMeant;
}

/** Living processes, each followed by its threads and then its children, as the tree has them: of a run, or of a process and all beneath it. */
export function livingBeneath(model: Model, top: string): Being[] {
  const own = model.processes.get(top);
  const below = (process: ProcessState): Being[] => [
    ...[process, ...model.threadsIn(process.id)].filter(lives),
    ...[...model.childrenOf(process.id)].sort(bySlot).flatMap(below),
  ];
  return (own ? [own] : model.rootsOf(top)).flatMap(below);
}

/** Workers come first, by their slots. */
function bySlot(a: ProcessState, b: ProcessState): number {
  return (a.worker?.slot ?? Number.MAX_SAFE_INTEGER) - (b.worker?.slot ?? Number.MAX_SAFE_INTEGER);
}
