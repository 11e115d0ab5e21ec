// "Restart All Workers": one after the other, with progress, and a sentence where it stops.
import * as vscode from 'vscode';
import { processName } from '../../adapter/names';
import { type RollingOutcome, restartInTurn } from '../../viewer/rolling-restart';
import { hostClock } from '../../viewer/until';
import type { Attachments } from '../debug/attachments';
import { attachedTo } from './attached-to';
import { askOverdue, disconnectLimit, type OverdueNeeds } from './overdue';
import { stopWords } from './stop-words';

export interface RollingRestartNeeds extends OverdueNeeds {
  attachments: Attachments;
}

/** @throws Error with a sentence where it stops before all were restarted, and nobody cancelled it */
export async function restartAllWorkers(primary: string, needs: RollingRestartNeeds): Promise<void> {
  const title = vscode.l10n.t('Restarting workers one by one');
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const outcome = await vscode.window.withProgress(options, (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return run(primary, needs, progress, abort.signal);
  });
  if (outcome.of === 0) throw new Error(vscode.l10n.t('It has no workers that could be restarted.'));
  tell(outcome);
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

function run(primary: string, needs: RollingRestartNeeds, progress: Progress, signal: AbortSignal) {
  const { link, attachments } = needs;
  const limit = disconnectLimit();
  const waited = new Map<string, number>();
  return restartInTurn(primary, {
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
    progress: (restarted, of, worker) => {
      const message = vscode.l10n.t('{0} of {1}: {2}', restarted + 1, of, processName(worker, vscode.l10n.t));
      progress.report({ message, increment: restarted === 0 ? 0 : 100 / of });
    },
  });
}

function tell({ restarted, of, stop }: RollingOutcome): void {
  const { t } = vscode.l10n;
  if (!stop) {
    vscode.window.setStatusBarMessage(t('{0} workers restarted', restarted), 5_000);
    return;
  }
  const rest = t('{0} of {1} workers were restarted; the others run on as before.', restarted, of);
  if (stop.why === 'cancelled') void vscode.window.showInformationMessage(t('Stopped restarting. {0}', rest));
  else throw new Error(`${stopWords(stop, t)} ${rest}`);
}
