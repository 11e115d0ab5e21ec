// What stands beneath a row, at any depth. Knows the model, not the editor.
import type { ProcessState, ThreadState } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';

/** Tells of the ids of processes and threads whether they are what is meant, or stand beneath it. */
export function beneath(model: Model, top: string): (id: string | null) => boolean {
  const isMeant = (id: string | null): boolean => {
    if (id === null) return false;
    if (id === top) return true;
    const process = model.processes.get(id);
    if (process) return process.run === top || isMeant(process.parent);
    const thread = model.threads.get(id);
    return thread !== undefined && isMeant(creatorOf(thread));
  };
  return isMeant;
}

/** Living processes, each followed by its threads, of a run, or of a process and all beneath it. */
export function livingBeneath(model: Model, top: string): (ProcessState | ThreadState)[] {
  const isMeant = beneath(model, top);
  const meant = ({ id, state }: ProcessState | ThreadState) => state !== 'exited' && isMeant(id);
  const processes = model.shownProcesses().filter(meant);
  const threads = [...model.threads.values()].filter(meant);
  return processes.flatMap((process) => [process, ...threads.filter((thread) => thread.process === process.id)]);
}

function creatorOf({ process, creator }: ThreadState): string {
  return creator === 0 ? process : `${process}:${creator}`;
}
