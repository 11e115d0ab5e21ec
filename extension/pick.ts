// Lets a person pick a row where a command was not called on one.
import * as vscode from 'vscode';
import type { HubLink } from '../viewer/hub-link';
import type { Model } from '../viewer/model';
import { type AbilityReaders, abilitiesOf } from './actions/abilities';
import { showInformation } from './notices';
import { assertSame } from './same-row';
import { childrenOf, keyOf, type Node } from './tree/nodes';
import { rowOf } from './tree/row';

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'kind' in value && 'id' in value;
}

interface PickOptions {
  /** Comes first: whoever calls from the keyboard most likely means it. */
  selected?: Node | undefined;
  /** Only these. */
  among?: readonly string[] | undefined;
}

/**
 * Id of a row that has one of these abilities; `undefined` where the person chooses none.
 * @throws Error where the row that was chosen is another's by now
 */
export async function pickRow(
  { link, ...readers }: AbilityReaders & { link: HubLink },
  abilities: readonly string[],
  { selected, among }: PickOptions = {},
): Promise<string | undefined> {
  const { model } = link;
  const wanted = allNodes(model, undefined).filter(({ id }) => among?.includes(id) ?? true);
  const isAble = (node: Node) =>
    abilitiesOf(model, node, readers, vscode.l10n.t).some((each) => abilities.includes(each));
  const able = wanted.filter(isAble);
  const first = able.filter((node) => selected && keyOf(node) === keyOf(selected));
  const items = [...new Set([...first, ...able])].map((node) => itemOf(model, node));
  if (items.length === 0) {
    void showInformation(vscode.l10n.t('There is nothing that this can be done to.'));
    return undefined;
  }
  const placeHolder = vscode.l10n.t('Which one?');
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  if (chosen) assertSame(model, chosen);
  return chosen?.id;
}

/** Two runs may have workers of one name: where there are more, each says which it is of. */
function itemOf(model: Model, node: Node): vscode.QuickPickItem & { id: string; pid: number | null } {
  const row = rowOf(model, node, vscode.l10n.t);
  const run = model.runs.size > 1 && node.kind !== 'run' ? runOf(model, node) : '';
  const description = [row?.description, run].filter(Boolean).join(' · ');
  return { label: row?.label ?? '', description, id: node.id, pid: model.target(node.id)?.process.pid ?? null };
}

function runOf(model: Model, { id }: Node): string {
  return model.runs.get(model.target(id)?.process.run ?? '')?.name ?? '';
}

/** All rows, in the order of the tree. */
function allNodes(model: Model, above: Node | undefined): Node[] {
  return childrenOf(model, above).flatMap((node) => [node, ...allNodes(model, node)]);
}
