// Graceful disconnect of a worker, with a time after which a person is asked what to do.
import { isOver } from '../../viewer/rolling-restart';
import { hostClock, until } from '../../viewer/until';
import { askOverdue, disconnectLimit, type OverdueNeeds } from './overdue';

/**
 * Has a worker answer what is in flight and go. Resolves when it has gone, or the person leaves it alone; at once where no
 * time is set.
 * @throws HubRequestError where its primary does not answer
 */
export async function disconnectWorker(id: string, needs: OverdueNeeds): Promise<void> {
  const { link } = needs;
  const worker = link.model.processes.get(id);
  await link.request({ type: 'disconnectWorker', process: id, pid: worker?.pid ?? null });
  if (!worker) return;
  const limit = disconnectLimit();
  for (let waited = limit; limit > 0; waited += limit) {
    if (await until(link, hostClock, limit, () => isOver(link, worker))) return;
    if ((await askOverdue(worker, waited, needs)) === 'leave') return;
  }
}
