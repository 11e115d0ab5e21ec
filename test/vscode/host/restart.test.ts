// Restart of one worker.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { useDebuggerWatch } from './support/debugger';
import { sample, useLens } from './support/lens';
import { isAlive } from './support/processes';

describe('restart', () => {
  const stage = useLens();
  const debuggers = useDebuggerWatch();
  const cluster = { program: sample('basic-cluster/app.js'), env: { PORT: '0', WORKERS: '2' } };
  const restart = (id: string) => vscode.commands.executeCommand('workerLens.restartWorker', { kind: 'process', id });

  it('lets a worker leave, and waits for the one that takes its slot', async () => {
    const { lens } = stage;
    const run = await lens.launch(cluster);
    const { id, pid } = await lens.worker(run, 2);
    await restart(id);
    assert.equal(isAlive(pid ?? 0), false);
    assert.match(lens.text(), /worker 3 .*\n {6}slot 2 restarted 1×\n {8}\d\d:\d\d voluntary exit/);
  });

  it('takes the debugger off first', async () => {
    const { lens } = stage;
    const run = await lens.launch(cluster);
    const { id } = await lens.worker(run, 1);
    await vscode.commands.executeCommand('workerLens.pause', { kind: 'process', id });
    await debuggers.watch.stop();
    await restart(id);
    assert.match(lens.text(), /worker 3 .*\n {6}slot 1 restarted 1×\n {8}\d\d:\d\d voluntary exit/);
  });

  it('of the run is offered for what this window started', async () => {
    const { lens } = stage;
    const run = await lens.launch(cluster);
    const { pid } = await lens.worker(run, 1);
    const { tree } = lens.api.view;
    assert.match(tree.item({ kind: 'run', id: run }).contextValue ?? '', /\brestartable\b/);
    await vscode.commands.executeCommand('workerLens.restartRun', { kind: 'run', id: run });
    assert.equal(isAlive(pid ?? 0), false);
    await lens.tree(/^app\.js running\n {2}primary .*\n {4}worker 1 [\s\S]*\napp\.js asked for/);
    assert.doesNotMatch(tree.item({ kind: 'run', id: run }).contextValue ?? '', /\brestartable\b/);
  });
});
