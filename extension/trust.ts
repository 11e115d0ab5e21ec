// Workspaces that a person has not said to trust: nothing of them is run, and of the lens only what reads recordings is there.
import * as vscode from 'vscode';
import { TERMINAL_PROFILE } from './ids';

/** Does something as soon as the workspace is trusted: at once, where it is already. */
export function onceTrusted(action: () => void): vscode.Disposable {
  if (!vscode.workspace.isTrusted) return vscode.workspace.onDidGrantWorkspaceTrust(action);
  action();
  return vscode.Disposable.from();
}

/** Until then says why there are no observed terminals: package.json can't leave ours out of the list of terminals. */
export function refuseTerminals(): vscode.Disposable {
  if (vscode.workspace.isTrusted) return vscode.Disposable.from();
  const refusing = vscode.window.registerTerminalProfileProvider(TERMINAL_PROFILE, {
    provideTerminalProfile: () => {
      throw new Error(
        vscode.l10n.t('Trust this workspace first: what is started in an observed terminal is its code.'),
      );
    },
  });
  return vscode.Disposable.from(
    refusing,
    onceTrusted(() => refusing.dispose()),
  );
}
