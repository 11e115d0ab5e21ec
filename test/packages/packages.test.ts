// Programs that nobody here wrote: packages that live on processes and threads.
import assert from 'node:assert/strict';
import { DRIVERS } from './drivers';
import { driveAlone } from './support/drive';
import { describePackages } from './support/suite';

describePackages(20);

describe('packages in an environment that a lens left behind', function () {
  this.timeout(120_000);

  it('pm2 saves it and is back from it without a word', async () => {
    const pm2 = DRIVERS.find(({ name }) => name === 'pm2')!;
    const node = process.execPath;
    const [plain, left] = await Promise.all([driveAlone(pm2, node), driveAlone(pm2, node, 'observed')]);
    assert.deepEqual(left, plain);
  });
});
