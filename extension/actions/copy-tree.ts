// Copies the tree, or what is beneath one row, to the clipboard.
import * as vscode from 'vscode';
import type { Model } from '../../viewer/model';
import type { Node } from '../tree/nodes';
import { type Seen, treeReport, treeText } from './tree-report';

/** How long the status bar says that it was done, in ms. */
const SAID_FOR = 3_000;

/** @param node the row that is meant; the whole tree without one */
export async function copyTreeAsText(model: Model, node: Node | undefined, seen: Seen): Promise<void> {
  await copy(treeText(model, node, vscode.l10n.t, seen), vscode.l10n.t('Tree copied as text'));
}

/** @param node the row that is meant; the whole tree without one */
export async function copyTreeAsJson(model: Model, node: Node | undefined, seen: Seen): Promise<void> {
  await copy(JSON.stringify(treeReport(model, node, seen), null, 2), vscode.l10n.t('Tree copied as JSON'));
}

async function copy(text: string, said: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(said, SAID_FOR);
}
