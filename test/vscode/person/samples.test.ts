// The samples, each as a person runs it and looks at the tree.
import { SCENES } from './sample-scenes';
import { SampleStage } from './sample-stage';

describe('samples, as a person sees them', function () {
  this.timeout(300_000);
  let stage: SampleStage;

  before(async () => {
    const onMoment = async ({ workbench }: SampleStage, name: string) => {
      await workbench.screenshot(`person/samples/${name}`);
    };
    stage = await SampleStage.start({ onMoment });
  });

  after(() => stage?.stop());

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await stage.workbench.screenshot(`person/samples/failed-${this.currentTest.title.split(':')[0]}`);
    await stage.abandon();
  });

  for (const { sample, shows, figures = [], play } of SCENES) {
    it(`${sample}: ${shows}`, async () => {
      await stage.set({ 'workerLens.figures': figures });
      await play(stage);
      await stage.clear();
    });
  }
});
