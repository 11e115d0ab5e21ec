// Many debuggers at once, with js-debug itself.
import { AttachedCluster } from './support/attached-cluster';
import { useDebuggerWatch } from './support/debugger';
import { useLens } from './support/lens';

describe('debugging many', function () {
  this.timeout(600_000);
  const lenses = useLens();
  const debuggers = useDebuggerWatch();

  it('attaches to fifty workers at once, stops each, and lets all go', async () => {
    const cluster = await AttachedCluster.start(lenses.lens, debuggers.watch, 50);
    await cluster.stopAllAtOnce();
  });
});
