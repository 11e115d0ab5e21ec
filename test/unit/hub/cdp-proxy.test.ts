import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import { WebSocket } from 'ws';
import { answerNodeWorker } from '../../../hub/debugging/cdp-link';
import { CdpTarget, Debugger } from './cdp-target';
import { FakeAgent, fastClock, startHub, type TestHub, TestViewer } from './support';

describe('hub: CDP proxy', function () {
  this.timeout(20_000);
  let hub: TestHub;
  let viewer: TestViewer;
  let target: CdpTarget;
  let id: string;

  beforeEach(async () => {
    hub = await startHub();
    viewer = await TestViewer.connect(hub);
    target = await CdpTarget.start(hub);
    ({ id } = await viewer.until(() => viewer.processOfPid(target.child.pid!)));
  });

  afterEach(async () => {
    await viewer.close();
    await target.stop();
    await hub.close();
  });

  const open = async () => {
    const { url, error } = await viewer.request({ type: 'openTarget', target: id });
    assert.equal(error, undefined);
    return url!;
  };
  const inspector = () => viewer.processes.get(id)?.inspector;
  const commands = () => target.agent.commands.map(({ type }) => type);

  it('ties a debugger to the one target, and tells viewers', async () => {
    const url = await open();
    assert.match(url, /^ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{64}$/);
    const client = await Debugger.connect(url);
    const answer = await client.call('Runtime.evaluate', { expression: 'process.pid' });
    assert.equal((answer.result as { result: { value: number } }).result.value, target.child.pid);
    await viewer.until(() => inspector()?.attached);
    assert.equal(inspector()?.state, 'lens');
    await client.close();
    await viewer.until(() => inspector()?.state === 'closed');
    assert.equal(inspector()?.attached, false);
    assert.equal(inspector()?.url, null);
    assert.deepEqual(commands(), ['welcome', 'openInspector', 'openInspector', 'closeInspector']);
  });

  it('answers NodeWorker itself, and shows the target’s threads to nobody', async () => {
    const client = await Debugger.connect(await open());
    const enabled = await client.call('NodeWorker.enable', { waitForDebuggerOnStart: true });
    assert.deepEqual(enabled.result, {});
    // Whatever NodeWorker had to tell would come before the answer to this.
    await client.call('Runtime.enable');
    await target.ask('tick');
    await client.call('Runtime.evaluate', { expression: '1' });
    assert.deepEqual(
      client.events.filter(({ method }) => method.startsWith('NodeWorker.')),
      [],
    );
    assert.deepEqual((await client.call('NodeWorker.disable')).result, {});
    await client.close();
  });

  it('passes what was said before the inspector was there, in order', async () => {
    const url = await open();
    const socket = new WebSocket(url);
    const answered: number[] = [];
    await once(socket, 'open');
    for (let i = 1; i <= 50; i++) {
      socket.send(JSON.stringify({ id: i, method: 'Runtime.evaluate', params: { expression: `${i}` } }));
    }
    await new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        if (answered.push(JSON.parse(String(data)).id) === 50) resolve();
      });
    });
    assert.deepEqual(
      answered,
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
    socket.close();
    await viewer.until(() => inspector()?.state === 'closed');
  });

  for (const how of ['close', 'terminate'] as const) {
    it(`lets a paused target run on when its debugger goes (${how})`, async () => {
      const client = await Debugger.connect(await open());
      await client.call('Debugger.enable');
      await client.call('Debugger.pause');
      await client.event('Debugger.paused');
      client.socket[how]();
      assert.deepEqual(await target.ask('tick'), { ticked: true });
      await viewer.until(() => inspector()?.state === 'closed');
    });
  }

  it('lets the debugger go when a viewer says so', async () => {
    const client = await Debugger.connect(await open());
    await client.call('Debugger.enable');
    await client.call('Debugger.pause');
    await client.event('Debugger.paused');
    const gone = once(client.socket, 'close');
    assert.deepEqual(await viewer.request({ type: 'closeTarget', target: id }), {});
    await gone;
    assert.equal(inspector()?.state, 'closed', 'closed before the answer');
    assert.deepEqual(await target.ask('tick'), { ticked: true });
  });

  it('says where a target is once its debugger has come, which hears nothing of that', async () => {
    const where = () => viewer.request({ type: 'takeStack', target: id, signal: false });
    const client = await Debugger.connect(await open());
    await viewer.until(() => inspector()?.attached);
    assert.equal((await where()).error, 'A debugger is just attaching to it. Try again in a moment.');
    await client.call('Runtime.enable');
    await client.call('Debugger.enable');
    const heard = client.events.length;
    const { error, stack } = await where();
    assert.deepEqual([error, typeof stack?.state], [undefined, 'string']);
    await client.call('Runtime.discardConsoleEntries');
    assert.deepEqual(client.events.slice(heard), []);
    await client.close();
    await viewer.until(() => inspector()?.state === 'closed');
  });

  it('gives a target to one debugger at a time', async () => {
    const client = await Debugger.connect(await open());
    const { error } = await viewer.request({ type: 'openTarget', target: id });
    assert.match(error!, /A debugger is attached to p1 already\. Use it, or detach it/);
    await client.close();
    const again = await Debugger.connect(await open());
    await again.call('Runtime.enable');
    await again.close();
  });

  it('gives another address for one that was not used, and takes the first back', async () => {
    const first = await open();
    const second = await open();
    await assertRefused(first, 404);
    const client = await Debugger.connect(second);
    await client.call('Runtime.enable');
    await client.close();
  });

  it('lets nobody in twice, nor by another path, nor from a web page, and answers nothing else', async () => {
    const url = await open();
    const { origin } = new URL(url.replace('ws:', 'http:'));
    await assertRefused(`${url.slice(0, -1)}x`, 404);
    await assertRefused(`${origin.replace('http:', 'ws:')}/`, 404);
    await assertRefused(url, 403, 'http://localhost');
    for (const path of ['/json', '/json/version', `/${url.split('/').pop()}`]) {
      const [response] = await once(http.get(origin + path), 'response');
      assert.equal(response.statusCode, 404);
      response.resume();
    }
    const client = await Debugger.connect(url);
    await assertRefused(url, 404);
    await client.close();
  });

  it('leaves an inspector open that the program opened itself', async () => {
    const { url } = await target.ask('open');
    target.agent.send({ type: 'inspector', time: 2, url: String(url) });
    await viewer.until(() => inspector()?.state === 'program');
    const client = await Debugger.connect(await open());
    await client.call('Runtime.enable');
    await viewer.until(() => inspector()?.attached);
    await client.close();
    await viewer.until(() => inspector()?.attached === false);
    assert.deepEqual(await viewer.request({ type: 'closeTarget', target: id }), {});
    assert.deepEqual(inspector(), { state: 'program', url, attached: false, held: null });
    assert.equal(commands().includes('closeInspector'), false);
  });

  it('closes the debugger’s connection when the target ends, and then its port', async () => {
    const url = await open();
    const client = await Debugger.connect(url);
    await client.call('Runtime.enable');
    const gone = once(client.socket, 'close');
    target.child.kill('SIGKILL');
    await gone;
    await target.agent.close();
    await viewer.until(() => viewer.processes.get(id)?.state === 'exited');
    await viewer.request({ type: 'closeTarget', target: id });
    const [error] = await once(new WebSocket(url), 'error');
    assert.equal((error as NodeJS.ErrnoException).code, 'ECONNREFUSED');
  });

  it('attaches and detaches again and again', async () => {
    for (let i = 0; i < 10; i++) {
      const client = await Debugger.connect(await open());
      await client.call('Debugger.enable');
      await client.close();
    }
    assert.deepEqual(await target.ask('tick'), { ticked: true });
  });

  it('says why a target cannot be opened', async () => {
    const why = async (of: string) => (await viewer.request({ type: 'openTarget', target: of })).error;
    assert.equal(await why('p99'), 'There is no p99 any more. Choose another process or thread.');
    target.agent.answer = () => ({ error: 'ERR_ACCESS_DENIED' });
    assert.equal(await why(id), `p1 (pid ${target.child.pid}) could not open its inspector: ERR_ACCESS_DENIED.`);
    await target.stop();
    await viewer.until(() => viewer.processes.get(id)?.state === 'exited');
    assert.equal(
      await why(id),
      `p1 (pid ${target.child.pid}) has ended already. Choose a process or thread that is running.`,
    );
  });

  it('answers NodeWorker calls in a session, and nothing else', () => {
    assert.equal(
      answerNodeWorker('{"id":3,"method":"NodeWorker.enable","sessionId":"s"}'),
      '{"id":3,"result":{},"sessionId":"s"}',
    );
    const other = { id: 4, method: 'Runtime.evaluate', params: { expression: '"NodeWorker.enable"' } };
    assert.equal(answerNodeWorker(JSON.stringify(other)), null);
  });
});

