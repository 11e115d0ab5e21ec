// An adapter for each test, and the proof that nothing of it is left.
import assert from 'node:assert/strict';
import { AdapterClient } from './adapter-client';

/** Gives each test of a suite its own adapter under the name `adapter`. */
export function useAdapter(): { adapter: AdapterClient } {
  const stage = {} as { adapter: AdapterClient };
  beforeEach(async () => {
    stage.adapter = await AdapterClient.start();
  });
  afterEach(async () => {
    assert.deepEqual(await stage.adapter.stop(), [], 'processes were left behind');
  });
  return stage;
}
