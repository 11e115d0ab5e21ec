// Restart of one worker: it leaves, and another comes in its place: the program's own, or where none comes one that is forked for it.
import * as vscode from 'vscode';
import { processName } from '../adapter/names';
import type { ProcessState } from '../protocol/viewer';
import type { HubLink } from '../viewer/hub-link';
import { replaced } from '../viewer/rolling-restart';
import { hostClock, until } from '../viewer/until';
import { attachedTo } from './actions/attached-to';
import { stopWords } from './actions/stop-words';
import type { Attachments } from './debug/attachments';
import { withLateProgress } from './late-progress';

/** How long a worker may take to answer what is in flight, and then to end by SIGTERM, in ms. */
const GRACE = 5_000;

/**
 * Restarts a worker: gracefully, or by SIGTERM where it does not go. A debugger is taken off it first, for while it is
 * paused it can't go.
 * @throws HubRequestError where its primary does not answer; an Error with a sentence where no other serves in its place
 */
export async function restartWorker(id: string, link: HubLink, attachments: Attachments): Promise<void> {
  const worker = link.model.processes.get(id);
  if (!worker) return;
  const work = leave(worker, link, attachments).then(() => replace(worker, link));
  await withLateProgress(vscode.l10n.t('Restarting {0}…', processName(worker, vscode.l10n.t)), work);
}

async function leave({ id, pid }: ProcessState, link: HubLink, attachments: Attachments): Promise<void> {
  const isGone = () => link.model.processes.get(id)?.state === 'exited';
  for (const target of attachedTo(id, link)) await attachments.detach(target);
  await link.request({ type: 'disconnectWorker', process: id });
  if (await until(link, hostClock, GRACE, isGone)) return;
  await link.request({ type: 'signal', process: id, signal: 'SIGTERM' });
  if (await until(link, hostClock, GRACE, isGone)) return;
  throw new Error(
    vscode.l10n.t('Process {0} has not ended by SIGTERM. End it with Send Signal…: SIGKILL.', pid ?? '?'),
  );
}

async function replace(worker: ProcessState, link: HubLink): Promise<void> {
  const { signal } = new AbortController();
  const stop = await replaced(worker, { link, clock: hostClock, signal });
  if (stop) throw new Error(stopWords(stop, vscode.l10n.t));
}
