import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import { WebSocket } from 'ws';
import { FakeAgent, hello, startHub, type TestHub, TestViewer } from './support';

describe('hub: agents', function () {
  this.timeout(30_000);
  let hub: TestHub;
  let viewer: TestViewer;

  beforeEach(async () => {
    hub = await startHub();
    viewer = await TestViewer.connect(hub);
  });

  afterEach(async () => {
    await viewer.close();
    await hub.close();
  });

  it('shows a process that says hello as the root of a run of its own', async () => {
    const agent = await FakeAgent.connect(hub, { pid: process.pid });
    const shown = await viewer.until(() => viewer.processOfPid(process.pid));
    assert.equal(shown.kind, 'root');
    assert.equal(shown.state, 'online');
    assert.equal(shown.script, '/app/main.js');
    assert.equal(shown.connected, true);
    assert.equal(viewer.runs.get(shown.run)?.name, 'main.js');
    assert.equal(viewer.runs.get(shown.run)?.root, shown.id);
    await agent.close();
    await viewer.until(() => viewer.processes.get(shown.id)?.connected === false);
    assert.equal(viewer.processes.get(shown.id)?.state, 'online', 'a closed socket alone is no end');
  });

  it('loses nothing of 200 clients that close at once, before they were even accepted', async () => {
    // Their run goes on: of runs that are over few are kept.
    const root = await FakeAgent.connect(hub, { pid: process.pid, run: 'one' });
    const pids = Array.from({ length: 200 }, (_, i) => 2_000_000_000 + i);
    for (const pid of pids) leaveLastWords(hub, pid);
    await viewer.until(() => pids.every((pid) => viewer.processOfPid(pid)?.end?.code === 7));
    await root.close();
  });

  it('loses nothing of 20 real processes that exit in their first tick', async () => {
    const children = Array.from({ length: 20 }, () => spawn(process.execPath, ['-e', CLIENT], { stdio: ['pipe'] }));
    for (const child of children)
      child.stdin?.end(JSON.stringify({ ...hub, hub: null, hello: hello({ pid: child.pid! }) }));
    await viewer.until(() => children.every(({ pid }) => viewer.processOfPid(pid!)?.end?.code === 7));
  });

  it('leaves a message out that does not fit, once with a notice, and goes on', async () => {
    const agent = await FakeAgent.connect(hub, { pid: process.pid });
    agent.sendText('no JSON');
    agent.sendText(JSON.stringify({ type: 'online', time: 2 }));
    agent.sendText(JSON.stringify({ type: 'of a later version', time: 2 }));
    agent.send({ type: 'messages', time: 3, counts: [{ peer: { kind: 'parent' }, sent: 2, received: 1 }] });
    await viewer.until(() => viewer.processOfPid(process.pid)?.messages.sent === 2);
    assert.equal(viewer.notices.length, 1);
    assert.equal(viewer.notices[0]?.code, 'bad-message');
    assert.match(viewer.notices[0]!.message, new RegExp(`^Process ${process.pid} sent .*reload the window`));
    const other = await FakeAgent.connect(hub, { pid: process.pid + 1 });
    other.sendText(JSON.stringify({ type: 'online', time: 2, worker: 'one' }));
    const second = await viewer.until(() => viewer.notices[1]);
    assert.match(second.message, /field 'worker'/);
    await agent.close();
    await other.close();
  });

  it('refuses an agent of another version, politely and with a notice', async () => {
    const socket = new WebSocket(`ws+unix:${hub.address}:/agent`, {
      headers: { Authorization: `Bearer ${hub.token}` },
    });
    await once(socket, 'open');
    socket.send(JSON.stringify(hello({ pid: 77, protocol: 99 })));
    socket.send(JSON.stringify({ type: 'ending', time: 2, code: 0 }));
    const [code] = await once(socket, 'close');
    assert.equal(code, 1002);
    const notice = await viewer.until(() => viewer.notices[0]);
    assert.equal(notice.code, 'wrong-protocol');
    assert.match(notice.message, /^Process 77 is not observed: .* version 99 .* version 1\./);
    assert.equal(viewer.processes.size, 0);
  });

  it('refuses one that does not begin with hello', async () => {
    const socket = new WebSocket(`ws+unix:${hub.address}:/agent`, {
      headers: { Authorization: `Bearer ${hub.token}` },
    });
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'ending', time: 2, code: 0 }));
    assert.equal((await once(socket, 'close'))[0], 1002);
    assert.equal((await viewer.until(() => viewer.notices[0])).code, 'bad-message');
  });

  it('drops one that sends more than a message may hold', async () => {
    const agent = await FakeAgent.connect(hub, { pid: process.pid });
    agent.sendText('x'.repeat(17 * 1024 * 1024));
    await viewer.until(() => viewer.processOfPid(process.pid)?.connected === false);
    await agent.close();
  });

  it('keeps the newer of two connections of a process', async () => {
    const agent = await FakeAgent.connect(hub, { pid: process.pid });
    const again = await FakeAgent.connect(hub, { ...agent.hello, resumed: true });
    await agent.close();
    again.send({ type: 'messages', time: 3, counts: [{ peer: { kind: 'parent' }, sent: 2, received: 1 }] });
    const state = await viewer.until(() => {
      const found = viewer.processOfPid(process.pid);
      return found?.messages.sent === 2 && found;
    });
    assert.equal(state.connected, true);
    await again.close();
    await viewer.until(() => viewer.processOfPid(process.pid)?.connected === false);
  });

  it('refuses a wrong token, and tells of it once', async () => {
    const bad = { address: hub.address, token: 'b'.repeat(64) };
    for (let i = 0; i < 3; i++) await assertRefused(bad);
    const agent = await FakeAgent.connect(hub);
    await viewer.until(() => viewer.processOfPid(agent.hello.pid));
    assert.deepEqual(
      viewer.notices.map(({ code }) => code),
      ['wrong-token'],
    );
    await agent.close();
  });
});

async function assertRefused({ address, token }: { address: string; token: string }): Promise<void> {
  const socket = new WebSocket(`ws+unix:${address}:/agent`, { headers: { Authorization: `Bearer ${token}` } });
  const [error] = await once(socket, 'error');
  assert.match((error as Error).message, /401/);
}

/** Upgrade request, hello and last words in one write, as an agent leaves them that has no time for an answer. */
function lastWords(token: string, greeting: object): Buffer {
  const head = [
    'GET /agent HTTP/1.1',
    'Host: hub',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    `Authorization: Bearer ${token}`,
  ];
  const frames = [greeting, { type: 'ending', time: 2, code: 7 }].map((message) => frame(JSON.stringify(message)));
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), ...frames]);
}

/** A text frame, masked by zeros. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([head, payload]);
}

function leaveLastWords({ address, token }: TestHub, pid: number): void {
  const socket = net.connect(address);
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
  fs.writeSync(fd, lastWords(token, hello({ pid, run: 'one' })));
  socket.destroy();
}

/** The same in a process of its own. */
const CLIENT = `
${frame}
${lastWords}
const net = require('node:net');
const fs = require('node:fs');
const { address, token, hello } = JSON.parse(fs.readFileSync(0, 'utf8'));
const socket = net.connect(address);
fs.writeSync(socket._handle.fd, lastWords(token, hello));
process.exit(7);
`;
