// What does not answer, as what it is, in words: with no debugger attached to find out. And the row of one that is paused by one.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ensurePackages, ROOT } from '../../../scripts/lib/ensure.mjs';
import { nodeOf } from '../../behaviour/support/nodes';
import { workerRow } from './live-cluster';
import { type SampleRun, SampleStage } from './sample-stage';

/** The hub tells the same on all of them, which test/behaviour/conditions.test.ts holds each time. */
const MAJORS = process.env.WORKER_LENS_TEST_ALL ? ([18, 20, 26] as const) : ([20] as const);

describe('what does not answer, as a person sees it', function () {
  this.timeout(180_000);
  let stage: SampleStage;

  before(async function () {
    this.timeout(600_000);
    const packages = await ensurePackages();
    stage = await SampleStage.start({ workspace: join(ROOT, 'test/fixtures/vscode'), packages });
  });

  after(() => stage?.stop());

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await stage.workbench.screenshot('person/conditions/failed');
    await stage.abandon();
  });

  /** Has one begin to loop, and waits until its row says so. That it says so in time is held without an editor beside it. */
  async function loops(run: SampleRun, who: string, pid: number, row: RegExp): Promise<void> {
    process.kill(pid, 'SIGUSR2');
    await run.shows(row);
    const shown = Date.now();
    const [begun] = await run.printed(new RegExp(`${who} loops from (\\d+)`));
    console.log(`      ${who}: shown as stuck ${shown - Number(begun![1])} ms after it began to loop`);
  }

  for (const major of MAJORS) {
    it(`Node ${major}: stuck, waiting, idle, stopped, paused`, async () => {
      const run = await stage.run('conditions.js', {}, await nodeOf(major));
      const [text, ...found] = await run.shows(
        new RegExp(
          [
            '^conditions\\.js running',
            ' +primary pid \\d+ · online',
            ' +worker 1 pid (\\d+) · online',
            ' +worker 2 pid (\\d+) · online',
            ' +thread 1 loops · online',
            ' +worker 3 pid \\d+ · online',
            ' +thread 1 waits · in Atomics\\.wait',
            ' +worker 4 pid \\d+ · online',
            ' +piscina × 2 0 busy',
            ' +thread 1 idle',
            ' +thread 2 idle',
            ' +worker 5 pid (\\d+) · online',
            ' +worker 6 pid \\d+ · online$',
          ].join('\n'),
        ),
      );
      assert.doesNotMatch(text, /attached/);
      const [first, second, fifth] = found.map(Number);
      await loops(run, 'main', first!, /worker 1 stuck \d+ s/);
      await loops(run, 'thread', second!, /worker 2 pid \d+ · online\n +thread 1 loops · stuck \d+ s/);
      process.kill(fifth!, 'SIGSTOP');
      await run.shows(/worker 5 stopped \(SIGSTOP\)/);
      assert.doesNotMatch(await stage.rows.text(), /attached|paused/);
      await stage.rows.clickAction(workerRow(6), 'Attach Debugger');
      // A session that begins opens other views.
      await stage.workbench.callStack.waitFor(
        (rows) => rows.some(({ label }) => label.startsWith('worker 6')),
        'its session',
      );
      await stage.workbench.foldOtherViews('Workers', 'Call Stack');
      await run.shows(/worker 6 pid \d+ · attached/);
      await stage.workbench.clickDebugToolbar('Pause');
      await run.shows(/worker 6 pid \d+ · paused/);
      await run.shows(/worker 1 stuck \d+ s\n[\s\S]*worker 5 stopped \(SIGSTOP\)\n +worker 6 pid \d+ · paused$/);
      await run.tells(workerRow(1), /Condition: stuck for \d+ s/, new RegExp(`Node\\.js: v${major}\\.`));
      await run.tells(workerRow(5), /Condition: stopped \(SIGSTOP\) for \d+ s/);
      await run.tells(/waits/, /Condition: blocked for \d+ s, in Atomics\.wait/);
      await stage.workbench.screenshot(`person/conditions/node-${major}`);
    });
  }
});
