// What rows say of how their targets do, against what the program did.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { eventually, type Subscribe } from './support/eventually';
import { type Lens, ROOT, sample, useLens } from './support/lens';
import { ask } from './support/requests';

const POOL = path.join(ROOT, 'test/fixtures/vscode/pool.js');

describe('figures in the tree', () => {
  const stage = useLens();

  beforeEach(async () => {
    // Who does not look is shown nothing new.
    await vscode.commands.executeCommand('workerLens.workers.focus');
  });
  afterEach(async () => {
    // As the tests' own settings have it.
    await set('figures', []);
    await set('sortBy', undefined);
  });

  async function set(name: string, value: unknown): Promise<void> {
    await vscode.workspace.getConfiguration('workerLens').update(name, value, vscode.ConfigurationTarget.Global);
  }

  /** Waits until the tree, as the editor is told of it, matches. */
  function shows(lens: Lens, pattern: RegExp): Promise<RegExpExecArray> {
    const changes = lens.api.view.tree.onDidChangeTreeData as Subscribe;
    return eventually(
      changes,
      () => pattern.exec(lens.text()) ?? undefined,
      `a tree like ${pattern}`,
      () => lens.text(),
    );
  }

  it('say what each process uses and serves, as a setting chooses, and stay at rest where nothing changes', async () => {
    const { lens } = stage;
    await set('figures', ['memory', 'requests']);
    const run = await lens.launch({ program: sample('basic-cluster/app.js'), env: { PORT: '0', WORKERS: '1' } });
    const { pid, addresses } = await lens.worker(run, 1);
    const port = addresses[0]?.port ?? 0;
    const asking = setInterval(() => void ask(port).catch(() => {}), 20);
    try {
      const [, memory, rate] = await shows(lens, /worker 1 :\d+ · (\d+) MB · ([3-9]\d)\/s/);
      const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
      assert.ok(Math.abs(Number(memory) - resident) < 0.3 * resident, `${memory} MB, of ${resident}`);
      assert.ok(Number(rate) <= 60, `${rate} requests a second, of 50`);
    } finally {
      clearInterval(asking);
    }
    await shows(lens, /worker 1 :\d+ · \d+ MB · 0\/s/);
    await set('figures', ['connections', 'messages', 'loop']);
    // So many that there is no room for its port.
    await shows(lens, /worker 1 0 conn\/s · 0 msg\/s · \d % loop/);
    const { id } = await lens.worker(run, 1);
    const item = lens.api.view.tree.item({ kind: 'process', id });
    const { tooltip } = lens.api.view.tree.resolveTreeItem(item, { kind: 'process', id });
    const text = (tooltip as vscode.MarkdownString).value.replaceAll('\\', '');
    for (const fact of [/CPU: \d+ %/, /Memory: \d+ MB/, /Heap: \d+ MB/, /Event loop late: \d+ ms/, /Handles: \w+ \d/])
      assert.match(text, fact);
  });

  it('fold many threads of one script, and sort them', async () => {
    const { lens } = stage;
    await set('figures', ['loop']);
    await lens.launch({ program: POOL });
    await shows(lens, /pool\.js × 8 [^\n]*\d+ % loop\n {6}thread 1 online · \d % loop/);
    await set('sortBy', 'loop');
    const [, share] = await shows(lens, /pool\.js × 8 [^\n]*\n {6}thread 8 \w+ · (\d+) % loop\n {6}thread 1 /);
    assert.ok(Number(share) > 20, `its loop was busy for ${share} %`);
  });

  it('lead to a row that is in a group', async () => {
    const { lens } = stage;
    const { view, tree } = lens.api.view;
    const run = await lens.launch({ program: POOL });
    const thread = await lens.once(
      'the threads',
      () =>
        [...lens.api.link.model.threads.values()].filter(
          ({ id }) => lens.api.link.model.target(id)?.process.run === run,
        )[7],
    );
    await view.reveal({ kind: 'thread', id: thread.id }, { select: true });
    assert.deepEqual(view.selection, [{ kind: 'thread', id: thread.id }]);
    assert.equal(tree.getParent({ kind: 'thread', id: thread.id })?.kind, 'group');
  });
});
