import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import os from 'node:os';
import * as path from 'node:path';
import { readRendezvous, rendezvousRoot } from '../../../protocol/rendezvous';
import { bundleHub, type HubProcess, startHubProcess } from './processes';
import { FakeAgent, TestViewer, temporaryFolder } from './support';

describe('hub: its process', function () {
  this.timeout(30_000);
  let built: ReturnType<typeof temporaryFolder>;
  let bundle: string;
  let folder: ReturnType<typeof temporaryFolder>;
  let directory: string;
  let hubs: HubProcess[];

  before(async () => {
    built = temporaryFolder();
    bundle = await bundleHub(built.path);
  });

  after(() => built.remove());

  beforeEach(() => {
    folder = temporaryFolder();
    directory = path.join(folder.path, 'rendezvous');
    hubs = [];
  });

  afterEach(async () => {
    for (const { child } of hubs) child.kill('SIGKILL');
    await Promise.all(hubs.map(({ ended }) => ended));
    folder.remove();
  });

  const start = (...args: string[]) => {
    const hub = startHubProcess(bundle, directory, ...args);
    hubs.push(hub);
    return hub;
  };

  it('publishes itself, privately, and says so once', async () => {
    const hub = start();
    assert.deepEqual(await hub.ready, { ready: true, pid: hub.child.pid });
    const rendezvous = readRendezvous(directory)!;
    assert.equal(rendezvous.pid, hub.child.pid);
    assert.match(rendezvous.token, /^[0-9a-f]{64}$/);
    assert.equal(fs.statSync(directory).mode & 0o777, 0o700);
    assert.equal(fs.statSync(path.join(directory, 'hub.json')).mode & 0o777, 0o600);
    assert.equal(fs.statSync(rendezvous.address).mode & 0o777, 0o600);
    hub.child.kill('SIGTERM');
    const { stdout, code } = await hub.ended;
    assert.equal(stdout, `{"ready":true,"pid":${hub.child.pid}}\n`);
    assert.equal(code, 0);
  });

  it('takes in agents and viewers, and leaves nothing behind when it ends', async () => {
    const hub = start();
    await hub.ready;
    const place = readRendezvous(directory)!;
    const viewer = await TestViewer.connect(place);
    const agent = await FakeAgent.connect(place, { pid: process.pid });
    await viewer.until(() => viewer.processOfPid(process.pid));
    hub.child.kill('SIGINT');
    await Promise.all([once(viewer.socket, 'close'), hub.ended]);
    await agent.close();
    assert.equal(fs.existsSync(directory), false);
  });

  for (const count of [2, 8]) {
    it(`comes up once where ${count} are started at once`, async () => {
      for (let i = 0; i < count; i++) start('--linger', '60000');
      const pids = (await Promise.all(hubs.map(({ ready }) => ready))).map((ready) => ready?.pid);
      const winner = readRendezvous(directory)!.pid;
      assert.deepEqual(pids, Array(count).fill(winner));
      const losers = hubs.filter(({ child }) => child.pid !== winner);
      assert.equal(losers.length, count - 1);
      for (const { code } of await Promise.all(losers.map(({ ended }) => ended))) assert.equal(code, 0);
      assert.deepEqual(
        fs.readdirSync(directory).filter((name) => !name.endsWith('.sock')),
        ['hub.json'],
      );
      assert.equal(fs.readdirSync(directory).length, 2);
    });
  }

  it('comes up once where several find what a killed hub left behind', async () => {
    const dead = start();
    await dead.ready;
    dead.child.kill('SIGKILL');
    await dead.ended;
    const stale = readRendezvous(directory)!;
    hubs = [];
    for (let i = 0; i < 6; i++) start();
    const pids = (await Promise.all(hubs.map(({ ready }) => ready))).map((ready) => ready?.pid);
    const winner = readRendezvous(directory)!;
    assert.deepEqual(new Set(pids), new Set([winner.pid]));
    assert.notEqual(winner.pid, stale.pid);
    assert.equal(fs.existsSync(stale.address), false, 'the socket of the dead one is gone');
  });

  it('comes up over a file that nobody can read', async () => {
    fs.mkdirSync(directory, { mode: 0o700 });
    fs.chmodSync(folder.path, 0o700);
    fs.writeFileSync(path.join(directory, 'hub.json'), '{"half":');
    const hub = start();
    assert.equal((await hub.ready)?.pid, hub.child.pid);
    assert.equal(readRendezvous(directory)?.pid, hub.child.pid);
  });

  it('does not take another hub’s word away when it ends', async () => {
    const hub = start();
    await hub.ready;
    const file = path.join(directory, 'hub.json');
    const other = { ...readRendezvous(directory)!, token: 'other' };
    fs.writeFileSync(file, JSON.stringify(other));
    hub.child.kill('SIGTERM');
    await hub.ended;
    assert.equal(readRendezvous(directory)?.token, 'other');
  });

  it('ends by itself when the last one has gone, and where nobody comes at all', async () => {
    const hub = start('--linger', '300');
    await hub.ready;
    const viewer = await TestViewer.connect(readRendezvous(directory)!);
    await viewer.close();
    assert.equal((await hub.ended).code, 0);
    assert.equal(fs.existsSync(directory), false);
    assert.equal((await start('--linger', '10').ended).code, 0);
    assert.equal(fs.existsSync(directory), false);
  });

  it('survives SIGHUP, its starter and the end of its pipes', async () => {
    // The starter prints where the hub is, and is killed together with its pipes.
    const script = `
      const { spawn } = require('node:child_process');
      const hub = spawn(process.execPath, ${JSON.stringify([bundle, '--directory', directory])}, { detached: true });
      hub.stdout.once('data', (line) => process.stdout.write(line));`;
    const starter = spawn(process.execPath, ['-e', script]);
    const [line] = await once(starter.stdout, 'data');
    const { pid } = JSON.parse(String(line));
    starter.kill('SIGKILL');
    await once(starter, 'close');
    process.kill(pid, 'SIGHUP');
    const place = readRendezvous(directory)!;
    // Has it write to its log, and to its output if it did so.
    const agent = await FakeAgent.connect(place, { pid: process.pid });
    agent.sendText('no JSON');
    const viewer = await TestViewer.connect(place);
    await viewer.until(() => viewer.processOfPid(process.pid));
    assert.equal(readRendezvous(directory)?.pid, pid);
    const closed = once(viewer.socket, 'close');
    process.kill(pid, 'SIGTERM');
    await closed;
    await agent.close();
  });

  it('says in one sentence why it cannot start', async () => {
    fs.mkdirSync(directory);
    fs.chmodSync(directory, 0o755);
    const { code, stderr, stdout } = await start().ended;
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^Worker Lens does not use .*other users can reach into it.*\n$/);
  });

  it('says so where the path is too long for a socket', async () => {
    directory = path.join(folder.path, 'x'.repeat(100));
    const { code, stderr } = await start().ended;
    assert.equal(code, 1);
    assert.match(stderr, /too long for a Unix socket/);
  });

  it('says so where it is not told of a directory', async () => {
    const hub = startHubProcess(bundle, '');
    hubs.push(hub);
    assert.match((await hub.ended).stderr, /needs --directory/);
  });
});

describe('hub: where it is found', () => {
  it('is a directory of the user’s, named or not', () => {
    assert.equal(rendezvousRoot({ XDG_RUNTIME_DIR: '/run/user/1' }), '/run/user/1/worker-lens');
    const expected = `/tmp/worker-lens-${os.userInfo().uid}`;
    const { userInfo } = os;
    os.userInfo = () => {
      throw new Error('uv_os_get_passwd returned ENOENT');
    };
    try {
      assert.equal(rendezvousRoot({}), expected);
    } finally {
      os.userInfo = userInfo;
    }
  });
});
