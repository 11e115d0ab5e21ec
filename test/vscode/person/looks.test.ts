// The tree in every theme and width, for the eye; and that no row holds less than it says.
import assert from 'node:assert/strict';
import { type Theme, Workbench } from '../harness/workbench';
import { CLUSTER_WORKSPACE, LiveCluster, workerRow } from './live-cluster';
import { get } from './load';
import { VSIX } from './vsix';

const THEMES: Theme[] = ['dark', 'light', 'high contrast', 'high contrast light'];

describe('the looks of the tree', function () {
  this.timeout(180_000);
  let workbench: Workbench;
  let cluster: LiveCluster;
  let tree: string;

  before(async () => {
    workbench = await Workbench.start({ ...CLUSTER_WORKSPACE, vsix: VSIX });
    cluster = await LiveCluster.start(workbench);
    await cluster.rows.clickAction(workerRow(3), 'Kill');
    await cluster.rows.waitForText(/worker 5 pid \d+ · :\d+\n\s+slot 3 restarted 1×\n\s+\d\d:\d\d asked for · SIGTERM/);
    await assert.rejects(get(cluster.port, '/crash'));
    await cluster.rows.waitForText(/worker 6 pid \d+ · :\d+\n\s+slot \d restarted \d×\n\s+\d\d:\d\d crashed · code 1/);
    cluster = await LiveCluster.find(workbench);
    await cluster.attach(cluster.oldest);
    tree = await cluster.rows.text();
  });

  after(() => workbench?.stop());

  for (const theme of THEMES) {
    for (const width of [300, 600]) {
      it(`fits ${width} px, ${theme}`, async () => {
        await workbench.setTheme(theme);
        await workbench.setSideBarWidth(width);
        // A row under the mouse gives up width for its buttons.
        await workbench.page.mouse.move(0, 0);
        await workbench.screenshot(`person/looks/${theme.replaceAll(' ', '-')}-${width}`);
        // A new theme draws every row again.
        assert.equal(await cluster.rows.text(), tree);
        assert.deepEqual(await cluster.rows.cutOff(), [], 'rows that are cut off');
      });
    }
  }
});
