// Targets that are meant together. Knows the model, not the editor.
import type { ProcessState, ThreadState } from '../../protocol/viewer';
import type { Model } from '../../viewer/model';
import { groupOfId, membersOf } from '../tree/groups';

/** Workers of a primary, the oldest first. */
export function workersOf(model: Model, primary: string): string[] {
  return live(model.childrenOf(primary)).flatMap(({ id, kind }) => (kind === 'worker' ? [id] : []));
}

/** Threads of the same process that run the same script as this one: a pool. Or those that a row of the tree stands for. */
export function threadsLike(model: Model, id: string): string[] {
  const thread = model.threads.get(id);
  if (!thread) return membersOf(model, groupOfId(id)).map((each) => each.id);
  const threads = live(model.threadsIn(thread.process));
  return threads.flatMap((each) => (each.script === thread.script ? [each.id] : []));
}

/** Whether a debugger is on it, whichever window it is in. */
export function isAttached(model: Model, id: string): boolean {
  const target = model.target(id);
  return (target?.thread ?? target?.process)?.inspector.attached === true;
}

/** What has a debugger on it in a run. */
export function attachedIn(model: Model, run: string): string[] {
  const processes = live(model.processes.values()).filter((each) => each.run === run);
  const ids = new Set(processes.map(({ id }) => id));
  const threads = live(model.threads.values()).filter((each) => ids.has(each.process));
  return [...processes, ...threads].flatMap(({ id, inspector }) => (inspector.attached ? [id] : []));
}

function live<T extends ProcessState | ThreadState>(all: Iterable<T>): T[] {
  return [...all].filter((each) => each.state !== 'exited');
}
