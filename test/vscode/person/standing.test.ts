// What a person has attached before it starts: as launch.json says, by slot, and the next of its kind.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { eventually } from '../harness/eventually';
import type { RowList } from '../harness/row-list';
import { Workbench } from '../harness/workbench';
import { heighten, workerRow } from './live-cluster';
import { get } from './load';
import { VSIX } from './vsix';

const LAUNCH = {
  version: '0.2.0',
  configurations: [
    {
      type: 'worker-lens',
      request: 'launch',
      name: 'Workers attached',
      program: '$' + '{workspaceFolder}/app.js',
      attach: 'workers',
    },
    {
      type: 'worker-lens',
      request: 'launch',
      name: 'Wrong slot',
      program: '$' + '{workspaceFolder}/app.js',
      attach: { slot: 'two' },
    },
  ],
};

/** The first line that every process of the sample runs. */
const FIRST = 3;
const WORKERS = 2;

describe('standing attachments', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let rows: RowList;
  let port: number;

  before(async () => {
    workbench = await Workbench.start({
      height: 1000,
      workspace: join(ROOT, 'samples/cluster-and-threads'),
      files: { '.vscode/launch.json': JSON.stringify(LAUNCH) },
      env: { PORT: '0', WORKERS: String(WORKERS) },
      vsix: VSIX,
    });
    await workbench.setSideBarWidth(300);
    await workbench.editor.open('app.js');
  });

  after(() => workbench?.stop());

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await screenshot(`failed-${this.currentTest.title}`);
  });

  const screenshot = (name: string) => workbench.screenshot(join('person/standing', name.replace(/\W+/g, '-')));

  /** Waits until the tree matches, whatever the views do meanwhile. */
  async function tree(pattern: RegExp): Promise<string> {
    await workbench.foldOtherViews('Workers', 'Call Stack');
    await heighten(workbench);
    return rows.waitForText(pattern);
  }

  /** Waits until these sessions, and no others, are paused. */
  async function paused(...sessions: RegExp[]): Promise<void> {
    const states = workbench.callStack.container.locator('.session');
    const read = async () => (await states.allInnerTexts()).filter((text) => /paused/i.test(text));
    const accept = (found: string[]) =>
      found.length === sessions.length && sessions.every((each) => found.some((text) => each.test(text)));
    await eventually(workbench.page, { read, accept, what: `paused: ${sessions.join(', ') || 'none'}` });
  }

  const kill = (worker: number) => rows.clickAction(workerRow(worker), 'Kill');
  const answers = async () => assert.match((await get(port)).body, /^Hello from worker/);

  it('begin with the first line of each worker, as launch.json says, and leave the primary alone', async () => {
    await workbench.editor.toggleBreakpoint(FIRST);
    await workbench.runCommand('Debug: Select and Start Debugging');
    await workbench.pick('Workers attached');
    await workbench.pane('Workers').waitFor();
    rows = await workbench.view('Workers');
    const text = await tree(/worker 1 pid \d+ · (attached|paused)\n\s+worker 2 pid \d+ · (attached|paused)/);
    assert.match(text, /primary pid \d+ · online/);
    await workbench.editor.waitForPausedAt(FIRST);
    await paused(/^worker 1 /, /^worker 2 /);
    await screenshot('1-workers');
    await workbench.editor.toggleBreakpoint(FIRST);
    // The other has the focus once the first goes on.
    await workbench.runCommand('Debug: Continue');
    await paused(/^worker [12] /);
    await workbench.runCommand('Debug: Continue');
    await paused();
    port = Number(/:(\d+)/.exec(await tree(/primary/))?.[1]);
  });

  it('are taken off a whole run', async () => {
    await rows.pickFromMenu(/^app\.js/, 'Detach All Debuggers');
    const text = await tree(/worker 1 pid \d+ · :\d+\n[^\n]*\n\s+worker 2 pid \d+ · :\d+/);
    port = Number(/:(\d+)/.exec(text)?.[1]);
    await answers();
  });

  it('are made for all workers of a primary', async () => {
    await rows.pickFromMenu(/^primary/, 'Attach to All Workers');
    await tree(/worker 1 pid \d+ · (attached|paused)\n[^\n]*\n\s+worker 2 pid \d+ · (attached|paused)/);
    await rows.pickFromMenu(/^app\.js/, 'Detach All Debuggers');
    await tree(/worker 1 pid \d+ · :\d+\n[^\n]*\n\s+worker 2 pid \d+ · :\d+/);
  });

  it('follow a slot over a restart', async () => {
    await rows.pickFromMenu(workerRow(2), 'Follow This Slot');
    await tree(/worker 2 (pid \d+|paused) · followed/);
    await workbench.editor.toggleBreakpoint(FIRST);
    await kill(2);
    await tree(/worker 3 (pid \d+|paused) · followed\n\s+slot 2 restarted 1×/);
    await paused(/^worker 3 /);
    await workbench.editor.waitForPausedAt(FIRST);
    await answers();
    await screenshot('2-followed');
    await workbench.editor.toggleBreakpoint(FIRST);
    await workbench.clickDebugToolbar('Continue');
    await rows.clickAction(workerRow(3), 'Stop Following This Slot');
    await tree(/worker 3 pid \d+ · (attached|paused)/);
    await rows.clickUntil(workerRow(3), 'Detach Debugger', /worker 3 pid \d+ · :\d+/);
  });

  it('follow a slot, and are paused, from the palette', async () => {
    await workbench.runAndPick('Worker Lens: Follow This Slot', 'worker 3');
    await tree(/worker 3 (pid \d+|paused) · followed/);
    await workbench.runAndPick('Worker Lens: Pause', 'worker 3');
    await paused(/^worker 3 /);
    await workbench.clickDebugToolbar('Continue');
    await paused();
    await workbench.runAndPick('Worker Lens: Stop Following This Slot', 'worker 3');
    await tree(/worker 3 pid \d+ · (attached|paused)/);
    await rows.clickUntil(workerRow(3), 'Detach Debugger', /worker 3 pid \d+ · :\d+/);
  });

  it('stop the next worker at its first line, while the others run on', async () => {
    await rows.pickFromMenu(/^primary/, 'Debug Next…');
    assert.deepEqual((await workbench.pickerEntries()).slice(0, 2), ['worker of this primary', 'thread in primary']);
    await screenshot('3-pick');
    await workbench.pick('worker of this primary');
    assert.equal(await workbench.waitForStatus(/next worker/), 'next worker of this primary');
    const message = workbench
      .pane('Workers')
      .getByText('Waiting for the next worker of this primary, to stop it at its first line.');
    await message.waitFor();
    for (const theme of ['light', 'high contrast', 'dark'] as const) {
      await workbench.setTheme(theme);
      await screenshot(`4-waiting-${theme}`);
    }
    await kill(3);
    await paused(/^worker 4 [^\n]*\n\s*Paused on first line/i);
    await tree(/worker 4 pid \d+ · (attached|paused)/);
    await message.waitFor({ state: 'hidden' });
    assert.ok((await workbench.editor.pausedLine()) <= FIRST);
    await answers();
    await screenshot('5-next-worker');
    await workbench.clickDebugToolbar('Continue');
    await kill(4);
    // It was for one only.
    await tree(/worker 5 pid \d+ · :\d+/);
    await paused();
  });

  it('stop the next thread of a name at its first line', async () => {
    await workbench.runAndPick('Worker Lens: Debug Next…', 'thread named …');
    await workbench.typeAndConfirm('su*');
    await workbench.waitForStatus(/next thread named su\*$/);
    // It moves the rows down.
    await workbench.pane('Workers').getByText('Waiting for the next thread named su*').waitFor();
    await kill(5);
    await paused(/^thread 1 · worker 6 /);
    await tree(/worker 6 pid \d+ · :\d+\n\s+slot[^\n]*\n(\s+\d\d:\d\d[^\n]*\n)*\s+thread 1 sum · (attached|paused)/);
    // The editor opens the file after the session says that it is paused.
    assert.ok((await workbench.editor.pausedLine()) <= FIRST);
    assert.equal(await workbench.editor.fileName(), 'thread.js');
    await answers();
    await screenshot('6-next-thread');
    await workbench.clickDebugToolbar('Continue');
    await rows.pickFromMenu(/^app\.js/, 'Detach All Debuggers');
    await tree(/thread 1 sum · online/);
  });

  it('are waited for no more after a click', async () => {
    await workbench.runAndPick('Worker Lens: Debug Next…', 'worker');
    const status = workbench.page.locator('.part.statusbar .statusbar-item').filter({ hasText: /next worker$/ });
    const message = workbench.pane('Workers').getByText('Waiting for the next worker');
    await message.waitFor();
    await status.click();
    await status.waitFor({ state: 'hidden' });
    await message.waitFor({ state: 'hidden' });
    await kill(6);
    await tree(/worker 7 pid \d+ · :\d+/);
    await paused();
  });

  it('are refused with a sentence where launch.json is wrong', async () => {
    await workbench.clickDebugToolbar('Stop');
    await workbench.waitUntilNotDebugging();
    await workbench.runCommand('Debug: Select and Start Debugging');
    await workbench.pick('Wrong slot');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(
      await dialog.innerText(),
      /"attach\.slot" in the debug configuration is not the number of a slot, from 1\. Correct it in launch\.json\./,
    );
    await screenshot('7-refused');
    await workbench.page.keyboard.press('Escape');
  });
});
