// Each driver, and each package's own tests, against their plain run.
import assert from 'node:assert/strict';
import { ensurePackages } from '../../../scripts/lib/ensure.mjs';
import type { NodeMajor } from '../../../scripts/lib/pinned.mjs';
import { nodeOf } from '../../behaviour/support/nodes';
import { DRIVERS } from '../drivers';
import { SUITES } from '../suites';
import { driveAlone, driveObserved } from './drive';
import { sameResults } from './own-suite';

before(async function () {
  this.timeout(600_000);
  process.env.WORKER_LENS_TEST_PACKAGES ??= await ensurePackages();
});

/** Runs every driver that makes sense in a version of Node, plain and observed side by side. */
export function describePackages(major: NodeMajor): void {
  describe(`packages on Node ${major}`, function () {
    this.timeout(300_000);
    let node: string;

    before(async () => {
      node = await nodeOf(major);
    });

    for (const driver of DRIVERS.filter(({ since = 18 }) => since <= major)) {
      it(`${driver.name} runs as ever, and is shown whole`, async () => {
        const [plain, observed] = await Promise.all([driveAlone(driver, node), driveObserved(driver, node)]);
        assert.equal(plain.code, 0, plain.stderr);
        assert.deepEqual(observed.ended, plain);
        assert.deepEqual(observed.shown, driver.shown);
      });
    }
  });
}

/** Runs the tests that packages ship in a version of Node, plain and observed side by side. */
export function describeSuites(major: NodeMajor): void {
  describe(`tests of packages on Node ${major}`, function () {
    this.timeout(600_000);
    let node: string;

    before(async () => {
      node = await nodeOf(major);
    });

    for (const suite of SUITES.filter(({ since = 18 }) => since <= major)) {
      it(`${suite.name}: each ends as ever`, () => sameResults(suite, node));
    }
  });
}
