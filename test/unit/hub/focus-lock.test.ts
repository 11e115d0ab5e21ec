import assert from 'node:assert/strict';
import { FocusLock, SHORT_STEP } from '../../../hub/debugging/focus-lock';
import { STEP_LIMIT } from '../../../protocol/viewer';
import { nodeOf } from '../../behaviour/support/nodes';
import { CdpTarget, Debugger } from './cdp-target';
import { FakeClock } from './fake-clock';
import { startHub, type TestHub, TestViewer } from './support';

/** Stops, and then waits in its third line until `open` is called: a step over that line is as long as a test wants. */
const LONG_STEP = `setTimeout(async () => {
  debugger;
  await new Promise((resolve) => { globalThis.open = resolve; });
  globalThis.stepped = true;
})`;
const STOP = 'setTimeout(() => { globalThis.before = true; debugger; globalThis.after = true; })';
/** Between the two there is nothing but the stop. */
const HAS_STOPPED = 'globalThis.before === true && globalThis.after === undefined';

/** A program with a debugger on it, through the hub. */
class Debuggee {
  readonly target: CdpTarget;
  readonly client: Debugger;

  constructor(target: CdpTarget, client: Debugger) {
    this.target = target;
    this.client = client;
  }

  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.client.call('Runtime.evaluate', { expression });
    return (result as { result: { value?: unknown } }).result.value;
  }

  /** Waits until it stands still, whether its debugger was told or not. */
  async stop(): Promise<void> {
    await this.evaluate(STOP);
    await this.until(HAS_STOPPED);
  }

  async until(expression: string): Promise<void> {
    while (!(await this.evaluate(expression)));
  }

  /** Waits for a stop that its debugger is told of. */
  paused(): Promise<void> {
    return this.client.event('Debugger.paused');
  }

  get told(): string[] {
    return this.client.events.map(({ method }) => method).filter((method) => /paused|resumed/.test(method));
  }
}

for (const node of [18, 20, 26] as const) {
  describe(`hub: focus lock, Node ${node}`, function () {
    this.timeout(30_000);
    let hub: TestHub;
    let viewer: TestViewer;
    let stepped: Debuggee;
    let sibling: Debuggee;

    async function start(): Promise<Debuggee> {
      const target = await CdpTarget.start(hub, await nodeOf(node));
      const { id } = await viewer.until(() => viewer.processOfPid(target.child.pid!));
      const { url } = await viewer.request({ type: 'openTarget', target: id });
      const client = await Debugger.connect(url!);
      await client.call('Debugger.enable');
      return new Debuggee(target, client);
    }

    beforeEach(async () => {
      hub = await startHub();
      viewer = await TestViewer.connect(hub);
      [stepped, sibling] = await Promise.all([start(), start()]);
      await stepped.evaluate(LONG_STEP);
      await stepped.paused();
      stepped.client.events.length = 0;
      await stepped.client.call('Debugger.stepOver');
      await stepped.paused();
      stepped.client.events.length = 0;
      await stepped.client.call('Debugger.stepOver');
      // Another connection than the sibling's: else it may come after what that one tells.
      await stepped.client.event('Debugger.resumed');
      await stepped.until("typeof globalThis.open === 'function'");
      await sibling.stop();
      assert.deepEqual(sibling.told, [], 'it was told during the step');
    });

    afterEach(async () => {
      await Promise.all([stepped.client.close(), sibling.client.close()]);
      await viewer.close();
      await Promise.all([stepped.target.stop(), sibling.target.stop()]);
      await hub.close();
    });

    it('tells of a stop elsewhere when the step is over', async () => {
      await stepped.evaluate('open()');
      await stepped.paused();
      await sibling.paused();
      await sibling.client.call('Debugger.resume');
      await sibling.until('globalThis.after');
      assert.deepEqual(sibling.told, ['Debugger.paused', 'Debugger.resumed']);
    });

    it('tells of it at once when its own debugger asks for a pause', async () => {
      await sibling.client.call('Debugger.pause');
      await sibling.paused();
      assert.deepEqual(stepped.told, ['Debugger.resumed']);
    });

    it('lets it go on unheard of', async () => {
      await sibling.client.call('Debugger.resume');
      await sibling.until('globalThis.after');
      assert.deepEqual(sibling.told, []);
    });

    it('lets it run on when its debugger goes', async () => {
      await sibling.client.close();
      assert.deepEqual(await sibling.target.ask('tick'), { ticked: true });
    });

    const ends: [string, () => Promise<unknown>][] = [
      ['is interrupted by a pause', () => stepped.client.call('Debugger.pause')],
      ['is left by its debugger', () => stepped.client.close()],
      ['loses its debugger', async () => stepped.client.socket.terminate()],
      ['ends with its process', async () => stepped.target.child.kill('SIGKILL')],
    ];
    for (const [how, end] of ends) {
      it(`tells of it when the step ${how}`, async () => {
        await end();
        await sibling.paused();
      });
    }
  });
}

