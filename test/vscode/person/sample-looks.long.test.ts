// The samples at the moment that shows best what each is there to show, in themes and widths, for the eye; and that no row holds
// less than it says.
import assert from 'node:assert/strict';
import type { Theme } from '../harness/workbench';
import { SCENES } from './sample-scenes';
import { SampleStage } from './sample-stage';

/** Looked at in high contrast besides: all colours and icons that there are. */
const IN_CONTRAST = ['express-cluster', 'high-availability-cluster', 'shared-memory', 'leak', 'graceful-shutdown'];

/** What may be longer than a narrow row: a program's own words, which stand last, and more figures than fit. */
const MAY_BE_CUT = /^(Error|thread \d|child |\S+ × \d)/;

describe('the looks of samples', function () {
  this.timeout(300_000);
  let stage: SampleStage;
  let cutOff: string[];

  before(async () => {
    stage = await SampleStage.start({ lasts: true, onMoment: takePictures });
  });

  beforeEach(() => {
    cutOff = [];
  });

  after(() => stage?.stop());

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await stage.abandon();
  });

  async function takePictures({ workbench, rows }: SampleStage, name: string): Promise<void> {
    const contrast: Theme[] = IN_CONTRAST.includes(name) ? ['high contrast', 'high contrast light'] : [];
    for (const theme of ['dark', 'light', ...contrast] as Theme[]) {
      await workbench.setTheme(theme);
      for (const width of [600, 300]) {
        await workbench.setSideBarWidth(width);
        await workbench.page.mouse.move(0, 0);
        await workbench.screenshot(`person/sample-looks/${name}-${theme.replaceAll(' ', '-')}-${width}`);
        const texts = (await rows.cutOff()).filter((text) => width > 300 || !MAY_BE_CUT.test(text));
        cutOff.push(...texts.map((text) => `${width} px: ${text}`));
      }
    }
  }

  for (const { sample, figures = [], play } of SCENES) {
    it(sample, async () => {
      await stage.set({ 'workerLens.figures': figures });
      await play(stage);
      await stage.clear();
      assert.deepEqual([...new Set(cutOff)], [], 'rows that are cut off');
    });
  }
});
