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
});
