// "Where Are All?": the stacks of a run's processes and threads side by side, on a page that can be saved for a report.
import * as vscode from 'vscode';
import { processRow, threadRow } from '../../adapter/names';
import type { ProcessState, Stack, ThreadState } from '../../protocol/viewer';
import type { HubLink } from '../../viewer/hub-link';
import type { Model } from '../../viewer/model';
import { confirm } from '../confirm';
import { withNotice } from '../notices';
import { assertSame } from '../same-row';
import { livingBeneath } from './beneath';
import { boundedAll } from './bounded';
import { groupStacks, type Taken } from './stack-groups';
import type { StacksDocuments } from './stacks-documents';
import { stacksPage } from './stacks-page';

/** How many processes are asked at a time: each is paused for a moment, and the machine is to stay usable. */
const WIDTH = 4;

type Target = ProcessState | ThreadState;
/** A stack, a sentence that says why there is none, or nothing: a signal would have to be sent. */
type Answer = Stack | string | undefined;

/** @param which a run, a process for all beneath it, or targets */
export async function showWhereAll(link: HubLink, pages: StacksDocuments, which: string | string[]): Promise<void> {
  const { model } = link;
  const targets = typeof which === 'string' ? livingBeneath(model, which) : which.flatMap((id) => stateOf(model, id));
  if (targets.length === 0) throw new Error(vscode.l10n.t('There is nothing that this can be done to.'));
  const name = nameOf(model, which);
  const answers = await takeAll(link, targets, name);
  if (!answers) return;
  const taken = targets.map((target) => describe(model, target, answers.get(target.id)));
  const title = vscode.l10n.t(
    'Where all of {0} were · {1} asked · {2}',
    name,
    taken.length,
    new Date().toLocaleString(),
  );
  const needs = { t: vscode.l10n.t, shorten: (file: string) => vscode.workspace.asRelativePath(file) };
  await pages.show(name, stacksPage(title, groupStacks(taken), needs));
}

/**
 * What each target answered, by id; `undefined` where the person cancelled.
 * @throws Error where one is another's by the time that signals may be sent
 */
async function takeAll(link: HubLink, targets: Target[], name: string): Promise<Map<string, Answer> | undefined> {
  const answers = await takeEach(link, targets, name, false);
  const blocked = targets.filter(({ id }) => answers?.has(id) && answers.get(id) === undefined);
  const seen = blocked.flatMap(({ id }) => link.model.target(id)?.process ?? []);
  if (!answers || blocked.length === 0 || !(await mayBeSignalled(blocked.length))) return answers;
  for (const each of seen) assertSame(link.model, each);
  const more = await takeEach(link, blocked, name, true);
  return more && new Map([...answers, ...more]);
}

function mayBeSignalled(count: number): Promise<boolean> {
  const { t } = vscode.l10n;
  const detail = t(
    'To see where it is, its inspector must be opened by the signal SIGUSR1, and is closed when it goes on. A program with a listener of its own for SIGUSR1 would see the signal.',
  );
  return confirm(t('{0} do not answer: their event loops are blocked.', count), detail, t('Send SIGUSR1'));
}

async function takeEach(
  link: HubLink,
  targets: Target[],
  name: string,
  signal: boolean,
): Promise<Map<string, Answer> | undefined> {
  const answers = new Map<string, Answer>();
  const title = vscode.l10n.t('Looking where all of {0} are…', name);
  const isCancelled = await withNotice(title, true, async (progress, cancel) => {
    const ask = async (own: Target[]) => {
      // One after the other: a process and its threads are asked through one inspector.
      for (const target of own) {
        if (cancel.isCancellationRequested) return;
        answers.set(target.id, await take(link, target, signal));
        const message = vscode.l10n.t('{0} of {1}', answers.size, targets.length);
        progress.report({ message, increment: 100 / targets.length });
      }
    };
    const done = boundedAll(byProcess(targets), WIDTH, ask, () => cancel.isCancellationRequested);
    await Promise.race([done, new Promise((resolve) => cancel.onCancellationRequested(resolve))]);
    return cancel.isCancellationRequested;
  });
  return isCancelled ? undefined : answers;
}

async function take(link: HubLink, target: Target, signal: boolean): Promise<Answer> {
  if (target.notObserved) return vscode.l10n.t('not observed');
  try {
    return (await link.request({ type: 'takeStack', target: target.id, signal })).stack;
  } catch (error) {
    return (error as Error).message;
  }
}

function byProcess(targets: Target[]): Target[][] {
  const groups = new Map<string, Target[]>();
  for (const target of targets) {
    const process = 'thread' in target ? target.process : target.id;
    groups.set(process, [...(groups.get(process) ?? []), target]);
  }
  return [...groups.values()];
}

function describe(model: Model, target: Target, answer: Answer): Taken {
  const { t } = vscode.l10n;
  const stack = answer ?? t('it does not answer: its event loop is blocked.');
  if ('thread' in target) return { name: threadRow(model, target, t), kind: 'thread', stack };
  return { name: processRow(target, t), kind: target.kind === 'worker' ? 'worker' : 'other', stack };
}

function stateOf(model: Model, id: string): Target[] {
  const found = model.target(id);
  return found ? [found.thread ?? found.process] : [];
}

/** What its run is called, and the process where it is not the whole run. */
function nameOf(model: Model, which: string | string[]): string {
  const id = typeof which === 'string' ? which : (which[0] ?? '');
  const process = model.target(id)?.process;
  const run = model.runs.get(process?.run ?? id)?.name ?? '';
  const isPart = typeof which === 'string' && process && process.parent !== null;
  return isPart ? `${run} · ${processRow(process, vscode.l10n.t)}` : run;
}
