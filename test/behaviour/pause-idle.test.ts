// A pause takes hold of a target whose event loop waits: not when something happens to run next.
import assert from 'node:assert/strict';
import { JsDebug } from './support/js-debug';
import { nodeOf } from './support/nodes';
import { useRealStage } from './support/real-hub';

describe('a pause of what is idle', function () {
  this.timeout(60_000);
  const stage = useRealStage();

  for (const major of [18, 20, 26] as const) {
    it(`stops a main thread and a thread of Node ${major}, which run on as before`, async () => {
      const { bench, hub } = stage;
      const program = bench.observed('where.js', ['/nowhere'], { node: await nodeOf(major), quiet: true });
      await program.printed('thread ready');
      const { viewer } = hub;
      const { id } = await viewer.until(() => [...viewer.threads.values()].find(({ connected }) => connected));
      for (const target of [id.split(':')[0]!, id]) {
        const debug = await JsDebug.attach(viewer, target);
        await debug.pause();
        assert.equal(debug.stoppedAt, 'event-loop-is-idle:1');
        assert.equal(await debug.evaluate('typeof process.pid'), 'number');
        await debug.resume();
        await viewer.request({ type: 'closeTarget', target });
      }
      program.say('end');
      assert.equal((await program.ended).code, 0);
    });
  }
});
