// The hub's part as the window sees it.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readRendezvous, rendezvousDirectory } from '../../../protocol/rendezvous';
import { sample, useLens } from './support/lens';
import { isAlive } from './support/processes';

describe('hub', () => {
  const stage = useLens();

  it('is started again when it dies, and the program runs on', async () => {
    const { lens } = stage;
    const run = await lens.launch({ program: sample('basic-cluster/app.js'), env: { PORT: '0', WORKERS: '2' } });
    const workers = [await lens.worker(run, 1), await lens.worker(run, 2)];
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const before = readRendezvous(rendezvousDirectory(folder))?.pid ?? 0;
    const restarted = new Promise((resolve) => {
      const subscription = lens.api.link.onDidChangeState((event) => {
        if (event.state !== 'connected' || !event.restarted) return;
        subscription.dispose();
        resolve(event);
      });
    });
    process.kill(before, 'SIGKILL');
    await restarted;
    assert.notEqual((await lens.api.link.connect()).hubPid, before);
    await lens.tree(/worker 1 pid \d+ · :\d+\n {4}worker 2 pid \d+ · :\d+/);
    assert.deepEqual(
      workers.map(({ pid }) => isAlive(pid ?? 0)),
      [true, true],
    );
  });
});
