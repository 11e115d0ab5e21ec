// Several targets attached at once, as a person sees them: breakpoints, rows of the call stack, focus, and the one notice.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { eventually } from '../harness/eventually';
import type { Row } from '../harness/row-list';
import { Workbench } from '../harness/workbench';
import { workerRow } from './live-cluster';
import { VSIX } from './vsix';

const FOLDER = join(ROOT, 'test/fixtures/vscode');
const PROGRAM = 'long-steps.js';
const LINES = readFileSync(join(FOLDER, PROGRAM), 'utf8').split('\n');
const lineOf = (text: string) => LINES.findIndex((line) => line.includes(text)) + 1;
const STEPPED = lineOf('Set a breakpoint here');
const FIRST_LONG = lineOf('await later(LONG)');
const VISITED = lineOf("Set the others' breakpoint here");

function configuration(name: string, env: Record<string, string>) {
  const program = ['$', `{workspaceFolder}/${PROGRAM}`].join('');
  return { type: 'worker-lens', request: 'launch', name, program, env };
}
const LAUNCH = {
  version: '0.2.0',
  configurations: [configuration('Sixteen', { WORKERS: '16' }), configuration('Steps', { WORKERS: '2', STEPS: 'yes' })],
};

describe('many targets at once, as a person sees them', function () {
  this.timeout(240_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.start({
      height: 1000,
      workspace: FOLDER,
      files: { '.vscode/launch.json': JSON.stringify(LAUNCH) },
      vsix: VSIX,
    });
    await workbench.editor.open(PROGRAM);
  });

  after(() => workbench?.stop());

  afterEach(async function () {
    await workbench.screenshot(`person/many/${this.currentTest?.state}`);
  });

  const shot = (name: string) => workbench.screenshot(`person/many/${name}`);

  /** Starts a configuration, and waits until so many workers are in the tree. */
  async function start(name: string, workers: number): Promise<void> {
    await workbench.runCommand('Debug: Select and Start Debugging');
    await workbench.pick(name);
    await workbench.pane('Workers').waitFor();
    const rows = await workbench.view('Workers');
    await rows.waitForText(/primary/);
    await workbench.foldOtherViews('Workers', 'Call Stack');
    await workbench.heightenLastView('Workers', 300);
    // The blank behind each pid: else its digits can be shared out in five ways a row, which takes minutes while some rows are missing.
    await rows.waitForText(new RegExp(`(worker \\d+ pid \\d+ .*\\s+){${workers}}`));
  }

  /** Clicks an action of a worker's row in the tree, to which other views may leave no room while sessions come and go. */
  async function click(worker: number, action: string): Promise<void> {
    const rows = await workbench.view('Workers');
    const read = async () => {
      await workbench.foldOtherViews('Workers', 'Call Stack');
      await workbench.heightenLastView('Workers', 150);
      return rows.tryAction(workerRow(worker), action);
    };
    await eventually(workbench.page, { read, accept: Boolean, what: `a click on ${action} of worker ${worker}` });
  }

  /** The rows of the call stack: a thread's or session's name, and what it does. */
  async function callStack(): Promise<string[]> {
    const texts = await workbench.callStack.container.locator('.monaco-list-row').allInnerTexts();
    return texts.map((text) => text.replaceAll('\n', ' ').trim());
  }

  async function waitForCallStack(what: string, accept: (rows: string[]) => boolean): Promise<string[]> {
    // A debugger on each of sixteen takes a while.
    return eventually(workbench.page, { read: callStack, accept, what, timeout: 60_000 });
  }

  it('says why a breakpoint is not bound, until a worker is attached and again after it', async () => {
    await start('Sixteen', 16);
    await workbench.editor.toggleBreakpoint(VISITED);
    const hollow = workbench.page.locator('.glyph-margin-widgets > .codicon-debug-breakpoint-unverified');
    await hollow.waitFor();
    await hollow.hover();
    const hover = workbench.page.locator('.monaco-hover').filter({ hasText: 'to bind this breakpoint' });
    await hover.first().waitFor();
    await shot('1-hollow');
    await workbench.page.mouse.move(0, 0);
    await click(1, 'Attach Debugger');
    await workbench.editor.waitForBoundBreakpoint(VISITED);
    // It comes by on its own: what is typed while it stops would go elsewhere.
    await workbench.editor.waitForPausedAt(VISITED);
    await shot('1-solid');
    await workbench.editor.toggleBreakpoint(VISITED);
    await workbench.clickDebugToolbar('Continue');
    await click(1, 'Detach Debugger');
    await workbench.editor.toggleBreakpoint(VISITED);
    await hollow.waitFor();
    await workbench.editor.toggleBreakpoint(VISITED);
  });

  it('has a row for each, and an attached one once', async () => {
    await click(2, 'Attach Debugger');
    const others = Array.from({ length: 14 }, (_, i) => `worker ${i + 3}`);
    const expected = ['Sixteen', 'primary', 'worker 1', ...others, 'worker 2'];
    const names = (all: Row[]) => all.map(({ label }) => /^(worker \d+|primary|Sixteen)/.exec(label)?.[0]);
    await workbench.callStack.waitFor((all) => names(all).join() === expected.join(), `rows ${expected}`);
    await shot('2-rows');
  });

  it('attaches to a row whose Pause is clicked, and pauses it', async () => {
    await workbench.callStack.clickAction('worker 3 · pid', 'Pause');
    await waitForCallStack('worker 3 paused', (all) => all.some((row) => /^worker 3 \(.*Paused/i.test(row)));
    await shot('3-paused');
    await workbench.clickDebugToolbar('Continue');
    await workbench.runCommand('Worker Lens: Detach All Debuggers');
    await workbench.pick(PROGRAM);
    await waitForCallStack('no sessions', (all) => !all.some((row) => row.includes('(')));
  });

  it('tells once of sixteen that stop on one line', async () => {
    await workbench.runCommand('Worker Lens: Attach to All Workers');
    await workbench.pick('primary');
    await workbench.foldOtherViews('Call Stack');
    const attached = (rows: string[]) => rows.filter((row) => /^worker \d+ \(/.test(row)).length;
    await waitForCallStack('16 sessions', (rows) => attached(rows) === 16);
    // Worker 3 may have been paused in no code of the program's, which was shown in its stead.
    await workbench.editor.open(PROGRAM);
    await workbench.editor.toggleBreakpoint(VISITED);
    await workbench.waitForNotification(
      new RegExp(`^16 workers stopped at ${PROGRAM}:${VISITED} · Continue\\sall · Only\\sthis\\sone$`),
    );
    assert.equal((await workbench.notifications()).length, 1);
    await shot('4-sixteen');
    for (const theme of ['light', 'high contrast', 'dark'] as const) {
      await workbench.setTheme(theme);
      await shot(`4-sixteen-${theme.replaceAll(' ', '-')}`);
    }
    await workbench.editor.toggleBreakpoint(VISITED);
    await workbench.page.locator('.notifications-toasts a').filter({ hasText: 'Only this one' }).click();
    await workbench.page.locator('.notifications-toasts .notification-list-item').waitFor({ state: 'detached' });
    await waitForCallStack('one paused', (all) => all.filter((row) => /Paused/i.test(row)).length === 1);
    await shot('4-only-one');
    await workbench.editor.waitForPausedAt(VISITED);
    await workbench.runCommand('Worker Lens: Continue All');
    await workbench.pick(PROGRAM);
    await workbench.editor.waitUntilRunning();
    await workbench.runCommand('Worker Lens: Stop Run');
    await workbench.pick(PROGRAM);
    await workbench.waitUntilNotDebugging();
  });

  it('leaves the editor where a person steps, while others stop', async () => {
    await start('Steps', 2);
    await workbench.editor.toggleBreakpoint(STEPPED);
    await click(1, 'Attach Debugger');
    await workbench.editor.waitForPausedAt(STEPPED);
    await workbench.editor.toggleBreakpoint(VISITED);
    await workbench.runCommand('Worker Lens: Attach Debugger');
    await workbench.pick('worker 2');
    await waitForCallStack('worker 2', (all) => all.some((row) => row.startsWith('worker 2 (')));
    // The last of these makes worker 2 come by its line.
    for (let line = STEPPED + 1; line <= FIRST_LONG + 1; line++) {
      await workbench.page.keyboard.press('F10');
      await workbench.editor.waitForPausedAt(line);
    }
    await waitForCallStack('worker 2 paused', (all) => all.some((row) => /^worker 2 \(.*Paused/i.test(row)));
    await workbench.editor.waitForPausedAt(FIRST_LONG + 1);
    await shot('5-stepped');
    await workbench.clickDebugToolbar('Stop');
  });
});
