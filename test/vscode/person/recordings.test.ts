// Recordings as a person looks at them: in a workspace that is not trusted, in little room, in colours that others chose.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBigRecording } from '../../bench/lib/big-recording';
import { eventually } from '../harness/eventually';
import { Workbench } from '../harness/workbench';
import { stageServer } from './sample-stage';
import { TimelinePane } from './timeline-pane';

const SMALL = 'small.wlens.jsonl';
const PANELS = ['Details', 'Edges', 'Sequence', 'Table', 'Charts', 'Capture'];
/** Width of the window, and of what stands left of the side bar, in CSS pixels. */
const WINDOW = 1500;
const ACTIVITY_BAR = 48;

describe('recordings, as a person looks at them', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let pane: TimelinePane;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wl-recordings-'));
    writeBigRecording(join(folder, SMALL), { records: 4_000, workers: 2, threads: 2 });
    workbench = await Workbench.start({
      ...stageServer(),
      files: { [SMALL]: await readFile(join(folder, SMALL), 'utf8') },
      restricted: true,
      width: WINDOW,
      height: 1000,
    });
    pane = new TimelinePane(workbench);
  });

  after(async () => {
    await workbench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await workbench.screenshot(`person/recordings/failed-${this.currentTest.title.replaceAll(/\W+/g, '-')}`);
  });

  async function openRecording(file: string): Promise<void> {
    await workbench.runCommand('File: Open File...');
    await workbench.chooseFile(file);
    await workbench.page.locator('.tab.active').filter({ hasText: '.wlens.jsonl' }).waitFor();
    await pane.frame.locator('.source', { hasText: 'Recording' }).waitFor({ state: 'attached' });
  }

  describe('in a workspace that is not trusted', () => {
    it('a recording opens', async () => {
      await openRecording(join(workbench.server.workspace, SMALL));
      await pane.waitForLanes(/^primary/, /^worker 1/, /^worker 2/);
      await pane.panelSays('Edges', /primary → worker 1/);
      await workbench.screenshot('person/recordings/restricted');
    });

    it('nothing else of the lens is there', async () => {
      await workbench.page.keyboard.press('F1');
      await workbench.page.locator('.quick-input-widget input[type="text"]').first().fill('>Worker Lens: ');
      const entries = await eventually(workbench.page, {
        read: () => workbench.pickerEntries(),
        accept: (all) => all.some((entry) => entry.startsWith('Worker Lens: Export')),
        what: 'commands of the lens',
      });
      assert.deepEqual(
        entries.filter((entry) => entry.startsWith('Worker Lens')).map((entry) => entry.split('…')[0]),
        ['Worker Lens: Compare Recordings', 'Worker Lens: Export as Chrome Trace'],
      );
      await workbench.dismissPicker();
      await workbench.runCommand('View: Show Run and Debug');
      await workbench.page.locator('.part.sidebar').getByText('Run and Debug').first().waitFor();
      assert.equal(await workbench.pane('Workers').count(), 0);
      const own = workbench.server.processes().filter(({ command }) => /dist\/(hub|server)\.js/.test(command));
      assert.deepEqual(own, [], 'neither hub nor language server');
    });
  });

  describe('their looks', () => {
    for (const width of [400, 250]) {
      it(`fit an editor of ${width} px`, async () => {
        await workbench.setSideBarWidth(WINDOW - ACTIVITY_BAR - width);
        await pane.key('f');
        await pane.key('Enter');
        for (const panel of PANELS) {
          await pane.panel(panel);
          await workbench.page.mouse.move(0, 0);
          await workbench.screenshot(`person/recordings/${width}-${panel.toLowerCase()}`);
          assert.deepEqual(await pane.layoutFaults(), [], `${panel} at ${width} px`);
        }
      });
    }

    it('have high contrast that is light', async () => {
      await workbench.setSideBarWidth(300);
      await pane.panel('Edges');
      await workbench.setTheme('high contrast light');
      await pane.key('f');
      await workbench.screenshot('person/recordings/high-contrast-light');
      await workbench.setTheme('dark');
    });

    it('have the colours that a system forces', async () => {
      await workbench.page.emulateMedia({ forcedColors: 'active' });
      await workbench.page.locator('.monaco-workbench.hc-black, .monaco-workbench.hc-light').waitFor();
      await pane.key('f');
      await workbench.screenshot('person/recordings/forced-colours');
      await workbench.page.emulateMedia({ forcedColors: 'none' });
    });
  });

  describe('in a workspace that comes to be trusted', () => {
    it('all else is there once a person trusts the workspace, without a reload', async () => {
      await workbench.runCommand('Workspaces: Manage Workspace Trust');
      const editor = workbench.page.locator('.workspace-trust-editor');
      await editor
        .getByRole('button', { name: /^Trust/ })
        .first()
        .click();
      await editor.getByText('You trust this folder').waitFor();
      await workbench.pane('Workers').waitFor();
      await workbench.screenshot('person/recordings/trusted');
    });
  });
});
