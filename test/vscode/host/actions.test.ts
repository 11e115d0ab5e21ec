// What a person does from the tree, held against what the program did.
import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import * as vscode from 'vscode';
import type { ProcessState } from '../../../protocol/viewer';
import { sample, useLens } from './support/lens';

/** One request on a connection of its own. */
function status(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false });
    get({ port, agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    }).on('error', reject);
  });
}

describe('actions', () => {
  const stage = useLens();
  const cluster = { program: sample('basic-cluster/app.js'), env: { PORT: '0', WORKERS: '2' } };
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(`workerLens.${command}`, ...args);
  const node = (id: string) => ({ kind: 'process', id });

  it('restart all workers one by one: every request is answered, every pid is new', async () => {
    const { lens } = stage;
    const id = await lens.launch({ ...cluster, env: { PORT: '0', WORKERS: '3' } });
    const before: ProcessState[] = [];
    for (const worker of [1, 2, 3]) before.push(await lens.worker(id, worker));
    const [first] = before;
    const workers = () =>
      [...lens.api.link.model.processes.values()].filter((each) => each.run === id && each.kind === 'worker');
    let fewest = 3;
    const watch = lens.api.link.onDidChange(() => {
      fewest = Math.min(fewest, workers().filter(({ state }) => state === 'listening').length);
    });
    const statuses: number[] = [];
    let isOver = false;
    const load = (async () => {
      while (!isOver) statuses.push(await status(first?.addresses[0]?.port ?? 0));
    })();
    await run('restartAll', node(first?.parent ?? ''));
    isOver = true;
    await load;
    watch.dispose();
    assert.deepEqual([...new Set(statuses)], [200], `of ${statuses.length}`);
    assert.equal(fewest, 2);
    const live = workers().filter(({ state }) => state === 'listening');
    assert.equal(live.length, 3);
    assert.deepEqual(
      live.filter(({ pid }) => before.some((old) => old.pid === pid)),
      [],
    );
  });

  it('where are all: one page, with those at one place folded, and who is idle', async () => {
    const { lens } = stage;
    const id = await lens.launch(cluster);
    await lens.worker(id, 1);
    await lens.worker(id, 2);
    await run('whereAll', { kind: 'run', id });
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, 'worker-lens-stacks');
    const text = document?.getText() ?? '';
    assert.match(text, /^Where all of app\.js were · 3 asked/);
    assert.match(
      text,
      /\n3 processes and threads idle: .*\n {2}primary · pid \d+, worker 1 · pid \d+, worker 2 · pid \d+\n/,
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('send a message: the program receives it, and the tree counts it', async () => {
    const { lens } = stage;
    const id = await lens.launch(cluster);
    const worker = await lens.worker(id, 1);
    await run('sendMessage', node(worker.id), '{"cmd":"reload"}');
    await lens.once('the message received', () => lens.process(worker.id).messages.received === 1 || undefined);
  });

  it('copy as text and as JSON', async () => {
    const { lens } = stage;
    const id = await lens.launch(cluster);
    const { pid } = await lens.worker(id, 1);
    await run('copyTreeAsText');
    assert.match(
      await vscode.env.clipboard.readText(),
      new RegExp(`^app\\.js running\\n {2}primary.*\\n {4}worker 1 pid ${pid}`),
    );
    await run('copyTreeAsJson', { kind: 'run', id });
    const { format, runs } = JSON.parse(await vscode.env.clipboard.readText());
    assert.deepEqual([format, runs.length], ['worker-lens-tree', 1]);
  });
});
