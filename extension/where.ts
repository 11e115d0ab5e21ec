// "Where is it?": the stack of a process or thread as it is now, as a list that leads into the code.
import * as vscode from 'vscode';
import type { Frame, Stack } from '../protocol/viewer';
import type { HubLink } from '../viewer/hub-link';
import { isFile } from './actions/stack-groups';
import { confirm } from './confirm';
import { withLateProgress } from './late-progress';
import { showInformation } from './notices';
import { assertSame } from './same-row';
import { openSite } from './sites';

/** Shows where a target is; `name` is what its row calls it. */
export async function showWhere(link: HubLink, target: string, name: string): Promise<void> {
  const stack = await stackOf(link, target, name);
  if (!stack) return;
  if (stack.state === 'code') await pickFrame(stack.frames, name);
  else void showInformation(withoutCode(stack.state, name));
}

/** `undefined` where the person does not want it by a signal. */
async function stackOf(link: HubLink, target: string, name: string): Promise<Stack | undefined> {
  const seen = link.model.target(target)?.process;
  const take = async (signal: boolean) => {
    if (seen) assertSame(link.model, seen);
    const taken = link.request({ type: 'takeStack', target, signal });
    return (await withLateProgress(vscode.l10n.t('Looking where {0} is…', name), taken)).stack;
  };
  return (await take(false)) ?? ((await mayBeSignalled(name)) ? take(true) : undefined);
}

function mayBeSignalled(name: string): Promise<boolean> {
  const { t } = vscode.l10n;
  const message = t('{0} does not answer: its event loop is blocked.', name);
  const detail = t(
    'To see where it is, its inspector must be opened by the signal SIGUSR1, and is closed when it goes on. A program with a listener of its own for SIGUSR1 would see the signal.',
  );
  return confirm(message, detail, t('Send SIGUSR1'));
}

function withoutCode(state: 'idle' | 'silent', name: string): string {
  if (state === 'idle') return vscode.l10n.t('{0} is idle: its event loop waits for something to do.', name);
  return vscode.l10n.t('{0} is in a call that lets nobody in, such as synchronous I/O, or it is stopped.', name);
}

async function pickFrame(frames: readonly Frame[], name: string): Promise<void> {
  const items = frames.map((frame) => ({ ...wordsOf(frame), frame }));
  const title = vscode.l10n.t('Where {0} is', name);
  const placeHolder = vscode.l10n.t('The innermost call comes first; choose one to open its code');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  if (chosen && isFile(chosen.frame.file)) await openSite(chosen.frame);
}

function wordsOf(frame: Frame): vscode.QuickPickItem {
  const file = isFile(frame.file) ? vscode.workspace.asRelativePath(frame.file) : frame.file;
  const label = frame.name || vscode.l10n.t('(anonymous)');
  return { label, description: file && `${file}:${frame.line}`, iconPath: iconOf(frame) };
}

function iconOf(frame: Frame): vscode.ThemeIcon {
  return new vscode.ThemeIcon(isFile(frame.file) ? 'debug-stackframe' : 'circle-small');
}
