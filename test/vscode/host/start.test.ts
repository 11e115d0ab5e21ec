// Starting a program with no launch.json.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { sample, useLens } from './support/lens';

describe('start', () => {
  const stage = useLens();

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('runs the active file', async () => {
    const { lens } = stage;
    await vscode.window.showTextDocument(vscode.Uri.file(sample('basic-worker-thread/main.js')));
    await vscode.commands.executeCommand('workerLens.start');
    await lens.tree(/^main\.js exited\n/);
  });

  it('runs what package.json names as main where no program is open', async () => {
    const { lens } = stage;
    await vscode.commands.executeCommand('workerLens.start');
    await lens.tree(/^app\.js running\n {2}primary/);
    const [run] = [...lens.api.link.model.runs.values()];
    const root = lens.process(run?.root ?? '');
    assert.equal(path.basename(root.script), 'app.js');
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    assert.equal(root.cwd, folder);
  });
});
