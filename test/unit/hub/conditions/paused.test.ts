// Two real programs, each with a debugger that came through the hub.
import assert from 'node:assert/strict';
import type { ProcessState } from '../../../../protocol/viewer';
import { CdpTarget, Debugger } from '../cdp-target';
import { startHub, type TestHub, TestViewer } from '../support';

/** Stops before a line that takes longer than the test. */
const LONG_LINE =
  'const memory = new Int32Array(new SharedArrayBuffer(4)); debugger; Atomics.wait(memory, 0, 0, 15_000);';

describe('hub: paused', function () {
  this.timeout(20_000);
  let hub: TestHub;
  let viewer: TestViewer;
  let targets: CdpTarget[];
  let clients: Debugger[];

  beforeEach(async () => {
    hub = await startHub();
    viewer = await TestViewer.connect(hub);
    targets = [await CdpTarget.start(hub), await CdpTarget.start(hub)];
    const runs = (await Promise.all(targets.map(processOf))).map(({ run }) => run);
    await viewer.request({ type: 'watchFigures', runs });
    clients = await Promise.all(targets.map(attach));
  });

  afterEach(async () => {
    for (const client of clients) await client.close();
    await viewer.close();
    for (const target of targets) await target.stop();
    await hub.close();
  });

  function processOf({ child }: CdpTarget): Promise<ProcessState> {
    return viewer.until(() => viewer.processOfPid(child.pid!));
  }

  async function attach(target: CdpTarget): Promise<Debugger> {
    const { url } = await viewer.request({ type: 'openTarget', target: (await processOf(target)).id });
    const client = await Debugger.connect(url!);
    await client.call('Debugger.enable');
    return client;
  }

  async function is(target: CdpTarget, what: string | undefined): Promise<void> {
    await viewer.until(() => viewer.processOfPid(target.child.pid!)!.condition?.is === what);
  }

  it('is what a debugger holds, until it lets it run or leaves', async () => {
    const [first, second] = targets as [CdpTarget, CdpTarget];
    for (const client of clients) await client.call('Debugger.pause');
    await is(first, 'paused');
    await is(second, 'paused');
    await clients[0]!.call('Debugger.resume');
    await is(first, undefined);
    await clients[1]!.close();
    await is(second, undefined);
  });

  it('is what stopped while another is stepped too, though its debugger does not hear of it yet', async () => {
    const [stepped, other] = clients as [Debugger, Debugger];
    void stepped.call('Runtime.evaluate', { expression: LONG_LINE });
    await stepped.event('Debugger.paused');
    stepped.events.length = 0;
    void stepped.call('Debugger.stepOver');
    await stepped.event('Debugger.paused');
    void stepped.call('Debugger.stepOver');
    await other.call('Debugger.pause');
    await is(targets[1]!, 'paused');
    assert.equal(
      other.events.some(({ method }) => method === 'Debugger.paused'),
      false,
    );
  });

  it('is not what stops for its debugger alone, as at each new script', async () => {
    const [client] = clients as [Debugger];
    await client.call('Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptExecution' });
    const run = client.call('Runtime.evaluate', { expression: '1\n//# sourceURL=new.js' });
    await client.event('Debugger.paused');
    await client.call('Debugger.resume');
    await run;
    assert.equal(
      viewer.received.some((message) => JSON.stringify(message).includes('"is":"paused"')),
      false,
    );
  });
});
