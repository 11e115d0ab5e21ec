// Signals that a person can send from the tree, the gentlest first.
import * as vscode from 'vscode';
import type { ViewerToHub } from '../protocol/viewer';

export type Signal = Extract<ViewerToHub, { type: 'signal' }>['signal'];

/** Lets a person choose a signal; `undefined` where they choose none. */
export async function pickSignal(): Promise<Signal | undefined> {
  const placeHolder = vscode.l10n.t('Signal to send');
  return (await vscode.window.showQuickPick(signals(), { placeHolder }))?.label;
}

function signals(): { label: Signal; description: string }[] {
  const { t } = vscode.l10n;
  return [
    { label: 'SIGTERM', description: t('ask it to end') },
    { label: 'SIGINT', description: t('as Ctrl-C does') },
    { label: 'SIGHUP', description: t('as a terminal that closes does') },
    { label: 'SIGUSR2', description: t('for the program to decide') },
    { label: 'SIGSTOP', description: t('suspend it') },
    { label: 'SIGCONT', description: t('resume it after SIGSTOP') },
    { label: 'SIGKILL', description: t('end it at once') },
  ];
}
