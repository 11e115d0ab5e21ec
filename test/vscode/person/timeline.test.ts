// A run's timeline as a person uses it, on a sample: live, then from the recording that was saved of it.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { type Theme, Workbench } from '../harness/workbench';
import { heighten } from './live-cluster';
import { get } from './load';
import { TimelinePane } from './timeline-pane';
import { VSIX } from './vsix';

const THEMES: Theme[] = ['dark', 'light', 'high contrast'];

describe('the timeline', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let pane: TimelinePane;
  let port: number;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wl-timeline-'));
    workbench = await Workbench.start({
      workspace: join(ROOT, 'samples/cluster-messages'),
      env: { PORT: '0', WORKERS: '2' },
      settings: { 'terminal.integrated.gpuAcceleration': 'off' },
      width: 1500,
      height: 1000,
      vsix: VSIX,
    });
    pane = new TimelinePane(workbench);
    await workbench.editor.open('app.js');
    await workbench.startDebugging('Worker Lens');
    await workbench.pane('Workers').waitFor();
    const rows = await workbench.view('Workers');
    // A session that begins opens views anew.
    await rows.waitForText(/primary/);
    await workbench.foldOtherViews('Workers', 'Call Stack');
    await heighten(workbench);
    const text = await rows.waitForText(/worker 1 pid \d+ · :\d+[\s\S]*worker 2 pid \d+ · :\d+/);
    port = Number(/:(\d+)/.exec(text)?.[1]);
  });

  after(async () => {
    await workbench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const requests = async (count: number) => {
    for (let i = 0; i < count; i++) await get(port);
  };

  it('opens from the run’s row, with a lane for each process', async () => {
    await (await workbench.view('Workers')).clickAction(/^app\.js/, 'Open Timeline');
    await pane.waitForLanes(/^primary .*online/, /^worker 1 .*listening/, /^worker 2 .*listening/);
    // The panel at the bottom takes the room that the lanes want.
    await workbench.runCommand('View: Hide Panel');
    await requests(20);
  });

  it('follows the run, pauses, and follows it again', async () => {
    await pane.frame.locator('.source', { hasText: 'Live' }).waitFor();
    await pane.press('Pause (Space)');
    await pane.frame.locator('.source', { hasText: 'Paused' }).waitFor();
    await pane.key('Space');
    await pane.frame.locator('.source', { hasText: 'Live' }).waitFor();
    await pane.key('Space');
  });

  it('has every message in its table', async () => {
    await pane.key('f');
    // 2 greetings, their echoes and 20 notices, besides what happened to three processes.
    await pane.waitForInView('all messages', (count) => count >= 24);
    const panel = await pane.panel('Table');
    await panel.getByRole('gridcell', { name: 'echo' }).first().waitFor();
  });

  it('zooms in and out, and shows all again', async () => {
    const all = await pane.inView();
    for (let i = 0; i < 12; i++) await pane.key('+');
    await pane.waitForInView('fewer rows in view', (count) => count < all);
    await pane.key('f');
    await pane.waitForInView('all rows in view', (count) => count >= all);
  });

  it('finds messages by their type', async () => {
    await pane.search('echo', /of 4$/);
    await pane.search('nothing like it', /No results/);
    await pane.search('echo', /of 4$/);
    await pane.searchBox.press('Enter');
    await pane.search('echo', /^[1-4] of 4$/);
    await pane.searchBox.press('Escape');
  });

  it('tells of an arrow that is clicked: ends, times, size', async () => {
    await pane.key('f');
    for (let i = 0; i < 2; i++) await pane.key('Home');
    assert.match(await pane.clickArrow(), /→/);
    const text = await pane.panelSays('Details', /In flight/);
    assert.match(text, /IPC channel/);
    assert.match(text, /Size\s+\d+ B/);
    await workbench.screenshot('person/timeline/details');
  });

  it('jumps from a message to the line that sent it', async () => {
    const panel = await pane.panel('Details');
    await panel.getByRole('button', { name: /^app\.js:\d+/ }).click();
    await workbench.page.locator('.tab.active[data-resource-name="app.js"]').waitFor();
    await pane.show('Timeline: app.js');
    await pane.waitForLanes(/^primary/);
  });

  it('keeps what a person looked at while it was hidden', async () => {
    await pane.panelSays('Details', /In flight/);
  });

  it('sums up each edge', async () => {
    await pane.key('f');
    const text = await pane.panelSays('Edges', /worker 1 → primary/);
    assert.match(text, /primary → worker 1/);
    await workbench.screenshot('person/timeline/edges');
  });

  it('draws a conversation as a sequence', async () => {
    await pane.panelSays('Sequence', /notifyRequest/);
    await workbench.screenshot('person/timeline/sequence');
  });

  it('draws what was measured over the same time', async () => {
    await pane.panelSays('Charts', /CPU/);
    await workbench.screenshot('person/timeline/charts');
  });

  it('captures what messages say once it is asked to, masked', async () => {
    const panel = await pane.panel('Capture');
    await panel.getByRole('button', { name: 'Capture', exact: true }).click();
    await pane.panelSays('Capture', /Capturing messages/);
  });

  it('sends a message again, edited', async () => {
    await pane.key('f');
    await pane.search('echo', /of 4$/);
    await pane.key('Enter');
    const panel = await pane.panel('Details');
    await panel.getByRole('button', { name: 'Replay…' }).click();
    await panel.getByLabel('To').selectOption({ label: 'worker 1' });
    await panel.getByLabel('Message, as JSON').fill('{"type":"echo","text":"again","password":"x"}');
    await panel.getByRole('button', { name: 'Send' }).click();
    await workbench.waitForStatus(/Sent to worker 1/);
    await pane.search('echo', /of 6$/);
    await pane.key('f');
    // From the first one back to the last: the echo of what was sent.
    for (let i = 0; i < 2; i++) await pane.searchBox.press('Shift+Enter');
    await pane.panelSays('Details', /"text": "again"[\s\S]*"password": "•••"/);
    await workbench.screenshot('person/timeline/payload');
    await pane.searchBox.press('Escape');
  });

  for (const theme of THEMES) {
    it(`looks well, ${theme}`, async () => {
      await workbench.setTheme(theme);
      await pane.key('f');
      await workbench.page.mouse.move(0, 0);
      await workbench.screenshot(`person/timeline/live-${theme.replaceAll(' ', '-')}`);
    });
  }

  it('comes back when the window is reloaded', async () => {
    await workbench.setTheme('dark');
    await workbench.reload();
    await pane.waitForLanes(/^primary/, /^worker 1/, /^worker 2/);
  });

  it('is saved as a recording, which opens without the program', async () => {
    await workbench.runCommand('Worker Lens: Save Recording…');
    await workbench.page.locator('.quick-input-title').filter({ hasText: 'Save Recording' }).waitFor();
    await workbench.screenshot('person/timeline/save-dialog');
    await workbench.chooseFile(join(folder, 'saved.wlens.jsonl'));
    await workbench.waitForNotification(/saved as saved\.wlens\.jsonl/);
    await workbench.clickNotification(/saved as/, 'Open');
    await workbench.page.locator('.tab.active').filter({ hasText: 'saved.wlens.jsonl' }).waitFor();
    await pane.waitForLanes(/^primary/, /^worker 1/, /^worker 2/);
    await pane.frame.locator('.source', { hasText: 'Recording' }).waitFor();
  });

  it('shows how all were at the moment that the scrubber is at', async () => {
    const box = await pane.frame.locator('.scrubber').boundingBox();
    assert.ok(box);
    await pane.key('f');
    await workbench.page.mouse.click(box.x + box.width * 0.02, box.y + box.height / 2);
    await pane.waitForLanes(/^worker 1 .*not yet started/);
    await workbench.page.mouse.click(box.x + box.width * 0.9, box.y + box.height / 2);
    await pane.waitForLanes(/^worker 1 .*listening/);
    await workbench.screenshot('person/timeline/scrubber');
  });
});
