// What stands above a line that makes workers, threads or children, and what its commands do.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './support/eventually';
import { sample, useLens } from './support/lens';

describe('code lens', () => {
  const stage = useLens();
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'wl-lens-')));
  const program = path.join(folder, 'app.js');
  const launch = { program, env: { PORT: '0', WORKERS: '2' } };
  const uri = vscode.Uri.file(program);

  const autoSave = (value: string | undefined) =>
    vscode.workspace.getConfiguration('files').update('autoSave', value, vscode.ConfigurationTarget.Global);

  before(async () => {
    fs.cpSync(sample('cluster-and-threads'), folder, { recursive: true });
    // What is started must be what the editor shows: an older text could be saved by itself at any time.
    await autoSave('off');
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(async () => {
    await autoSave(undefined);
    fs.rmSync(folder, { recursive: true });
  });

  interface Shown {
    line: string;
    title: string;
    lens: vscode.CodeLens;
  }

  /** The lenses of the program now. */
  async function lenses(): Promise<Shown[]> {
    const document = await vscode.workspace.openTextDocument(uri);
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    const own = all.filter(({ command }) => command?.command.startsWith('workerLens.'));
    return own.map((lens) => ({
      line: document.lineAt(lens.range.start.line).text.trim(),
      title: lens.command?.title ?? '',
      lens,
    }));
  }

  /** Waits until the lenses read as wanted, each as `line: words`. */
  async function shows(wanted: string[]): Promise<Shown[]> {
    const { link } = stage.lens.api;
    const subscribe = (look: () => void) => {
      // The lenses follow the model a moment later.
      const timer = setInterval(look, 100);
      const changes = link.onDidChange(look);
      return { dispose: () => [clearInterval(timer), changes.dispose()] };
    };
    let last: Shown[] | undefined;
    const textOf = () => last?.map(({ line, title }) => `${line}: ${title}`).sort();
    return eventually(
      subscribe,
      () => {
        void lenses().then((found) => {
          last = found;
        });
        return JSON.stringify(textOf()) === JSON.stringify([...wanted].sort()) ? last : undefined;
      },
      `lenses ${wanted}`,
      () => textOf()?.join('\n') ?? 'nothing was read',
    );
  }

  const FORK = 'const worker = cluster.fork();';
  const THREAD = "const thread = new Worker(path.join(__dirname, 'thread.js'), { name: 'sum' });";

  it('says what came of each line, while it lives and after', async () => {
    const { lens } = stage;
    const run = await lens.launch(launch);
    const { pid } = await lens.worker(run, 1);
    await shows([`${FORK}: 2 workers live`, `${FORK}: attach…`, `${THREAD}: 2 threads live`, `${THREAD}: attach…`]);
    process.kill(pid ?? 0, 'SIGKILL');
    await lens.worker(run, 3);
    await shows([
      ...[`${FORK}: 2 workers live · 1 crashed`, `${FORK}: attach…`],
      ...[`${THREAD}: 2 threads live`, `${THREAD}: attach…`],
    ]);
    await lens.api.link.request({ type: 'stopRun', run, force: true });
    await shows([`${FORK}: 3 ended · 1 crashed`, `${THREAD}: 3 ended`]);
    await vscode.commands.executeCommand('workerLens.clearEnded');
    await shows([]);
  });

  it('leads to the row of the first that lives', async () => {
    const { lens } = stage;
    const run = await lens.launch(launch);
    const { id } = await lens.worker(run, 1);
    const found = await shows([
      ...[`${FORK}: 2 workers live`, `${FORK}: attach…`],
      ...[`${THREAD}: 2 threads live`, `${THREAD}: attach…`],
    ]);
    const { command } = found.find(({ title }) => title === '2 workers live')!.lens;
    await vscode.commands.executeCommand(command!.command, ...(command!.arguments ?? []));
    const { view } = lens.api.view;
    await eventually(view.onDidChangeSelection, () => view.selection[0]?.id === id || undefined, 'its row selected');
  });

  it('stays only where a changed document still makes them', async () => {
    const { lens } = stage;
    const run = await lens.launch(launch);
    await lens.worker(run, 2);
    await shows([`${FORK}: 2 workers live`, `${FORK}: attach…`, `${THREAD}: 2 threads live`, `${THREAD}: attach…`]);
    const editor = await vscode.window.showTextDocument(uri);
    const line = editor.document
      .getText()
      .split('\n')
      .findIndex((text) => text.includes(FORK));
    // Below the fork, above the thread: only the thread is elsewhere.
    await editor.edit((edit) => edit.insert(new vscode.Position(line + 1, 0), '\n'));
    await shows([`${FORK}: 2 workers live`, `${FORK}: attach…`]);
    await vscode.commands.executeCommand('undo');
    await shows([`${FORK}: 2 workers live`, `${FORK}: attach…`, `${THREAD}: 2 threads live`, `${THREAD}: attach…`]);
  });

  it('is off where the setting says so', async () => {
    const { lens } = stage;
    const run = await lens.launch(launch);
    await lens.worker(run, 2);
    await shows([`${FORK}: 2 workers live`, `${FORK}: attach…`, `${THREAD}: 2 threads live`, `${THREAD}: attach…`]);
    const settings = vscode.workspace.getConfiguration();
    await settings.update('workerLens.codeLens', false, vscode.ConfigurationTarget.Global);
    try {
      await shows([]);
    } finally {
      await settings.update('workerLens.codeLens', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
