// Whether a request means the process that the hub knows by its id.
import { RequestError } from './request-error';

/**
 * Each hub gives ids anew: who asks a hub that took a dead one's place may mean a process that the one before knew by it.
 * @param pid as the hub knows it
 * @param seen as the person saw it
 * @param refused what is not done then, in the past tense
 * @throws RequestError where the two are not the same
 */
export function assertSame(id: string, pid: number | null, seen: number | null, refused: string): void {
  if (pid === seen) return;
  throw new RequestError(
    `${id} is another process now than the one that was chosen, so it was not ${refused}. Choose again.`,
  );
}
