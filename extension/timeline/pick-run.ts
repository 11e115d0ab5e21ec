// Lets a person choose among runs where a command was not called on one.
import * as vscode from 'vscode';
import type { RunState } from '../../protocol/viewer';
import type { HubLink } from '../../viewer/hub-link';

/** Chosen in place of a run; no id of one reads so. */
export const FILE = 'file';

interface RunItem extends vscode.QuickPickItem {
  run: string;
}

/** The only run there is, or the one that a person picks; `undefined` for none. */
export async function pickRun({ model }: HubLink): Promise<string | undefined> {
  const items = itemsOf([...model.runs.values()]);
  if (items.length === 0) throw new Error(vscode.l10n.t('No run is known. Start a program with the lens first.'));
  if (items.length === 1) return items[0]?.run;
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which run?') }))?.run;
}

/**
 * A run, or `file` where a person would rather take a recording, or there are no others.
 * @param others not to be offered
 */
export async function pickRunOrFile(
  { model }: HubLink,
  others: readonly unknown[],
  placeHolder: string,
): Promise<string | undefined> {
  const runs = itemsOf([...model.runs.values()].filter(({ id, root }) => root !== null && !others.includes(id)));
  if (runs.length === 0) return FILE;
  const iconPath = new vscode.ThemeIcon('folder-opened');
  const items: RunItem[] = [...runs, { label: vscode.l10n.t('Recordings on disk…'), iconPath, run: FILE }];
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.run;
}

/** The last one first. */
function itemsOf(runs: RunState[]): RunItem[] {
  const { t } = vscode.l10n;
  return runs
    .sort((a, b) => b.started - a.started)
    .map(({ id, name, state, startedAt }) => ({
      label: name,
      description: state === 'ended' ? t('ended') : t('running'),
      detail: t('started {0}', new Date(startedAt).toLocaleTimeString()),
      run: id,
    }));
}
