// Steps 1 to 5 as a person does them, with the installed package.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Workbench } from '../harness/workbench';
import { STEPS_WORKSPACE, Steps } from './steps';
import { VSIX } from './vsix';

describe('a person with a cluster', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  let steps: Steps;

  before(async () => {
    workbench = await Workbench.start({ ...STEPS_WORKSPACE, vsix: VSIX });
    steps = new Steps(workbench, { out: 'person/steps' });
  });

  after(() => workbench?.stop());

  afterEach(async function () {
    const name = this.currentTest?.title.split(' ')[0];
    await workbench.screenshot(join('person/steps', `${name}-${this.currentTest?.state}`));
  });

  it('1 presses F5 and picks Worker Lens', () => steps.start());
  it('2 sees the tree of processes and threads, nothing attached', () => steps.tree());
  it('3 attaches to one worker while the others answer', () => steps.attach());
  it('4 sees how workers ended, and who took their slots', () => steps.replace());
  it('5 mends deprecated names', () => steps.quickFix());

  it('6 stops the run, and nothing is left but the hub', async () => {
    const rows = await workbench.view('Workers');
    await rows.clickAction(/app\.js/, 'Stop Run');
    await rows.waitForText(/^app\.js (?!running)/);
    const programs = workbench.server.programs().map((program) => program.command);
    assert.deepEqual(
      programs.filter((command) => command.includes('app.js')),
      [],
    );
  });
});
