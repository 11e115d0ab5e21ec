// What stands beneath a row, at any depth. Knows the model, not the editor.
import { targetId } from '../../protocol/viewer';
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

/** Living processes, each followed by its threads, of a run, or of a process and all beneath it. */
export function livingBeneath(model: Model, top: string): Being[] {
  const isMeant = beneath(model, top);
  const meant = (each: Being) => lives(each) && isMeant(each.id);
  const processes = model.shownProcesses().filter(meant);
  return processes.flatMap((process) => [process, ...model.threadsIn(process.id).filter(meant)]);
}
