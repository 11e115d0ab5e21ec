// What is stuck, where the person wants to know unasked where that is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { eventually, type Subscribe } from './support/eventually';
import { type Lens, ROOT, useLens } from './support/lens';

const SPINS = path.join(ROOT, 'test/fixtures/vscode/spins.js');
const LINES = readFileSync(SPINS, 'utf8').split('\n');
const lineOf = (text: string) => LINES.findIndex((line) => line.includes(text)) + 1;
const THREAD_LINE = lineOf('Here the thread is stuck');
const MAIN_LINE = lineOf('Here the main thread is stuck');

describe('what is stuck', () => {
  const stage = useLens();

  beforeEach(() => vscode.commands.executeCommand('workerLens.workers.focus'));
  afterEach(() => set(undefined));

  async function set(value: boolean | undefined): Promise<void> {
    const settings = vscode.workspace.getConfiguration('workerLens');
    await settings.update('stackWhenStuck', value, vscode.ConfigurationTarget.Global);
  }

  function shows(lens: Lens, pattern: RegExp): Promise<unknown> {
    const changes = lens.api.view.tree.onDidChangeTreeData as Subscribe;
    const read = () => (pattern.test(lens.text()) ? true : undefined);
    return eventually(changes, read, `a tree like ${pattern}`, () => lens.text());
  }

  it('says where, as a setting has it: a thread, and a main thread that does not answer', async () => {
    const { lens } = stage;
    await set(true);
    const run = await lens.launch({ program: SPINS });
    await shows(lens, new RegExp(`thread 1 stuck \\d+ s · spins\\.js:${THREAD_LINE}`));
    const main = [...lens.api.link.model.processes.values()].find((process) => process.run === run);
    process.kill(main!.pid!, 'SIGUSR2');
    await shows(lens, new RegExp(`main process stuck \\d+ s · spins\\.js:${MAIN_LINE}`));
    const node = { kind: 'process', id: main!.id } as const;
    const { tree } = lens.api.view;
    const { value } = tree.resolveTreeItem(tree.item(node), node).tooltip as vscode.MarkdownString;
    assert.match(value.replaceAll('\\', ''), new RegExp(`Stuck in: spinInMain \\(\\S*spins\\.js:${MAIN_LINE}\\)`));
    assert.equal(lens.process(main!.id).inspector.attached, false);
  });

  it('is not asked where the setting is off, until it is on', async () => {
    const { lens } = stage;
    await lens.launch({ program: SPINS });
    await shows(lens, /spinner · stuck [2-9] s/);
    assert.doesNotMatch(lens.text(), /spins\.js:/);
    await set(true);
    await shows(lens, new RegExp(`stuck \\d+ s · spins\\.js:${THREAD_LINE}`));
  });
});
