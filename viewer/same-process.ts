// Whether an id still means the process that a person saw under it.
import type { ProcessState } from '../protocol/viewer';
import type { Model } from './model';

/**
 * Whether the id means another process now: a hub that took a dead one's place gives ids anew. Not where one of the two
 * pids is not known.
 */
export function isAnother(model: Model, { id, pid }: Pick<ProcessState, 'id' | 'pid'>): boolean {
  const now = model.target(id)?.process.pid ?? null;
  return now !== null && pid !== null && now !== pid;
}
