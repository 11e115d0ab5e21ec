// A person attaches to a cluster that runs already, started without any flag: picked from a list, found whole, and let go.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../harness/eventually';
import { Workbench } from '../harness/workbench';
import { CLUSTER_WORKSPACE, LiveCluster, lineOf, WORKERS } from './live-cluster';
import { Load } from './load';
import { VSIX } from './vsix';

const COMMAND = 'Worker Lens: Attach to a Running Process…';

describe('attach to a running process', function () {
  this.timeout(180_000);
  let workbench: Workbench;
  let program: ChildProcess;
  let cluster: LiveCluster;

  before(async () => {
    workbench = await Workbench.start({ ...CLUSTER_WORKSPACE, vsix: VSIX });
    const env = { ...process.env, ...CLUSTER_WORKSPACE.env };
    program = spawn(process.execPath, ['app.js'], { cwd: workbench.server.workspace, env });
    await untilListening(program);
  });

  after(async () => {
    const ended = once(program, 'exit');
    program.kill('SIGTERM');
    await ended;
    await workbench?.stop();
  });

  afterEach(async function () {
    await workbench.screenshot(`person/attach-running/${slug(this.currentTest?.title ?? '')}`);
  });

  /** Opens the list and narrows it to the program; gives its entries. */
  async function openPicker(): Promise<string[]> {
    await workbench.runCommand(COMMAND);
    await workbench.pickerEntries();
    await workbench.page.keyboard.type(String(program.pid));
    const read = () => workbench.pickerEntries();
    const accept = (entries: string[]) => entries.every((entry) => entry.includes(String(program.pid)));
    return eventually(workbench.page, { read, accept, what: 'the program alone' });
  }

  it('is picked by pid, role and command line', async () => {
    const entries = await openPicker();
    const own = entries.findIndex((entry) => entry.includes(`app.js${program.pid} `));
    assert.match(
      entries[own] ?? '',
      new RegExp(`app\\.js.*${program.pid} · primary · ${WORKERS} workers · :\\d+.*app\\.js$`),
    );
    const workers = entries.slice(own + 1, own + 1 + WORKERS);
    for (const entry of workers)
      assert.match(entry, new RegExp(`app\\.js.*\\d+ · worker of ${program.pid}.*app\\.js$`));
    await workbench.screenshot('person/attach-running/picker');
    for (const theme of ['light', 'high contrast', 'dark'] as const) {
      await workbench.page.keyboard.press('Escape');
      await workbench.setTheme(theme);
      await openPicker();
      await workbench.screenshot(`person/attach-running/picker-${theme.replaceAll(' ', '-')}`);
    }
  });

  it('asks before a signal is sent, and finds the whole cluster', async () => {
    await workbench.pick(`app.js${program.pid} `);
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(
      await dialog.innerText(),
      new RegExp(`Send SIGUSR1 to process ${program.pid}, and to its workers and children\\?`),
    );
    await workbench.screenshot('person/attach-running/asks');
    await dialog.locator('.monaco-button').filter({ hasText: 'Send SIGUSR1' }).click();
    const status = workbench.page
      .locator('.part.statusbar')
      .filter({ hasText: `${WORKERS} workers · ${WORKERS} threads` });
    await status.waitFor({ timeout: 60_000 });
    // What invites to run something goes once something runs.
    await workbench.pane('Workers').waitFor();
    await workbench.pane('Run').waitFor({ state: 'hidden' });
    cluster = await LiveCluster.find(workbench);
    assert.equal(cluster.primary, program.pid);
    // An inspector is closed a moment after what came through it was heard of.
    await cluster.isUnattended();
    await cluster.runsOn();
  });

  it('attaches a debugger to a worker by one click, which stops at a breakpoint', async () => {
    const line = await lineOf('app.js', 'Hello from worker');
    await workbench.editor.open('app.js', line);
    await workbench.editor.toggleBreakpoint(line);
    await cluster.attach(2);
    await workbench.editor.waitForBoundBreakpoint(line);
    const load = new Load(cluster.port, 2 * WORKERS);
    await workbench.editor.waitForPausedAt(line);
    await workbench.screenshot('person/attach-running/paused');
    await workbench.editor.toggleBreakpoint(line);
    await workbench.clickDebugToolbar('Continue');
    await load.done;
    await cluster.detach(2);
  });

  it('leads to its row when it is picked again', async () => {
    const entries = await openPicker();
    assert.match(entries.find((entry) => entry.includes(`app.js${program.pid} `)) ?? '', / · observed/);
    await workbench.pick(`app.js${program.pid} `);
    await cluster.rows.waitFor(
      (rows) => rows.some(({ label, selected }) => selected && /^primary/.test(label)),
      'its row',
    );
  });

  it('is let go by Stop, and runs on', async () => {
    await workbench.page.keyboard.press('Shift+F5');
    await workbench.waitUntilNotDebugging();
    await cluster.rows.waitFor((rows) => rows.every(({ label }) => !/primary|worker/.test(label)), 'an empty tree');
    await cluster.runsOn().catch((error) => assert.fail(error));
    assert.equal(program.exitCode, null);
  });
});

function untilListening(program: ChildProcess): Promise<void> {
  let printed = '';
  return new Promise((resolve, reject) => {
    program.once('exit', (code) => reject(new Error(`the cluster ended with ${code}: ${printed}`)));
    for (const stream of [program.stdout!, program.stderr!]) {
      stream.setEncoding('utf8').on('data', (text) => {
        printed += text;
        if ((printed.match(/listens|listening/g) ?? []).length >= WORKERS) resolve();
      });
    }
  });
}

function slug(title: string): string {
  return title.toLowerCase().replaceAll(/\W+/g, '-');
}
