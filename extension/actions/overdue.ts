// A worker that was disconnected and still lives: what it holds, and what to do about it.
import * as vscode from 'vscode';
import { processName } from '../../adapter/names';
import type { ProcessState } from '../../protocol/viewer';
import type { HubLink } from '../../viewer/hub-link';
import { handlesOf } from '../../viewer/measure-once';
import { isOver } from '../../viewer/rolling-restart';
import { SETTINGS } from '../ids';
import { showWarning } from '../notices';
import { handleWords } from './handle-words';

/** What a person chose; dismissed without a choice the worker is left alone. */
export type Overdue = 'wait' | 'leave';

export interface OverdueNeeds {
  link: HubLink;
  /** The hub's directory. */
  directory: string;
}

/** How long a disconnected worker may take to go, in ms; 0 for as long as it takes. */
export function disconnectLimit(): number {
  return vscode.workspace.getConfiguration().get<number>(SETTINGS.disconnectTimeout) ?? 0;
}

/**
 * Asks what to do with a worker that has not gone in time, and does it.
 * @param waited how long it was waited for, in ms
 * @throws HubRequestError where it can't be signalled
 */
export async function askOverdue(worker: ProcessState, waited: number, needs: OverdueNeeds): Promise<Overdue> {
  const { t } = vscode.l10n;
  const handles = worker.pid === null ? null : await handlesOf(needs.directory, worker.run, worker.id);
  if (isOver(needs.link, worker)) return 'wait';
  const choices = { wait: t('Wait On'), end: t('End It (SIGTERM)'), kill: t('Kill It (SIGKILL)') };
  const chosen = await showWarning(
    words(needs.link.model.processes.get(worker.id) ?? worker, waited, handleWords(handles, t)),
    choices.wait,
    choices.end,
    choices.kill,
  );
  if (chosen === choices.end) await signal(worker, 'SIGTERM', needs);
  if (chosen === choices.kill) await signal(worker, 'SIGKILL', needs);
  return chosen === undefined && !isOver(needs.link, worker) ? 'leave' : 'wait';
}

function words(worker: ProcessState, waited: number, held: string): string {
  const { t } = vscode.l10n;
  const name = processName(worker, t);
  const seconds = Math.round(waited / 100) / 10;
  if (worker.inspector.attached) {
    return t(
      '{0} was disconnected {1} s ago and still lives. A debugger is attached: while it is paused, it can’t go.',
      name,
      seconds,
    );
  }
  if (held) return t('{0} was disconnected {1} s ago and still holds {2}.', name, seconds, held);
  return t('{0} was disconnected {1} s ago and still lives.', name, seconds);
}

async function signal(worker: ProcessState, name: 'SIGTERM' | 'SIGKILL', needs: OverdueNeeds): Promise<void> {
  try {
    await needs.link.request({ type: 'signal', process: worker.id, pid: worker.pid, signal: name });
  } catch (error) {
    // It has gone while the person chose. One that another hub knows by another id may well live: that is told.
    const now = needs.link.model.processes.get(worker.id);
    if (now?.state !== 'exited' || now.pid !== worker.pid) throw error;
  }
}
