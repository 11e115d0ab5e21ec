// Attach and detach as a person sees them: progress where it takes long, one sentence where it fails.
import * as vscode from 'vscode';
import { RELEASE_REQUEST } from '../adapter/launch-session';
import type { HubLink } from '../viewer/hub-link';
import type { Attachments } from './debug/attachments';
import { attachedIn, isAttached } from './debug/groups';
import type { RunSessions } from './debug/run-sessions';
import type { Standing } from './debug/standing';
import { withLateProgress } from './late-progress';
import { showInformation } from './notices';
import { rowOf } from './tree/row';

export interface AttachContext {
  link: HubLink;
  runs: RunSessions;
  attachments: Attachments;
  standing: Standing;
}

export class AttachCommands {
  readonly #context: AttachContext;

  constructor(context: AttachContext) {
    this.#context = context;
  }

  /** Attaches a debugger to a target; to one that has it already, leads there. */
  async attach(target: string): Promise<void> {
    const { attachments } = this.#context;
    if (attachments.has(target)) {
      await vscode.commands.executeCommand('workbench.debug.action.focusCallStackView');
      return;
    }
    const name = this.nameOf(target);
    try {
      await withLateProgress(vscode.l10n.t('Attaching to {0}…', name), attachments.attach(target));
    } catch (error) {
      throw new Error(vscode.l10n.t('Could not attach to {0}: {1}', name, (error as Error).message));
    }
  }

  /** Attaches to all that have no debugger yet; those that fail are told of in one sentence. */
  async attachAll(targets: string[]): Promise<void> {
    const { attachments, link } = this.#context;
    const free = targets.filter((id) => !attachments.has(id) && !isAttached(link.model, id));
    if (free.length === 0) return tellNothingToDo();
    const all = Promise.allSettled(free.map((id) => attachments.attach(id)));
    const results = await withLateProgress(vscode.l10n.t('Attaching to {0} targets…', free.length), all);
    const failed = results.filter((result) => result.status === 'rejected');
    if (!failed[0]) return;
    const { message } = failed[0].reason as Error;
    throw new Error(vscode.l10n.t('Could not attach to {0} of {1}: {2}', failed.length, free.length, message));
  }

  async detach(target: string): Promise<void> {
    const detached = this.#context.attachments.detach(target);
    await withLateProgress(vscode.l10n.t('Detaching from {0}…', this.nameOf(target)), detached);
  }

  /** Takes every debugger off a run, and attaches nothing more of it unasked. */
  async detachRun(run: string): Promise<void> {
    const { attachments, link, runs, standing } = this.#context;
    standing.leaveRun(run);
    await runs.ownerOf(run)?.customRequest(RELEASE_REQUEST);
    const attached = attachedIn(link.model, run);
    if (attached.length === 0) return tellNothingToDo();
    const all = Promise.all(attached.map((id) => attachments.detach(id)));
    await withLateProgress(vscode.l10n.t('Detaching from {0} targets…', attached.length), all);
  }

  /** What its row calls a target. */
  nameOf(target: string): string {
    const kind = target.includes(':') ? 'thread' : 'process';
    return rowOf(this.#context.link.model, { kind, id: target }, vscode.l10n.t)?.label ?? target;
  }
}

function tellNothingToDo(): void {
  void showInformation(vscode.l10n.t('There is nothing that this can be done to.'));
}