describe('hub: CDP proxy and a blocked target', function () {
  this.timeout(20_000);

  it('gives up after a while, and has an inspector closed that opened too late', async () => {
    const hub = await startHub({ clock: fastClock });
    const viewer = await TestViewer.connect(hub);
    const agent = await FakeAgent.connect(hub, { pid: process.pid });
    const { id } = await viewer.until(() => viewer.processOfPid(process.pid));
    const { error } = await viewer.request({ type: 'openTarget', target: id });
    assert.equal(
      error,
      `p1 (pid ${process.pid}) did not answer within 5 s: its event loop is blocked, or it is stopped. Try again once it answers.`,
    );
    const closed = new Promise<void>((resolve) => {
      agent.answer = (command) => {
        if (command.type === 'closeInspector') resolve();
        return {};
      };
    });
    const [, command] = agent.commands;
    assert.equal(command?.type, 'openInspector');
    agent.send({ type: 'reply', time: 2, id: (command as { id: number }).id, url: 'ws://127.0.0.1:1/x', error: null });
    await closed;
    await agent.close();
    await viewer.close();
    await hub.close();
  });
});

async function assertRefused(url: string, status: number, origin?: string): Promise<void> {
  const socket = new WebSocket(url, origin === undefined ? {} : { origin });
  const [error] = await once(socket, 'error');
  assert.match((error as Error).message, new RegExp(`${status}`));
}
