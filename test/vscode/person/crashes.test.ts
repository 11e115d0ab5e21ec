// Crashes as a person is told of them: one notice, its two buttons, the way into the code; and what stands above a fork.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { eventually } from '../harness/eventually';
import { Workbench } from '../harness/workbench';
import { CLUSTER_WORKSPACE, heighten, LiveCluster, lineOf, workerRow } from './live-cluster';
import { get } from './load';
import { VSIX } from './vsix';

const LOOP = join(ROOT, 'test/fixtures/vscode/crash-loop.js');

describe('crashes, as a person sees them', function () {
  this.timeout(180_000);
  let workbench: Workbench;
  let cluster: LiveCluster;
  let loop: string;

  before(async () => {
    loop = await readFile(LOOP, 'utf8');
    workbench = await Workbench.start({ ...CLUSTER_WORKSPACE, files: { 'crash-loop.js': loop }, vsix: VSIX });
    cluster = await LiveCluster.start(workbench);
    await workbench.setSideBarWidth(300);
  });

  after(() => workbench?.stop());

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await shot('failed');
  });

  const shot = (name: string) => workbench.screenshot(`person/crashes/${name}`);
  const loopLine = (text: string) => loop.split('\n').findIndex((line) => line.includes(text)) + 1;

  /** Waits until just these words stand above the lines in view. */
  const lenses = (...wanted: string[]) =>
    eventually(workbench.page, {
      // Those out of view are without words.
      read: async () => (await workbench.editor.codeLenses()).filter(Boolean),
      accept: (texts) => JSON.stringify(texts) === JSON.stringify(wanted),
      what: `lenses ${wanted.join(', ')}`,
    });

  /** Waits until the cursor is on a line of a file. */
  async function isAt(file: string, line: number): Promise<void> {
    const status = workbench.page.locator('#status\\.editor\\.selection');
    await status.filter({ hasText: new RegExp(`Ln ${line},`) }).waitFor();
    assert.equal(await workbench.editor.fileName(), file);
  }

  async function buttonsOf(notice: RegExp): Promise<string[]> {
    const toast = workbench.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: notice });
    return toast.locator('.monaco-button').allInnerTexts();
  }

  it('have what came of them above the fork, which leads to the tree', async () => {
    await workbench.editor.open('app.js', await lineOf('app.js', 'cluster.fork()'));
    await lenses('4 workers live', 'attach…');
    await shot('1-lenses');
    await workbench.editor.clickCodeLens('4 workers live');
    const first = Math.min(...cluster.workers.keys());
    await cluster.rows.waitFor(
      (rows) => rows.some((row) => row.selected && row.label === `worker ${first}`),
      'its row',
    );
    await workbench.editor.clickCodeLens('attach…');
    const entries = await workbench.pickerEntries();
    assert.deepEqual(
      entries.map((entry) => /worker \d+/.exec(entry)?.[0]).sort(),
      [...cluster.workers.keys()].map((id) => `worker ${id}`),
    );
    await shot('2-attach');
    await workbench.pick('worker 2');
    await cluster.waitForTree(/worker 2 pid \d+ · (attached|paused)/);
    await cluster.rows.clickAction(workerRow(2), 'Detach Debugger');
    await cluster.waitForTree(/worker 2 pid \d+ · :\d+/);
  });

  it('are told of in one notice, which leads to the line', async () => {
    await assert.rejects(get(cluster.port, '/crash'));
    const text = await workbench.waitForNotification(/crashed/);
    const id = /worker (\d+)/.exec(text)?.[1];
    assert.equal(text, `app.js: worker ${id} crashed · code 1. Error: Worker ${id} was asked to crash.`);
    assert.deepEqual(await buttonsOf(/crashed/), ['Show Where', 'Debug the Next']);
    await shot('3-notice');
    await workbench.editor.goTo(1);
    await workbench.clickNotification(/crashed/, 'Show Where');
    await isAt('app.js', await lineOf('app.js', 'throw new Error'));
  });

  it('are found again in the slot’s past, with when and how long, and lead to the line', async () => {
    const row = String.raw`slot \d restarted 1×\n\s+\d\d:\d\d crashed · code 1 · \d+ s`;
    await cluster.waitForTree(new RegExp(row));
    await shot('4-past');
    await workbench.editor.goTo(1);
    await cluster.rows.click(/^\d\d:\d\d/);
    await isAt('app.js', await lineOf('app.js', 'throw new Error'));
    await cluster.rows.expand(/^\d\d:\d\d/);
    await workbench.editor.goTo(1);
    await cluster.rows.click(/^Error/);
    await isAt('app.js', await lineOf('app.js', 'throw new Error'));
    await workbench.editor.open('app.js', await lineOf('app.js', 'cluster.fork()'));
    await lenses('4 workers live · 1 crashed', 'attach…');
    await shot('5-lenses');
  });

  it('of one run make no more notices while it goes on, but those of another do', async () => {
    await assert.rejects(get(cluster.port, '/crash'));
    await cluster.waitForTree(/crashed · code 1(.*\n)*.*crashed · code 1/);
    await workbench.editor.open('crash-loop.js');
    await workbench.runCommand('Worker Lens: Start with the Lens');
    const text = await workbench.waitForNotification(/crash-loop/);
    // The second may be as quick as the notice.
    assert.match(
      text,
      /^crash-loop\.js: worker 1 crashed · code 1\. TypeError: There is no database\.( \d more crashed\.)?$/,
    );
    assert.deepEqual(await workbench.notifications(), [text]);
  });

  it('in a loop make one notice, whose other button waits for the next', async () => {
    await heighten(workbench);
    const text = await cluster.waitForTree(
      /worker 6 pid \d+ · online\n\s+restarted 5× in \d[^\n]*\n\s+slot 1 restarted 5×/,
    );
    await shot('6-loop');
    assert.equal((await workbench.notifications()).length, 1);
    await workbench.clickNotification(/crash-loop/, 'Debug the Next');
    assert.equal(await workbench.waitForStatus(/next worker/), 'next worker in slot 1');
    process.kill(Number(/worker 6 pid (\d+)/.exec(text)?.[1]), 'SIGKILL');
    await workbench.editor.waitForPausedAt(loopLine('const cluster'));
    await cluster.waitForTree(/worker 7 pid \d+ · (attached|paused)/);
    // That it is being attached to may still be said.
    const notices = (await workbench.notifications()).filter((notice) => notice !== 'Attaching to worker 7…');
    assert.deepEqual(notices, []);
    await shot('7-next');
    await workbench.clickDebugToolbar('Continue');
  });

  it('are on more rows than are shown at once only as a count', async () => {
    await cluster.waitForTree(/slot 1 restarted 6×\n(\s+\d\d:\d\d .*\n){5}\s+earlier 1 ended · 1 crashed/);
    await shot('8-earlier');
  });

  it('are told of no more where the settings say so', async () => {
    const settings = { 'workerLens.notifyOnCrash': false, 'workerLens.codeLens': false };
    await workbench.editor.open('crash-loop.js');
    await mkdir(join(workbench.server.workspace, '.vscode'));
    await writeFile(join(workbench.server.workspace, '.vscode/settings.json'), JSON.stringify(settings));
    // From then on the settings are in force.
    await lenses();
    await workbench.runCommand('Worker Lens: Start with the Lens');
    await cluster.waitForTree(/worker 6 pid \d+ · online\n\s+restarted 5× in \d[^\n]*\n\s+slot 1 restarted 5×/);
    assert.deepEqual(await workbench.notifications(), []);
  });
});
