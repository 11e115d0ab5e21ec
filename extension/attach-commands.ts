// Attach and detach as a person sees them: progress where it takes long, one sentence where it fails.
import * as vscode from 'vscode';
import type { HubLink } from '../viewer/hub-link';
import type { Attachments } from './debug/attachments';
import { withLateProgress } from './late-progress';
import { rowOf } from './tree/row';

export class AttachCommands {
  readonly #attachments: Attachments;
  readonly #link: HubLink;

  constructor(attachments: Attachments, link: HubLink) {
    this.#attachments = attachments;
    this.#link = link;
  }

  /** Attaches a debugger to a target; to one that has it already, leads there. */
  async attach(target: string): Promise<void> {
    if (this.#attachments.has(target)) {
      await vscode.commands.executeCommand('workbench.debug.action.focusCallStackView');
      return;
    }
    const name = this.#nameOf(target);
    try {
      const attached = this.#attachments.attach(target);
      await withLateProgress(vscode.l10n.t('Attaching to {0}…', name), attached);
    } catch (error) {
      throw new Error(vscode.l10n.t('Could not attach to {0}: {1}', name, (error as Error).message));
    }
  }

  async detach(target: string): Promise<void> {
    const detached = this.#attachments.detach(target);
    await withLateProgress(vscode.l10n.t('Detaching from {0}…', this.#nameOf(target)), detached);
  }

  #nameOf(target: string): string {
    const kind = target.includes(':') ? 'thread' : 'process';
    return rowOf(this.#link.model, { kind, id: target }, vscode.l10n.t)?.label ?? target;
  }
}
