// The tree: what lives, how it ended, and who took its place.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './support/eventually';
import { sample, useLens } from './support/lens';

describe('tree', () => {
  const stage = useLens();
  const cluster = { program: sample('basic-cluster/app.js'), env: { PORT: '0', WORKERS: '2' } };

  it('shows the primary and its workers with pid and port', async () => {
    const { lens } = stage;
    await lens.launch(cluster);
    const text = await lens.tree(/worker 1 pid \d+ · :\d+\n.*worker 2 pid \d+ · :\d+/);
    assert.match(
      text,
      /^app\.js running\n {2}primary pid \d+ · online\n {4}worker 1 pid \d+ · :(\d+)\n {4}worker 2 pid \d+ · :\1$/,
    );
  });

  it('shows threads under their process', async () => {
    const { lens } = stage;
    await lens.launch({ program: sample('cluster-and-threads/app.js'), env: { PORT: '0', WORKERS: '1' } });
    await lens.tree(/worker 1 pid \d+ · :\d+\n {6}thread 1 sum · online$/);
  });

  it('shows what a killed worker ended with under the one that took its slot', async () => {
    const { lens } = stage;
    const run = await lens.launch(cluster);
    const { id } = await lens.worker(run, 2);
    await vscode.commands.executeCommand('workerLens.kill', { kind: 'process', id });
    await lens.tree(/worker 3 pid \d+ · :\d+\n {6}slot 2 restarted 1×\n {8}\d\d:\d\d asked for · SIGTERM$/);
  });

  it('counts crashes on the badge until a person looks', async () => {
    const { lens } = stage;
    const { view } = lens.api.view;
    const visible = (wanted: boolean) =>
      eventually(view.onDidChangeVisibility, () => view.visible === wanted || undefined, `visible: ${wanted}`);
    // Tests before this one may have left it open: then nothing would tell when the start has opened it.
    await vscode.commands.executeCommand('workbench.view.explorer');
    await visible(false);
    const run = await lens.launch(cluster);
    const workers = await Promise.all([1, 2].map((id) => lens.worker(run, id)));
    // A start opens the view.
    await visible(true);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await visible(false);
    for (const { pid } of workers) process.kill(pid ?? 0, 'SIGKILL');
    await lens.tree(/(\d\d:\d\d crashed · SIGKILL(.*\n)*.*){2}/);
    assert.deepEqual(view.badge, { value: 2, tooltip: '2 crashed since you last looked' });
    await vscode.commands.executeCommand('workerLens.workers.focus');
    await visible(true);
    assert.equal(view.badge, undefined);
  });

  it('shows a graceful end as voluntary', async () => {
    const { lens } = stage;
    const run = await lens.launch(cluster);
    const { id } = await lens.worker(run, 1);
    await vscode.commands.executeCommand('workerLens.disconnect', { kind: 'process', id });
    await lens.tree(/\d\d:\d\d voluntary exit/);
    assert.equal(lens.api.view.view.badge, undefined);
  });

  it('shows a program with a syntax error as crashed, with the error', async () => {
    const { lens } = stage;
    await lens.launch({ program: sample('../test/fixtures/adapter/syntax-error.js') });
    await lens.tree(
      /^syntax-error\.js crashed · code 1\n {2}main process crashed · code 1\n {4}SyntaxError Unexpected token ';'$/,
    );
  });

  it('gives every row an id, words for a screen reader, and a tooltip without links', async () => {
    const { lens } = stage;
    const run = await lens.launch(cluster);
    const { id } = await lens.worker(run, 1);
    const { tree } = lens.api.view;
    const item = tree.item({ kind: 'process', id });
    assert.equal(item.id, `process ${id}`);
    assert.match(item.accessibilityInformation?.label ?? '', /^worker 1, slot 1, listening :\d+, pid \d+$/);
    const { tooltip } = tree.resolveTreeItem(item, { kind: 'process', id });
    const text = (tooltip as vscode.MarkdownString).value.replaceAll('\\', '');
    assert.match(text, /\*\*worker 1\*\*/);
    assert.match(text, /Made at: .*app\.js:\d+/);
    assert.match(text, /Inspector: closed/);
  });

  it('gives a row that is read again by itself the id that it had, also with its first child since', async () => {
    const { lens } = stage;
    const { tree } = lens.api.view;
    const run = await lens.launch({ program: sample('../test/fixtures/vscode/thread-on-signal.js') });
    const { id, pid } = await lens.worker(run, 1);
    const worker = { kind: 'process' as const, id };
    const idInList = async () => {
      const node = tree.getChildren(tree.getParent(worker)).find((each) => each.id === id)!;
      return (await tree.getTreeItem(node)).id;
    };
    assert.equal(await idInList(), `process ${id}`);
    const thread = lens.once('a thread', () => lens.api.link.model.threadsIn(id).length > 0 || undefined);
    process.kill(pid!, 'SIGUSR2');
    await thread;
    assert.equal((await tree.getTreeItem(worker)).id, `process ${id}`);
    assert.equal(await idInList(), `process ${id} with children`);
  });

  it('forgets ended runs when it is told to', async () => {
    const { lens } = stage;
    await lens.launch({ program: sample('basic-worker-thread/main.js') });
    await lens.tree(/main\.js exited/);
    await vscode.commands.executeCommand('workerLens.clearEnded');
    await lens.tree(/^$/);
  });
});
