// Where a click on what has ended leads: the person's own code, as they wrote it.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ProcessState } from '../../../protocol/viewer';
import { eventually } from './support/eventually';
import { sample, useLens } from './support/lens';

const FILES = {
  'main.ts': "import fail from 'fails';\n\nfail();\n",
  // The map leads the whole first line to the third of main.ts.
  'out.js': "require('fails')();\n//# sourceMappingURL=out.js.map\n",
  'out.js.map': JSON.stringify({ version: 3, sources: ['main.ts'], names: [], mappings: 'AAEA' }),
  'node_modules/fails/index.js': "module.exports = () => {\n  throw new Error('no');\n};\n",
  'gone.js':
    "const cluster = require('node:cluster');\nif (cluster.isPrimary) cluster.fork().on('exit', () => setTimeout(() => {}, 1e6));\n",
};

describe('places of what ended', () => {
  const stage = useLens();
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'wl-places-')));

  before(() => {
    for (const [name, text] of Object.entries(FILES)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
  });
  beforeEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(() => fs.rmSync(folder, { recursive: true }));

  const show = (id: string) => vscode.commands.executeCommand('workerLens.showCrash', id);

  /** Waits until a process has crashed that is meant. */
  const crashed = (isMeant: (process: ProcessState) => boolean) =>
    stage.lens.once('a crash', () =>
      [...stage.lens.api.link.model.processes.values()].find((each) => each.end?.how === 'crashed' && isMeant(each)),
    );

  /** The file and line that the cursor is on. */
  function cursor(): string {
    const editor = vscode.window.activeTextEditor;
    return editor ? `${path.basename(editor.document.fileName)}:${editor.selection.active.line + 1}` : '';
  }

  it('are found in the sources, and not in a package', async () => {
    await stage.lens.launch({ program: path.join(folder, 'out.js') });
    const { id } = await crashed(({ kind }) => kind === 'root');
    await show(id);
    assert.equal(cursor(), 'main.ts:3');
  });

  it('are where it was forked, where there was no error', async () => {
    const run = await stage.lens.launch({ program: path.join(folder, 'gone.js') });
    const worker = await stage.lens.once('a worker', () =>
      [...stage.lens.api.link.model.processes.values()].find(
        (each) => each.run === run && each.state === 'online' && each.worker,
      ),
    );
    process.kill(worker.pid ?? 0, 'SIGKILL');
    const { id } = await crashed((each) => each.id === worker.id);
    await show(id);
    assert.equal(cursor(), 'gone.js:2');
  });

  it('are its row, where no place is known', async () => {
    const { lens } = stage;
    const run = await lens.launch({ program: sample('basic-cluster/app.js'), env: { PORT: '0', WORKERS: '1' } });
    await lens.worker(run, 1);
    const root = lens.api.link.model.runs.get(run)?.root ?? '';
    process.kill(lens.process(root).pid ?? 0, 'SIGKILL');
    const { id } = await crashed((each) => each.id === root);
    await show(id);
    const { view } = lens.api.view;
    await eventually(view.onDidChangeSelection, () => view.selection[0]?.id === id || undefined, 'its row selected');
    assert.equal(cursor(), '');
  });
});
