// Attaching to a main thread is attaching to that alone: threads get no session, and start as fast as before.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { eventually } from '../harness/eventually';
import type { RowList } from '../harness/row-list';
import { Workbench } from '../harness/workbench';
import { VSIX } from './vsix';

/** Threads that the program begins with. */
const AT_ONCE = 4;

/** Threads whose start is measured, without a debugger and with one. */
const MEASURED = 12;

/** js-debug in front of a process's own inspector makes it 8 to 80 times. */
const SLOWER_THAN = 3;

const LAUNCH = {
  version: '0.2.0',
  configurations: [
    { type: 'worker-lens', request: 'launch', name: 'Threads', program: '$' + '{workspaceFolder}/starts-threads.js' },
  ],
};

describe('a debugger on the main thread of a process that starts threads', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let rows: RowList;

  before(async () => {
    workbench = await Workbench.start({
      height: 1000,
      workspace: join(ROOT, 'test/fixtures/vscode'),
      files: { '.vscode/launch.json': JSON.stringify(LAUNCH) },
      vsix: VSIX,
    });
    await workbench.runCommand('Debug: Select and Start Debugging');
    await workbench.pick('Threads');
    await workbench.pane('Workers').waitFor();
    rows = await workbench.view('Workers');
    await rows.waitForText(/main process pid \d+/);
    await workbench.foldOtherViews('Workers', 'Call Stack');
    await workbench.heightenLastView('Workers', 400);
  });

  after(() => workbench?.stop());

  afterEach(async function () {
    await workbench.screenshot(join('person/one-target', `${this.currentTest?.state}`));
  });

  /** The times that threads took to start so far, in ms, once there are so many. */
  async function startTimes(least: number): Promise<number[]> {
    const read = async () => (await readFile(join(workbench.server.workspace, 'starts.txt'), 'utf8')).split('\n');
    const accept = (lines: string[]) => lines.length > least;
    const lines = await eventually(workbench.page, { read, accept, what: `${least} threads started`, timeout: 60_000 });
    return lines.filter((line) => line !== '').map(Number);
  }

  /** Whose rows in the call stack are sessions, and not threads of ours. */
  async function sessions(): Promise<string[]> {
    return workbench.callStack.container.locator('.session .name').allInnerTexts();
  }

  it('is one session, and new threads start as fast as without it', async () => {
    // The first ones start all at once, while everything else starts too.
    const before = await startTimes(AT_ONCE + MEASURED);
    const without = before.slice(AT_ONCE);
    const pid = /main process pid (\d+)/.exec(await rows.text())?.[1];
    await rows.clickAction(/^main process/, 'Attach Debugger');
    await rows.waitForText(/main process pid \d+ · attached/);
    const newest = before.length;
    const all = await startTimes(newest + 1 + MEASURED);
    // The first of them may have been starting while the debugger came.
    const attached = all.slice(newest + 1);
    assert.deepEqual(await sessions(), ['Threads', `main process (${pid})`], 'sessions in the call stack');
    assert.match(await rows.text(), /main process pid \d+ · attached/);
    const ratio = median(attached) / median(without);
    console.log(
      `      a thread starts in ${median(without)} ms, attached in ${median(attached)} ms: ${ratio.toFixed(2)} times`,
    );
    assert.ok(ratio < SLOWER_THAN, `threads start in ${attached} ms, and without a debugger in ${without} ms`);
  });
});

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
