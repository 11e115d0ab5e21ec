// Figures in the tree's rows, in themes and widths, for the eye; and that none is cut off.
import assert from 'node:assert/strict';
import { type Theme, Workbench } from '../harness/workbench';
import { CLUSTER_WORKSPACE } from './live-cluster';
import { VSIX } from './vsix';

const THEMES: Theme[] = ['dark', 'light', 'high contrast'];

describe('the looks of figures', function () {
  this.timeout(180_000);
  let workbench: Workbench;

  before(async () => {
    const settings = { ...CLUSTER_WORKSPACE.settings, 'workerLens.figures': ['cpu', 'memory'] };
    workbench = await Workbench.start({ ...CLUSTER_WORKSPACE, settings, vsix: VSIX });
    await workbench.editor.open('app.js');
    await workbench.startDebugging('Worker Lens');
    await workbench.pane('Workers').waitFor();
    // With it come the other views of a session, which are then folded.
    await workbench.pane('Call Stack').waitFor();
    await workbench.foldOtherViews('Workers', 'Call Stack');
    await workbench.heightenLastView('Workers', 400);
  });

  after(() => workbench?.stop());

  for (const theme of THEMES) {
    for (const width of [300, 600]) {
      it(`fit ${width} px, ${theme}`, async () => {
        await workbench.setTheme(theme);
        await workbench.setSideBarWidth(width);
        await workbench.page.mouse.move(0, 0);
        const rows = await workbench.view('Workers');
        await rows.waitForText(
          /primary online · \d+ % · \d+ MB\n\s+worker 1 :\d+ · \d+ % · \d+ MB\n\s+thread 1 sum · /,
        );
        await workbench.screenshot(`person/figures/${theme.replaceAll(' ', '-')}-${width}`);
        assert.deepEqual(await rows.cutOff(), [], 'rows that are cut off');
      });
    }
  }
});
