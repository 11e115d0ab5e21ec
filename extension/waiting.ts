// Shows that a person waits for the next target, above the tree and in the status bar, where a click ends it.
import * as vscode from 'vscode';
import type { Standing } from './debug/standing';
import { COMMANDS, CONTEXT_KEYS } from './ids';
import type { WorkersView } from './tree/workers-view';

export function showWaiting(standing: Standing, { view }: WorkersView): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('workerLens.waiting', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Worker Lens: Debug Next');
  item.command = COMMANDS.cancelNext;
  item.tooltip = vscode.l10n.t('Click to wait no more');
  const update = () => {
    const { next } = standing;
    void vscode.commands.executeCommand('setContext', CONTEXT_KEYS.waiting, next !== undefined);
    item.text = `$(debug-pause) ${vscode.l10n.t('next {0}', next?.label ?? '')}`;
    view.message = next ? vscode.l10n.t('Waiting for the next {0}, to stop it at its first line.', next.label) : '';
    if (next) item.show();
    else item.hide();
  };
  return vscode.Disposable.from(item, standing.onDidChange(update));
}
