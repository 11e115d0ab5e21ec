// Lets a person choose what siblings in the tree are sorted by.
import * as vscode from 'vscode';
import { SETTINGS } from '../ids';
import { FIGURES, figureName } from './figures';

export async function chooseOrder(): Promise<void> {
  const { l10n, workspace, window } = vscode;
  const now = workspace.getConfiguration().get(SETTINGS.sortBy);
  const choices = [
    { label: l10n.t('Creation'), description: l10n.t('as they were made, workers by their slots'), value: 'creation' },
    ...FIGURES.map((name) => ({ label: capital(figureName(name, l10n.t)), description: '', value: name })),
  ].map((choice) => ({ ...choice, iconPath: new vscode.ThemeIcon(choice.value === now ? 'check' : 'blank') }));
  const placeHolder = l10n.t('What to sort processes and threads by, the highest first');
  const chosen = await window.showQuickPick(choices, { placeHolder });
  if (chosen) await workspace.getConfiguration().update(SETTINGS.sortBy, chosen.value, scope());
}

/** Where it is set for the workspace already, there it is changed; else for all of the person's windows. */
function scope(): vscode.ConfigurationTarget {
  const set = vscode.workspace.getConfiguration().inspect(SETTINGS.sortBy)?.workspaceValue !== undefined;
  return set ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
