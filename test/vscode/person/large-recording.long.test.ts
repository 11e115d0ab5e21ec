// A recording that takes seconds to read: how far it is, that a person can cancel, and that it is whole when opened again.
// On a fast machine it may be read before a person can cancel, so it is large, and not part of `npm test`.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBigRecording } from '../../bench/lib/big-recording';
import { Workbench } from '../harness/workbench';
import { TimelinePane } from './timeline-pane';
import { VSIX } from './vsix';

const FILE = 'large.wlens.jsonl';
/** Records: each message has two. */
const MANY = 3_000_000;

describe('a large recording', function () {
  this.timeout(180_000);
  let workbench: Workbench;
  let pane: TimelinePane;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wl-large-'));
    writeBigRecording(join(folder, FILE), { records: MANY, workers: 4, threads: 0 });
    workbench = await Workbench.start({ workspace: folder, vsix: VSIX, width: 1500, height: 1000 });
    pane = new TimelinePane(workbench);
  });

  after(async () => {
    await workbench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(): Promise<void> {
    await workbench.page.keyboard.press('ControlOrMeta+P');
    await workbench.page.locator('.quick-input-widget input[type="text"]').first().fill(FILE);
    await workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: FILE }).first().click();
    await pane.frame.locator('.source', { hasText: 'Recording' }).waitFor({ state: 'attached' });
  }

  it('says how far it is read, and shows what was when a person cancels', async () => {
    await open();
    const bar = pane.frame.getByRole('progressbar');
    await bar.waitFor();
    await pane.press('Cancel');
    await bar.waitFor({ state: 'hidden' });
    const text = await pane.frame.getByRole('alert').innerText();
    assert.match(text, /Reading was cancelled: only the first \d{1,2} % of this recording is shown\./);
    await pane.waitForLanes(/^primary/, /^worker 4/);
    const some = await pane.waitForInView('some messages', (count) => count > 0);
    assert.ok(some < MANY / 2, `${some} rows`);
    await workbench.screenshot('person/large-recording/cancelled');
  });

  it('is read whole when it is opened again', async () => {
    await workbench.runCommand('View: Close Editor');
    await open();
    const bar = pane.frame.getByRole('progressbar');
    await bar.waitFor();
    await bar.waitFor({ state: 'hidden', timeout: 90_000 });
    await pane.waitForInView('all messages', (count) => count >= MANY / 2);
    assert.equal(await pane.frame.getByRole('alert').count(), 0);
  });
});
