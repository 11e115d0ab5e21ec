// Insights beside the rows, with what they hold for who rests on them.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, type Subscribe } from './support/eventually';
import { sample, useLens } from './support/lens';

describe('insights', () => {
  const stage = useLens();

  it('say of a slot how often it was restarted and that it was given up, with the reason in the tooltip', async () => {
    const { lens } = stage;
    const program = sample('../test/fixtures/behaviour/insights/high-availability.js');
    await vscode.commands.executeCommand('workerLens.workers.focus');
    await lens.launch({ program });
    const pattern = /(restarted 5× in [\d.]+ s given up[\s\S]*){2}/;
    const read = () => (pattern.test(lens.text()) ? lens.text() : undefined);
    const changes = lens.api.view.tree.onDidChangeTreeData as Subscribe;
    const text = await eventually(changes, read, `a tree like ${pattern}`, () => lens.text());
    assert.match(
      text,
      /\n {4}worker \d+ crashed · code 1\n {6}Error fast crashed\n {6}restarted 5× in [\d.]+ s given up\n {6}slot \d restarted 5×/,
    );
    const { tree } = lens.api.view;
    const slot = [...lens.api.link.model.slots.values()].find(({ restarts }) => restarts === 5)!;
    const node = { kind: 'insight' as const, id: `${slot.id} crash-loop ${slot.id}` };
    const item = tree.item(node);
    assert.match(item.accessibilityInformation?.label ?? '', /^restarted 5× in [\d.]+ s, given up$/);
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'warning');
    const tooltip = tree.resolveTreeItem(item, node).tooltip as vscode.MarkdownString;
    assert.match(
      tooltip.value.replaceAll('\\', ''),
      /crashed 6 times, one after the other\..*Each ended with Error: \w+ crashed\./,
    );
  });

  it('gather a pool of two, with what it does, and say whose place a thread took', async () => {
    const { lens } = stage;
    await vscode.commands.executeCommand('workerLens.workers.focus');
    await lens.launch({ program: sample('thread-pool/app.js'), env: { WORKERS: '2', TASKS: '1000' } });
    const { tree } = lens.api.view;
    const changes = tree.onDidChangeTreeData as Subscribe;
    const rows =
      /\n {4}thread\.js × 2 [^\n]*\d busy · [\d.]+ tasks\/s\n {6}thread \d+ pool \d [^\n]*\n {6}thread \d+ pool \d /;
    const shown = () => rows.test(lens.text()) || undefined;
    await eventually(changes, shown, `a tree like ${rows}`, () => lens.text());
    const { model } = lens.api.link;
    const { id } = [...model.threads.values()].find(({ state }) => state !== 'exited')!;
    const group = tree.getParent({ kind: 'thread', id })!;
    assert.equal(tree.item(group).collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    const told = () =>
      tree.getChildren(group).map((node) => {
        const { tooltip } = tree.resolveTreeItem(tree.item(node), node);
        return (tooltip as vscode.MarkdownString).value.replaceAll('\\', '');
      });
    const isTold = () => told().some((text) => /In the place of: thread \d+, crashed/.test(text)) || undefined;
    await eventually(lens.api.link.onDidMeasure as Subscribe, isTold, 'a thread in the place of another', () =>
      told().join('\n\n'),
    );
  });
});
