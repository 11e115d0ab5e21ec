// What running Node's own tests under the lens brought to light (see test/node-core/README.md), each as a small program.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { nodeOf } from './support/nodes';
import { FIXTURES } from './support/observe';
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

  it('costs a thread what any preload costs it where file descriptors run out', async () => {
    const limited = (...flags: string[]) => ['-c', 'ulimit -n 100; exec "$0" "$@"', node, ...flags];
    const node = await nodeOf(24);
    const preloaded = limited('--require', path.join(FIXTURES, 'node-core/empty.js'));
    const plain = await stage.bench.plain('node-core/no-descriptors.js', [], { node: '/bin/sh', flags: preloaded })
      .ended;
    const options = { node: '/bin/sh', flags: limited() };
    assert.deepEqual(await stage.bench.observed('node-core/no-descriptors.js', [], options).ended, plain);
    assert.match(plain.stdout, /FAILED,ERR_INVALID_PACKAGE_CONFIG,0,/);
  });

  it('lets a debugger of the program hold threads at their first line, as far as Node does with any preload', async () => {
    for (const major of [20, 26] as const) {
      const { stdout } = await sameAsPlain(stage, 'node-core/first-line.js', [], { node: await nodeOf(major) });
      assert.equal(stdout, '1\n5\n');
    }
    const node = await nodeOf(18);
    const flags = ['--require', path.join(FIXTURES, 'node-core/empty.js')];
    const plain = await stage.bench.plain('node-core/first-line.js', [], { node, flags }).ended;
    assert.equal(plain.stdout, '5\n');
    assert.deepEqual(await stage.bench.observed('node-core/first-line.js', [], { node }).ended, plain);
  });
});