describe('hub: focus lock', () => {
  let clock: FakeClock;
  let lock: FocusLock;

  beforeEach(() => {
    clock = new FakeClock();
    lock = new FocusLock(clock);
  });

  const ask = (method: string) => JSON.stringify({ id: 1, method });
  const paused = (reason = 'other') =>
    JSON.stringify({ method: 'Debugger.paused', params: { callFrames: [], reason } });
  const resumed = '{"method":"Debugger.resumed","params":{}}';

  function join() {
    const told: string[] = [];
    return { told, seat: lock.join((text) => told.push(text)) };
  }

  it('waits no longer for a step than a step can be', () => {
    const [first, second] = [join(), join()];
    first.seat.asks(ask('Debugger.stepOut'));
    second.seat.tells(paused());
    clock.pass(STEP_LIMIT - 1);
    assert.deepEqual(second.told, []);
    clock.pass(1);
    assert.deepEqual(second.told, [paused()]);
    first.seat.tells(paused());
    assert.deepEqual(first.told, [paused()]);
  });

  it('waits for each of two steps, and keeps nothing from those who step', () => {
    const [first, second, third] = [join(), join(), join()];
    first.seat.asks(ask('Debugger.stepOver'));
    second.seat.asks(ask('Debugger.stepInto'));
    third.seat.tells(paused());
    first.seat.tells(paused());
    assert.deepEqual([first.told.length, third.told.length], [1, 0]);
    second.seat.tells(paused());
    assert.deepEqual([second.told.length, third.told.length], [1, 1]);
  });

  it('says in a long step that who stood still goes on, and tells of the stop again after it', () => {
    const [first, second, third] = [join(), join(), join()];
    first.seat.tells(paused());
    second.seat.tells(paused('second'));
    third.seat.tells(paused());
    third.seat.tells(resumed);
    for (const { told } of [first, second, third]) told.length = 0;
    first.seat.asks(ask('Debugger.stepOver'));
    first.seat.tells(resumed);
    clock.pass(SHORT_STEP - 1);
    assert.deepEqual(second.told, []);
    clock.pass(1);
    assert.deepEqual([second.told, third.told], [[resumed], []]);
    first.seat.tells(paused());
    assert.deepEqual(first.told, [resumed, paused()]);
    assert.deepEqual([second.told, third.told], [[resumed, paused('second')], []]);
  });

  it('lets who stood still go on unheard of in a long step', () => {
    const [first, second] = [join(), join()];
    second.seat.tells(paused());
    first.seat.asks(ask('Debugger.stepOver'));
    clock.pass(SHORT_STEP);
    second.seat.tells(resumed);
    first.seat.tells(paused());
    assert.deepEqual(second.told, [paused(), resumed]);
  });

  it('leaves who stands still alone in a short step', () => {
    const [first, second] = [join(), join()];
    second.seat.tells(paused());
    first.seat.asks(ask('Debugger.stepOver'));
    first.seat.tells(paused());
    clock.pass(10 * SHORT_STEP);
    assert.deepEqual(second.told, [paused()]);
  });

  it('leaves alone what js-debug stops for by itself', () => {
    const [first, second] = [join(), join()];
    first.seat.asks(ask('Debugger.stepOver'));
    second.seat.tells(paused('instrumentation'));
    second.seat.tells(resumed);
    assert.deepEqual(second.told, [paused('instrumentation'), resumed]);
    first.seat.tells(paused('instrumentation'));
    second.seat.tells(paused());
    assert.equal(second.told.length, 2, 'the step goes on');
  });

  it('forgets a stop that ended before it was told', () => {
    const [first, second] = [join(), join()];
    first.seat.asks(ask('Debugger.stepOver'));
    second.seat.tells(paused());
    second.seat.tells(resumed);
    first.seat.tells(paused());
    assert.deepEqual(second.told, []);
  });

  it('passes on all else, whatever the program writes into it', () => {
    const { seat, told } = join();
    const texts = [
      '{"id":3,"result":{}}',
      JSON.stringify({ method: 'Runtime.x', params: '"Debugger.paused"' }),
      resumed,
    ];
    for (const text of texts) seat.tells(text);
    seat.asks(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: '"Debugger.stepOver"' } }));
    assert.deepEqual(told, texts);
  });
});
