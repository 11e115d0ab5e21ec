// Asks a person which next target is to stop at its first line.
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Model } from '../../viewer/model';
import { type NextChoice, nextChoices } from './next-choices';
import type { Next } from './standing';

/** The likeliest for a row's process or thread first; `undefined` where the person chooses none. */
export async function pickNext(model: Model, target: string | undefined): Promise<Next | undefined> {
  const run = target === undefined ? undefined : model.target(target)?.process.run;
  const choice = await vscode.window.showQuickPick(nextChoices(model, target, vscode.l10n.t), {
    title: vscode.l10n.t('Debug Next'),
    placeHolder: vscode.l10n.t('Which one is to stop at its first line?'),
  });
  const chosen = choice?.ask ? await askCondition(choice, choice.ask) : choice;
  return chosen && { label: chosen.label, match: chosen.match, run: run ?? null };
}

async function askCondition(choice: NextChoice, field: 'script' | 'name'): Promise<NextChoice | undefined> {
  const { t } = vscode.l10n;
  const active = vscode.window.activeTextEditor?.document;
  const glob = await vscode.window.showInputBox({
    title: t('Debug Next'),
    prompt:
      field === 'script' ? t('Its script, as a glob such as **/mail.js') : t('Its name, as a glob such as mail-*'),
    value: field === 'script' && active?.uri.scheme === 'file' ? path.basename(active.uri.fsPath) : '*',
  });
  return glob ? { label: choice.label.replace('…', glob), match: { ...choice.match, [field]: glob } } : undefined;
}
