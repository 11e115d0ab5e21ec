// Timelines of samples with threads and with much to do, and what a person does with what was recorded of them.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../harness/eventually';
import { pickFromOpenMenu } from '../harness/row-list';
import type { Workbench } from '../harness/workbench';
import { get } from './load';
import { assertNear, type SampleRun, SampleStage } from './sample-stage';
import { TimelinePane } from './timeline-pane';

/** Requests for the threads of two workers, at once. */
const REQUESTS = 8;
describe('timelines of samples, and recordings', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let stage: SampleStage;
  let pane: TimelinePane;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wl-samples-'));
    stage = await SampleStage.start();
    ({ workbench } = stage);
    pane = new TimelinePane(workbench);
  });

  after(async () => {
    await stage?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`person/timeline-samples/failed-${this.currentTest.title.replaceAll(/\W+/g, '-')}`);
  });

  /** Opens the timeline of the only run there is, alone. */
  async function openTimeline(): Promise<void> {
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Worker Lens: Open Timeline');
    await pane.canvas.waitFor();
  }

  /** What of the program's own words says how many. */
  const numbersIn = (matches: RegExpMatchArray[]) =>
    new Map(matches.map(([, id, count]) => [Number(id), Number(count)]));

  async function pickFromTitle(entry: string): Promise<void> {
    const { page } = workbench;
    await page.locator('.editor-group-container.active .title .action-label[aria-label^="More Actions"]').click();
    await pickFromOpenMenu(page, entry);
  }

  const dialog = (title: string) =>
    workbench.page.locator('.quick-input-title').filter({ hasText: title, visible: true }).waitFor();

  describe('of threads in the workers of a cluster', () => {
    let run: SampleRun;

    it('nests each thread in its worker', async () => {
      run = await stage.run('cluster-and-threads/app.js', { WORKERS: 2, COUNT: 100_000_000 });
      const [match] = await run.printed(/listens on port (\d+)/, 2);
      await openTimeline();
      await pane.waitForLanes(/^primary/, /^worker 1 .*listening/, /^worker 2 .*listening/, /^thread 1 · sum/);
      const lanes = pane.frame.locator('.lane');
      const levels = () =>
        lanes.evaluateAll((all: { getAttribute(name: string): unknown }[]) =>
          all.map((lane) => lane.getAttribute('aria-level')),
        );
      const nested = (found: unknown[]) => found.join() === '1,2,3,2,3';
      await eventually(workbench.page, { read: levels, accept: nested, what: 'a thread in each of two workers' });
      await Promise.all(Array.from({ length: REQUESTS }, () => get(Number(match![1]), '/heavy')));
    });

    it('says who asked which thread how often, and that they waited in its queue', async () => {
      await pane.edgesSettle((edges) => {
        let asked = 0;
        for (const id of [1, 2]) {
          const there = edges.get(`worker ${id} → worker ${id} · thread 1 · sum`);
          const back = edges.get(`worker ${id} · thread 1 · sum → worker ${id}`);
          assert.ok(there && back, [...edges.keys()].join('\n'));
          assert.deepEqual([there.channel, back.channel], ['postMessage', 'postMessage']);
          assert.deepEqual([there.count, there.waiting, back.waiting], [back.count, 0, 0]);
          // The last of them waited for all before it to be added up.
          assert.match(there.longest, /^(\d{2,}|[\d.]+ s)/);
          asked += there.count;
        }
        assert.equal(asked, REQUESTS);
      });
      await workbench.screenshot('person/timeline-samples/threads-edges');
    });

    it('leads from an arrow between worker and thread to what it was', async () => {
      await pane.key('f');
      assert.match(await pane.clickArrow(1), /worker 1.*→.*thread 1 · sum|thread 1 · sum.*→.*worker 1/);
      const text = await pane.panelSays('Details', /In flight/);
      assert.match(text, /postMessage/);
      assert.match(text, /worker 1 · thread 1 · sum/);
      assert.match(text, /round trip/);
      await workbench.screenshot('person/timeline-samples/threads-details');
      await pane.panelSays('Sequence', /worker 1 · thread 1 · sum/);
      await workbench.screenshot('person/timeline-samples/threads-sequence');
    });

    it('goes on until the program ends', async () => {
      await run.interrupt();
      await pane.frame.locator('.source', { hasText: 'Ended' }).waitFor();
      await stage.clear();
    });
  });

  describe('of a cluster that shares its work', () => {
    let run: SampleRun;

    it('shows the rate of each edge, as the program itself counts', async () => {
      run = await stage.run('load-balanced-cluster/app.js', { WORKERS: 2 });
      await openTimeline();
      const done = numbersIn(await run.printed(/Worker (\d): (\d+) jobs done/, 2));
      await pane.edgesSettle((edges) => {
        for (const id of [1, 2]) {
          const there = edges.get(`primary → worker ${id}`);
          const back = edges.get(`worker ${id} → primary`);
          assert.ok(there && back, [...edges.keys()].join('\n'));
          assert.equal(there.channel, 'IPC channel');
          // It reports what was done in 5 s.
          assertNear(there.rate, done.get(id)! / 5, 0.3, `jobs a second for worker ${id}`);
          assertNear(back.rate, done.get(id)! / 5, 0.3, `jobs a second of worker ${id}`);
        }
      });
      await workbench.screenshot('person/timeline-samples/rates');
    });

    it('has counted each message in the end', async () => {
      await run.interrupt();
      const [given] = await run.printed(/^(\d+) jobs given out/);
      const done = numbersIn(await run.printed(/Worker (\d) ended with code 0 after (\d+) jobs/, 2));
      await pane.frame.locator('.source', { hasText: 'Ended' }).waitFor();
      await pane.edgesSettle((edges) => {
        const count = (name: string) => edges.get(name)?.count ?? Number.NaN;
        assert.equal(count('primary → worker 1') + count('primary → worker 2'), Number(given![1]));
        for (const id of [1, 2]) assert.equal(count(`worker ${id} → primary`), done.get(id));
      });
    });

    it('is saved', async () => {
      await workbench.runCommand('Worker Lens: Save Recording…');
      await dialog('Save Recording');
      await workbench.chooseFile(join(folder, 'balanced.wlens.jsonl'));
      await workbench.waitForNotification(/saved as balanced\.wlens\.jsonl/);
      await workbench.clickNotification(/saved as/, 'Open');
      await workbench.page.locator('.tab.active').filter({ hasText: 'balanced.wlens.jsonl' }).waitFor();
      await pane.waitForLanes(/^primary/, /^worker 1/, /^worker 2/);
    });
  });

  describe('an export', () => {
    it('that a person thinks better of writes nothing, and says nothing', async () => {
      const before = await readdir(folder);
      await pickFromTitle('Export as Chrome Trace…');
      await dialog('Export as Chrome Trace');
      const offered = workbench.page.locator('.quick-input-widget input[type="text"]').first();
      const accept = (name: string) => name.endsWith('balanced.trace.json');
      await eventually(workbench.page, { read: () => offered.inputValue(), accept, what: 'a name for it' });
      await workbench.dismissPicker();
      assert.deepEqual(await readdir(folder), before);
      assert.deepEqual(await workbench.notifications(), []);
    });

    it('from the title of a recording is a trace with every message that was told by itself', async () => {
      await pickFromTitle('Export as Chrome Trace…');
      await dialog('Export as Chrome Trace');
      await workbench.chooseFile(join(folder, 'balanced.trace.json'));
      await workbench.waitForStatus(/balanced\.trace\.json is written: open it in ui\.perfetto\.dev/);
      const { traceEvents } = JSON.parse(await readFile(join(folder, 'balanced.trace.json'), 'utf8'));
      const ofMessages = (traceEvents as { ph: string; cat?: string }[]).filter(({ cat }) => cat === 'message');
      const count = (phase: string) => ofMessages.filter(({ ph }) => ph === phase).length;
      assert.equal(count('s'), count('f'));
      assert.ok(count('s') > 0, 'arrows');
      await pane.edgesSettle((edges) => {
        const whole = [...edges.values()].reduce((sum, { count, leftOut }) => sum + count - leftOut, 0);
        // A slice at each end that told it, and an arrow where both did.
        assert.equal(count('X') - count('s'), whole);
      });
    });

    it('from the palette that can not be written says so', async () => {
      await workbench.runCommand('Worker Lens: Export as Chrome Trace…');
      await dialog('Export as Chrome Trace');
      await workbench.chooseFile('/proc/balanced.trace.json');
      await workbench.waitForNotification(/could not be written: .*Choose a file that you can write\./);
      await workbench.screenshot('person/timeline-samples/not-written');
      await workbench.runCommand('Notifications: Clear All Notifications');
    });
  });

  describe('a comparison', () => {
    it('of a recording and its run shows the same of both', async () => {
      await pickFromTitle('Compare Recordings…');
      assert.match((await workbench.pickerEntries()).join('\n'), /^app\.js.*ended.*\nRecordings on disk…$/);
      await workbench.pick('app.js');
      const row = pane.frame.locator('tr', { hasText: 'Messages sent' });
      await row.waitFor();
      const cells = (await row.locator('td').allInnerTexts()).map((text) => text.trim());
      const [, first, second, ratio] = cells;
      assert.deepEqual([second, ratio], [first, '×1.00'], cells.join(' '));
      await workbench.screenshot('person/timeline-samples/comparison');
    });

    it('that a person thinks better of shows nothing, and says nothing', async () => {
      // A webview that has just come up lets no key through.
      await workbench.page.locator('.tab.active').click();
      await workbench.runCommand('View: Close Editor');
      // A webview that comes up takes the focus, and a picker that loses it closes.
      await pane.waitForLanes(/^primary/);
      await workbench.runCommand('Worker Lens: Compare Recordings…');
      await workbench.pickerEntries();
      await workbench.dismissPicker();
      assert.deepEqual(await workbench.notifications(), []);
      assert.equal(await workbench.page.locator('.tab').filter({ hasText: ' and ' }).count(), 0);
    });

    it('with what is no recording says so', async () => {
      const other = join(folder, 'other.wlens.jsonl');
      await writeFile(other, 'hello\n');
      await workbench.runAndPick('Worker Lens: Compare Recordings…', 'Recordings on disk…');
      await dialog('With which?');
      await workbench.chooseFile(other);
      await workbench.waitForNotification(/other\.wlens\.jsonl is no recording of Worker Lens/);
      await workbench.runCommand('Notifications: Clear All Notifications');
    });
  });
});
