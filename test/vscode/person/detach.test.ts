// A debugger on one worker or thread: it alone stops, and no way to stop debugging does the program any harm.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Row } from '../harness/row-list';
import { Workbench } from '../harness/workbench';
import { listeningPorts } from '../host/support/processes';
import { CLUSTER_WORKSPACE, hubOf, LiveCluster, lineOf, WORKERS, workerRow } from './live-cluster';
import { get, Load, workerOf } from './load';
import { VSIX } from './vsix';

/** What a person attaches to, where it can stop, and the request that leads there. */
interface Target {
  row(cluster: LiveCluster): Promise<Locator>;
  /** How its row in the call stack begins. */
  session: RegExp;
  /** What the tree says while a debugger is on it. */
  attached: RegExp;
  file: string;
  stopsAt: string;
  path: string;
}

const TARGETS: Record<string, Target> = {
  worker: {
    row: async ({ rows }) => rows.row(workerRow(2)),
    session: /^worker 2 \(\d+\)/,
    attached: /worker 2 pid \d+ · attached/,
    file: 'app.js',
    stopsAt: 'Hello from worker',
    path: '/',
  },
  thread: {
    row: ({ rows }) => rows.rowBeneath(workerRow(3), /^thread 1/),
    session: /^thread 1 · worker 3 \(\d+\)/,
    attached: /worker 3 pid \d+ · :\d+\n\s+thread 1 sum · attached/,
    file: 'thread.js',
    stopsAt: 'Set a breakpoint here',
    path: '/heavy',
  },
};

/** How long VS Code may take to show a session as focused, in ms. */
const FOCUSES_WITHIN = 5_000;

describe('the debugger of one target', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let cluster: LiveCluster;

  before(async () => {
    workbench = await Workbench.start({ ...CLUSTER_WORKSPACE, vsix: VSIX });
    cluster = await LiveCluster.start(workbench);
  });

  after(() => workbench?.stop());

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await workbench.screenshot(`person/detach/${slug(this.currentTest.title)}`);
    // What it left attached or stopped is no fault of the tests after it.
    await workbench.runCommand('Remove All Breakpoints');
    await workbench.runCommand('Worker Lens: Detach All Debuggers');
    await workbench.pick('app.js');
  });

  /** Attaches from the tree, and sees to it that the new session has the focus, as a click on its row does. */
  async function attach(target: Target): Promise<void> {
    await cluster.rows.clickAction(await target.row(cluster), 'Attach Debugger');
    await cluster.rows.waitForText(target.attached);
    await workbench.callStack.waitFor(
      (rows) => rows.some((row) => target.session.test(row.label)),
      `a session like ${target.session}`,
    );
    await focus(target);
    // What is looked for at the end is here now: the check at the end can fail.
    assert.equal(cluster.openInspectors().length, 1, 'inspectors open while a debugger is attached');
  }

  /**
   * On a busy machine VS Code focuses a session that its list does not have yet, and then shows none as focused. A person
   * clicks the row, and has the focus, though the list still shows none.
   */
  async function focus(target: Target): Promise<void> {
    const isFocused = (row: Row) => row.selected && target.session.test(row.label);
    const shown = workbench.callStack.waitFor((rows) => rows.some(isFocused), 'a focused session', FOCUSES_WITHIN);
    await shown.catch(() => workbench.callStack.click(target.session));
  }

  /** Opens the target's file, with a breakpoint where its requests lead; gives the line. */
  async function setBreakpoint(target: Target): Promise<number> {
    const line = await lineOf(target.file, target.stopsAt);
    await workbench.editor.open(target.file, line);
    await workbench.editor.toggleBreakpoint(line);
    return line;
  }

  /** Each way to end a session that a person has. */
  const ways: Record<string, (target: Target) => Promise<void>> = {
    // It is called so or so, as the session is that has the focus, a moment after that has got it.
    "the toolbar's button": () => workbench.clickDebugToolbar('Stop', 'Disconnect'),
    'Shift+F5': () => workbench.page.keyboard.press('Shift+F5'),
    "its call stack row's Stop": (target) => workbench.callStack.clickAction(target.session, 'Stop'),
    "the tree's Detach": async (target) => cluster.rows.clickAction(await target.row(cluster), 'Detach Debugger'),
  };

  /** After a session ended: no trace of it, and all run on. */
  async function nothingHappened(target: Target): Promise<void> {
    await workbench.callStack.waitFor(
      (rows) => !rows.some((row) => target.session.test(row.label)),
      'the session gone from the call stack',
    );
    await cluster.isUnattended();
    await cluster.runsOn();
    await cluster.threadsRunOn();
  }

  it('stops worker 2 of 4 alone, and no request is lost', async () => {
    const worker = TARGETS.worker as Target;
    const line = await setBreakpoint(worker);
    await attach(worker);
    await workbench.editor.waitForBoundBreakpoint(line);
    const load = new Load(cluster.port, 24);
    await workbench.editor.waitForPausedAt(line);
    // While it is stopped the others answer these too, but for one at most that the primary may hand to worker 2: until that
    // is taken it is handed no other.
    const meanwhile = new Load(cluster.port, 24);
    await meanwhile.answered(23);
    assert.deepEqual(new Set(meanwhile.answers.map(workerOf)), new Set([1, 3, 4]), 'who answered while it was stopped');
    await workbench.screenshot('person/detach/paused');
    const answered = load.answers.length;
    assert.ok(!load.answers.map(workerOf).includes(2), 'worker 2 answered while it was stopped');
    assert.ok(answered < 24, 'no request waits for worker 2');

    await workbench.editor.toggleBreakpoint(line);
    await workbench.clickDebugToolbar('Continue');
    await Promise.all([load.done, meanwhile.done]);
    const late = load.answers.slice(answered);
    assert.deepEqual(new Set(late.map(workerOf)), new Set([2]), 'who answered after it was resumed');
    assert.deepEqual(new Set([...load.answers, ...meanwhile.answers].map(({ status }) => status)), new Set([200]));
    console.log(`      ${answered} of 24 answered while worker 2 was stopped, ${late.length} after it was resumed`);
    await ways["the tree's Detach"]?.(worker);
    await nothingHappened(worker);
  });

  for (const [what, target] of Object.entries(TARGETS)) {
    for (const [how, end] of Object.entries(ways)) {
      it(`goes by ${how} from a running ${what}`, async () => {
        await attach(target);
        await end(target);
        await nothingHappened(target);
      });

      it(`goes by ${how} from a ${what} stopped at a breakpoint`, async () => {
        const line = await setBreakpoint(target);
        await attach(target);
        await workbench.editor.waitForBoundBreakpoint(line);
        const requests = Array.from({ length: 2 * WORKERS }, () => get(cluster.port, target.path));
        await workbench.editor.waitForPausedAt(line);
        await end(target);
        for (const { status } of await Promise.all(requests)) assert.equal(status, 200);
        await nothingHappened(target);
        await workbench.editor.toggleBreakpoint(line);
      });
    }
  }

  it('leaves no port of the hub open', () => {
    assert.deepEqual(listeningPorts(hubOf(workbench.server).pid), []);
  });
});

function slug(title: string): string {
  return title.replace(/[^a-z0-9]+/gi, '-');
}
