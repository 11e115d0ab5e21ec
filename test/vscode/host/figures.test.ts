// What rows say of how their targets do, against what the program did.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { eventually, type Subscribe } from './support/eventually';
import { type Lens, ROOT, sample, useLens } from './support/lens';
import { ask } from './support/requests';

/** How often figures are shown anew at most, in ms. */
const BEAT = 2_000;
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
      // Of 50 requests a second; how many of them come together in one period is the machine's affair.
      const [, memory] = await shows(lens, /worker 1 :\d+ · (\d+) MB · ([345]\d|60)\/s/);
      const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
      assert.ok(Math.abs(Number(memory) - resident) < 0.3 * resident, `${memory} MB, of ${resident}`);
    } finally {
      clearInterval(asking);
    }
    await shows(lens, /worker 1 :\d+ · \d+ MB · 0\/s/);
    await set('figures', ['connections', 'messages', 'loop']);
    // So many that there is no room for its port.
    await shows(lens, /worker 1 0 conn\/s · 0 msg\/s · \d % loop/);
    const { id } = await lens.worker(run, 1);
    const { tree } = lens.api.view;
    const told = () => {
      const { tooltip } = tree.resolveTreeItem(tree.item({ kind: 'process', id }), { kind: 'process', id });
      return (tooltip as vscode.MarkdownString).value.replaceAll('\\', '');
    };
    const times = [/Response time \(mean\): [\d.]+ ms/, /Response time \(95th percentile\): [\d.]+ ms/];
    for (const fact of [/CPU: \d+ %/, /Memory: \d+ MB/, /Heap: \d+ MB/, /Event loop late: \d+ ms/, ...times])
      assert.match(told(), fact);
    const socket = net.connect(port, '127.0.0.1');
    const holds = () => /Holds: \d+ socket/.test(told()) || undefined;
    await eventually(lens.api.link.onDidMeasure as Subscribe, holds, 'a socket that it holds', told);
    socket.destroy();
  });

  it('are all of one moment, until the next beat', async () => {
    const { lens } = stage;
    await set('figures', ['cpu', 'memory', 'requests']);
    const run = await lens.launch({ program: sample('basic-cluster/app.js'), env: { PORT: '0', WORKERS: '3' } });
    const { addresses } = await lens.worker(run, 3);
    const asking = setInterval(() => void ask(addresses[0]?.port ?? 0).catch(() => {}), 10);
    try {
      await shows(lens, /(\n +worker \d \d+ % · \d+ MB · \d+\/s){3}/);
      const began = performance.now();
      const texts = new Set<string>();
      let measures = 0;
      const hasRead = () => {
        texts.add(lens.text());
        return ++measures >= 12 || undefined;
      };
      await eventually(lens.api.link.onDidMeasure as Subscribe, hasRead, 'figures told again and again');
      const beats = Math.ceil((performance.now() - began) / BEAT) + 1;
      assert.ok(texts.size <= beats, `${texts.size} texts in ${beats} beats:\n${[...texts].join('\n')}`);
    } finally {
      clearInterval(asking);
    }
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
    await vscode.commands.executeCommand('workerLens.showRow', thread.id);
    const isSelected = () => view.selection[0]?.kind === 'thread' && view.selection[0].id === thread.id;
    await eventually(view.onDidChangeSelection, () => isSelected() || undefined, 'its row selected');
    assert.equal(tree.getParent({ kind: 'thread', id: thread.id })?.kind, 'group');
  });
});
