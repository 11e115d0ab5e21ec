// What every process under the lens reads and compiles.
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { AGENT_BUNDLE } from '../../scripts/lib/agent-bundle.mjs';
import { ROOT } from '../../scripts/lib/ensure.mjs';

/** In bytes. */
const LARGEST = 40 * 1024;

describe('the agent’s bundle', () => {
  it('is small', async () => {
    const { outputFiles } = await build({ ...AGENT_BUNDLE, absWorkingDir: ROOT, outfile: 'agent.cjs', write: false });
    const size = outputFiles[0]?.contents.length ?? 0;
    assert.ok(size > 0 && size <= LARGEST, `${size} bytes`);
  });
});
