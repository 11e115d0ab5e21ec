// How the threads of a pool are that nobody here wrote: idle ones wait in `Atomics.wait`, one with work that never ends is stuck.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ThreadState } from '../../protocol/viewer';
import { ensurePackages } from '../../scripts/lib/ensure.mjs';
import { nodeOf } from '../behaviour/support/nodes';
import { useRealStage } from '../behaviour/support/real-hub';
import { start } from './support/drive';

describe('packages: conditions', function () {
  this.timeout(120_000);
  const stage = useRealStage();

  before(async function () {
    this.timeout(600_000);
    process.env.WORKER_LENS_TEST_PACKAGES ??= await ensurePackages();
  });

  // Its own `engines` begin at 20; a pool like this one it keeps on 18 as well.
  for (const major of [18, 20, 26] as const) {
    it(`an idle pool of piscina on Node ${major}: all blocked on Atomics.wait; then one stuck, and idle again`, async () => {
      const { bench, hub } = stage;
      const program = start(bench, 'observed', 'piscina', await nodeOf(major), 'idle.');
      await program.printed('idle');
      const { viewer } = hub;
      await viewer.request({ type: 'watchFigures', runs: ['run'] });
      const threads = () => [...viewer.threads.values()];
      const are = (is: string) => threads().filter(({ condition }) => condition?.is === is);
      await viewer.until(() => are('blocked').length === 3);
      assert.ok(threads().every(({ condition }) => condition?.on === 'Atomics.wait'));
      const file = path.join(bench.folder, 'free');
      program.say(file);
      const stuck = await viewer.until<ThreadState>(() => are('stuck')[0]);
      assert.equal(are('blocked').length, 2);
      fs.writeFileSync(file, '');
      await program.printed('spun');
      await viewer.until(() => viewer.threads.get(stuck.id)?.condition?.is !== 'stuck');
      assert.equal((await hub.ended(program)).code, 0);
      assert.ok([...threads(), hub.root].every(({ condition }) => condition === null));
    });
  }
});
