// A program with far too many messages to tell each: the window that a person works in meanwhile, and the figures afterwards.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/ensure.mjs';
import { eventually } from '../harness/eventually';
import { Flood, readEdges, shownOf } from '../harness/flood';
import { Workbench } from '../harness/workbench';
import { TimelinePane } from './timeline-pane';
import { VSIX } from './vsix';

/** As many a second as a program can be expected to send here. */
const RATE = 100_000;
const LEAST = 200_000;

describe('a flood of messages', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let flood: Flood;
  let pane: TimelinePane;

  before(async () => {
    flood = await Flood.listen();
    workbench = await Workbench.start({
      workspace: join(ROOT, 'test/fixtures/vscode'),
      env: flood.env,
      width: 1500,
      height: 1000,
      vsix: VSIX,
    });
    pane = new TimelinePane(workbench);
    await flood.start(workbench);
    await pane.waitForLanes(/^thread 1/);
  });

  after(async () => {
    await flood?.close();
    await workbench?.stop();
  });

  it('is followed live, and the timeline does what it is told meanwhile', async () => {
    await flood.begin(RATE);
    await eventually(workbench.page, {
      read: () => readEdges(workbench),
      accept: ([there]) => (there?.all ?? 0) > LEAST,
      what: `more than ${LEAST} messages`,
    });
    await pane.press('Pause (Space)');
    await pane.frame.locator('.source', { hasText: 'Paused' }).waitFor();
    await pane.key('Space');
    await pane.frame.locator('.source', { hasText: 'Live' }).waitFor();
    await workbench.screenshot('person/flood/live');
  });

  it('has every message afterwards: told whole, or left out', async () => {
    const said = await flood.end();
    assert.ok(said.sent > LEAST, `only ${said.sent}`);
    const { all, whole, leftOut } = await shownOf(workbench, said);
    assert.equal(whole + leftOut, said.sent);
    assert.equal(all, said.sent);
    assert.ok(whole > 100 && whole < said.sent / 10, `${whole} were told whole`);
    await workbench.screenshot('person/flood/over');
  });
});
