// What running Node's own tests under the lens brought to light (see test/node-core/README.md), each as a small program.
import assert from 'node:assert/strict';
import { nodeOf } from './support/nodes';
import { sameAsPlain, useStage } from './support/suite';

describe('agent: found by the tests of Node itself', function () {
  this.timeout(60_000);
  const stage = useStage();

  it('tells of arguments that are no strings, and leaves their conversion to Node', async () => {
    await sameAsPlain(stage, 'node-core/arguments.js');
    const told = stage.hub.all('spawn').map(({ args }) => args.slice(1));
    assert.deepEqual(told, [['42', 'true', 'null', '[object]'], ['42', 'true', 'null', '[object]'], ['7']]);
    assert.deepEqual(stage.hub.all('setup').at(-1)?.args, ['7']);
  });

  it('reads the options of a synchronous spawn as Node does, tampered prototypes and getters too', async () => {
    for (const major of [18, 20, 26] as const) {
      await sameAsPlain(stage, 'node-core/inherited-options.js', [], { node: await nodeOf(major) });
    }
  });

  it('gives a thread the options of its process that no thread may have by itself', async () => {
    const options = { node: await nodeOf(24), env: { NODE_OPTIONS: '--title=lens' } };
    const { stdout } = await sameAsPlain(stage, 'node-core/own-options.js', [], options);
    assert.match(stdout, /^copied: --title=lens$/m);
    assert.equal(stage.hub.all('threadNotObserved').length, 0);
  });

  it('iterates over nothing where the program watches or breaks iterators', async () => {
    await sameAsPlain(stage, 'node-core/iterators.js');
    assert.equal(stage.hub.all('threadExit').length, 1);
  });
});
