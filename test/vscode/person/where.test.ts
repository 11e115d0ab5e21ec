// "Where is it?", as a person asks: of a thread that is stuck, of a main thread that waits, with a debugger and without, and
// of one that is stuck.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import type { RowList } from '../harness/row-list';
import { Workbench } from '../harness/workbench';
import { listeningPorts } from '../host/support/processes';
import { VSIX } from './vsix';

const FOLDER = join(ROOT, 'test/fixtures/vscode');
const PROGRAM = 'spins.js';
const LINES = readFileSync(join(FOLDER, PROGRAM), 'utf8').split('\n');
const lineOf = (text: string) => LINES.findIndex((line) => line.includes(text)) + 1;
const MAIN = /main process ?pid/;
const THREAD = /spinner/;

describe('where is it, as a person asks', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let rows: RowList;
  let pid: number;

  before(async () => {
    workbench = await Workbench.start({ workspace: FOLDER, vsix: VSIX });
    await workbench.editor.open(PROGRAM);
    await workbench.startDebugging('Worker Lens');
    await workbench.pane('Workers').waitFor();
    rows = await workbench.view('Workers');
    await rows.waitForText(THREAD);
    await workbench.foldOtherViews('Workers');
    const [, found] = /main process ?pid (\d+)/.exec(await rows.waitForText(MAIN))!;
    pid = Number(found);
  });

  after(async () => {
    if (pid) process.kill(pid, 'SIGKILL');
    await workbench?.stop();
  });

  const shot = (name: string) => workbench.screenshot(`person/where/${name}`);

  it('shows where a stuck thread is, and leads there', async () => {
    await rows.pickFromMenu(THREAD, 'Where Is It?');
    const entries = await workbench.pickerEntries();
    assert.match(entries[0]!, new RegExp(`^spin ?${PROGRAM}:${lineOf('Here the thread is stuck')}`));
    await shot('1-thread');
    await workbench.pick(/^spin ?spins/);
    await workbench.editor.waitForLineText(lineOf('Here the thread is stuck'), /turns\+\+/);
    await shot('2-code');
  });

  it('says that an idle main thread waits', async () => {
    await rows.pickFromMenu(MAIN, 'Where Is It?');
    const said = await workbench.waitForNotification(/is idle/);
    assert.match(said, /main process is idle: its event loop waits for something to do\./);
    await shot('3-idle');
  });

  it('says it as well with a debugger attached', async () => {
    await workbench.runCommand('Notifications: Clear All Notifications');
    await rows.clickAction(MAIN, 'Attach Debugger');
    await rows.waitForText(/main process ?pid \d+ · attached/);
    await workbench.foldOtherViews('Workers');
    await rows.pickFromMenu(MAIN, 'Where Is It?');
    assert.match(await workbench.waitForNotification(/is idle/), /main process is idle/);
    await shot('4-attached');
    await rows.clickAction(MAIN, 'Detach Debugger');
    await rows.waitForText(/main process ?pid \d+(?!\d| · attached)/);
  });

  it('asks before it sends a signal to one that does not answer', async () => {
    // What the question before opened is closed by then: through that it would be reached without a signal.
    while ((listeningPorts(pid) ?? []).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    process.kill(pid, 'SIGUSR2');
    await rows.pickFromMenu(MAIN, 'Where Is It?');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /does not answer: its event loop is blocked/);
    await shot('5-asked');
    await dialog.getByRole('button', { name: 'Send SIGUSR1' }).click();
    const entries = await workbench.pickerEntries();
    assert.match(entries[0]!, new RegExp(`^spinInMain ?${PROGRAM}:${lineOf('Here the main thread is stuck')}`));
    await shot('6-main');
  });
});
