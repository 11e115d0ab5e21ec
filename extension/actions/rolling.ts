// "Restart Worker" and "Restart All Workers": one after the other, with progress, and a sentence where it stops.
import * as vscode from 'vscode';
import { processName } from '../../adapter/names';
import { livingWorkers, type RollingNeeds, type RollingOutcome, restartInTurn } from '../../viewer/rolling-restart';
import { hostClock } from '../../viewer/until';
import type { Attachments } from '../debug/attachments';
import { abortedBy, withLateProgress } from '../late-progress';
import { showInformation, withNotice } from '../notices';
import { attachedTo } from './attached-to';
import { askOverdue, disconnectLimit, type OverdueNeeds } from './overdue';
import { stopWords } from './stop-words';

export interface RollingRestartNeeds extends OverdueNeeds {
  attachments: Attachments;
}

/** @throws Error with a sentence where it stops before all were restarted, and nobody cancelled it */
export async function restartAllWorkers(primary: string, needs: RollingRestartNeeds): Promise<void> {
  const workers = livingWorkers(needs.link, primary);
  if (workers.length === 0) throw new Error(vscode.l10n.t('It has no workers that could be restarted.'));
  const title = vscode.l10n.t('Restarting workers one by one');
  const outcome = await withNotice(title, true, (progress, token) => {
    const step: Step = (restarted, of, worker) => {
      const message = vscode.l10n.t('{0} of {1}: {2}', restarted + 1, of, processName(worker, vscode.l10n.t));
      progress.report({ message, increment: restarted === 0 ? 0 : 100 / of });
    };
    return restartInTurn(workers, rollingNeeds(needs, abortedBy(token), step));
  });
  tell(outcome);
}

/** @throws Error with a sentence where no other serves in its place, and the person did not leave it at that */
export async function restartWorker(id: string, needs: RollingRestartNeeds): Promise<void> {
  const worker = needs.link.model.processes.get(id);
  if (!worker) return;
  const title = vscode.l10n.t('Restarting {0}…', processName(worker, vscode.l10n.t));
  const { stop } = await withLateProgress(title, (cancelled) =>
    restartInTurn(
      [worker],
      rollingNeeds(needs, cancelled, () => {}),
    ),
  );
  const isChosen = stop?.why === 'cancelled' || stop?.why === 'stays';
  if (stop && !isChosen) throw new Error(stopWords(stop, vscode.l10n.t));
}

type Step = RollingNeeds['progress'];

/** A debugger is taken off a worker first, for while it is paused it can't go. */
function rollingNeeds(needs: RollingRestartNeeds, signal: AbortSignal, progress: Step): RollingNeeds {
  const { link, attachments } = needs;
  const limit = disconnectLimit();
  const waited = new Map<string, number>();
  return {
    link,
    clock: hostClock,
    limit,
    signal,
    release: async (worker) => {
      for (const target of attachedTo(worker, link)) await attachments.detach(target);
    },
    overdue: async (worker) => {
      waited.set(worker.id, (waited.get(worker.id) ?? 0) + limit);
      return (await askOverdue(worker, waited.get(worker.id) ?? 0, needs)) === 'wait';
    },
    progress,
  };
}

function tell({ restarted, of, stop }: RollingOutcome): void {
  const { t } = vscode.l10n;
  if (!stop) {
    vscode.window.setStatusBarMessage(t('{0} workers restarted', restarted), 5_000);
    return;
  }
  const rest = t('{0} of {1} workers were restarted; the others run on as before.', restarted, of);
  if (stop.why === 'cancelled') void showInformation(t('Stopped restarting. {0}', rest));
  else throw new Error(`${stopWords(stop, t)} ${rest}`);
}
