// Restart of one worker: it leaves, and its primary starts another in its place, as the program would by itself.
import * as vscode from 'vscode';
import { processName } from '../adapter/names';
import type { ProcessState } from '../protocol/viewer';
import type { HubLink } from '../viewer/hub-link';
import type { Attachments } from './debug/attachments';
import { withLateProgress } from './late-progress';

/** How long a worker may take to answer what is in flight, and then to end by SIGTERM, in ms. */
const GRACE = 5_000;
/** How long its primary may take to start another, in ms. */
const REPLACED_WITHIN = 5_000;

/**
 * Restarts a worker: gracefully, or by SIGTERM where it does not go. A debugger is taken off it first, for while it is
 * paused it can't go.
 * @throws HubRequestError where its primary does not answer; an Error with a sentence where no other takes its place
 */
export async function restartWorker(id: string, link: HubLink, attachments: Attachments): Promise<void> {
  const worker = link.model.processes.get(id);
  if (!worker) return;
  const work = leave(worker, link, attachments).then(() => replaced(worker, link));
  await withLateProgress(vscode.l10n.t('Restarting {0}…', processName(worker, vscode.l10n.t)), work);
}

async function leave({ id, pid }: ProcessState, link: HubLink, attachments: Attachments): Promise<void> {
  const isGone = () => link.model.processes.get(id)?.state === 'exited';
  for (const target of attachedTo(id, link)) await attachments.detach(target);
  await link.request({ type: 'disconnectWorker', process: id });
  if (await until(link, GRACE, isGone)) return;
  await link.request({ type: 'signal', process: id, signal: 'SIGTERM' });
  if (await until(link, GRACE, isGone)) return;
  throw new Error(
    vscode.l10n.t('Process {0} has not ended by SIGTERM. End it with Send Signal…: SIGKILL.', pid ?? '?'),
  );
}

async function replaced({ id, parent, worker }: ProcessState, link: HubLink): Promise<void> {
  const slot = () => link.model.slotsOf(parent ?? '').find((each) => each.slot === worker?.slot);
  const isTaken = () => ![null, undefined, id].includes(slot()?.current);
  if (await until(link, REPLACED_WITHIN, isTaken)) return;
  throw new Error(
    vscode.l10n.t(
      'Worker {0} has ended, and its primary has not started another within 5 seconds. Many programs only replace workers that crash: these restart one by Kill.',
      worker?.id ?? '?',
    ),
  );
}

/** The main thread and the threads of a process that have a debugger. */
function attachedTo(id: string, { model }: HubLink): string[] {
  const threads = [...model.threads.values()].filter((thread) => thread.process === id);
  const process = model.processes.get(id);
  return [...(process ? [process] : []), ...threads].filter((each) => each.inspector.attached).map((each) => each.id);
}

/** Waits for something in the model; tells whether it came within a time in ms. */
function until(link: HubLink, time: number, holds: () => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (held: boolean) => {
      clearTimeout(deadline);
      listener.dispose();
      resolve(held);
    };
    const deadline = setTimeout(() => settle(false), time);
    const listener = link.onDidChange(() => {
      if (holds()) settle(true);
    });
    if (holds()) settle(true);
  });
}
