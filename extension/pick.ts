// Lets a person pick a row where a command was not called on one.
import * as vscode from 'vscode';
import type { HubLink } from '../viewer/hub-link';
import type { Model } from '../viewer/model';
import { childrenOf, type Node } from './tree/nodes';
import { rowOf } from './tree/row';

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

/** Id of a row that something can be done to, one of `among` where that is given; `undefined` where the person chooses none. */
export async function pickRow(link: HubLink, ability: string, among?: string[]): Promise<string | undefined> {
  const nodes = allNodes(link.model, undefined).filter(({ id }) => among?.includes(id) ?? true);
  const items = nodes.flatMap((node) => {
    const row = rowOf(link.model, node, vscode.l10n.t);
    return row?.abilities.includes(ability) ? [{ label: row.label, description: row.description, id: node.id }] : [];
  });
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is nothing that this can be done to.'));
    return undefined;
  }
  const placeHolder = vscode.l10n.t('Which one?');
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.id;
}

/** All rows, in the order of the tree. */
function allNodes(model: Model, above: Node | undefined): Node[] {
  return childrenOf(model, above).flatMap((node) => [node, ...allNodes(model, node)]);
}
