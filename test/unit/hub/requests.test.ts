import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CdpTarget, Debugger } from './cdp-target';
import { FakeAgent, fastClock, type hello, startHub, type TestHub, TestViewer } from './support';

/** Programs: one that ends at SIGTERM, and one that does not. */
const WILLING = 'setInterval(() => {}, 1000); console.log(1)';
const UNWILLING = `process.on('SIGTERM', () => {}); ${WILLING}`;

describe('hub: requests', function () {
  this.timeout(20_000);
  let hub: TestHub;
  let viewer: TestViewer;
  let children: ChildProcess[];
  let agents: FakeAgent[];
  let restore: (() => void)[];

  beforeEach(async () => {
    hub = await startHub();
    viewer = await TestViewer.connect(hub);
    children = [];
    agents = [];
    restore = [];
  });

  afterEach(async () => {
    for (const each of restore) each();
    for (const child of children) child.kill('SIGKILL');
    for (const agent of agents) await agent.close();
    await viewer.close();
    await hub.close();
  });

  /** A real process, with an agent that speaks for it and goes with it. */
  const program = async (code: string, fields: Parameters<typeof hello>[0] = {}) => {
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    await once(child.stdout, 'data');
    const agent = await FakeAgent.connect(hub, { pid: child.pid!, ...fields });
    agents.push(agent);
    child.on('exit', () => agent.close());
    const { id } = await viewer.until(() => viewer.processOfPid(child.pid!));
    return { child, agent, id };
  };

  /** What the hub, which runs in this process, sends from now on. The order of two ends says less: one look finds both. */
  function noteSignals(): string[] {
    const sent: string[] = [];
    const { kill } = process;
    process.kill = (pid, signal) => {
      if (signal !== 0) sent.push(`${pid} ${signal}`);
      return kill.call(process, pid, signal);
    };
    restore.push(() => {
      process.kill = kill;
    });
    return sent;
  }

  describe('signal', () => {
    it('sends it, and counts the end as asked for', async () => {
      const { id, child } = await program(WILLING);
      const ended = once(child, 'exit');
      assert.deepEqual(await viewer.request({ type: 'signal', process: id, pid: child.pid!, signal: 'SIGTERM' }), {});
      assert.deepEqual(await ended, [null, 'SIGTERM']);
      const { end } = await viewer.until(() => viewer.processes.get(id)?.end && viewer.processes.get(id));
      assert.equal(end?.how, 'asked');
    });

    it('does not send it to one that is gone, or was never there', async () => {
      const { id, child } = await program(WILLING);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { error } = await viewer.request({ type: 'signal', process: id, pid: child.pid!, signal: 'SIGTERM' });
      assert.equal(error, `${id} (pid ${child.pid}) has ended already, so it was not sent SIGTERM.`);
      const other = await viewer.request({ type: 'signal', process: 'p9', pid: 9, signal: 'SIGTERM' });
      assert.equal(other.error, 'There is no process p9 any more. Choose another one.');
    });

    it('does not send it to one that has the id of another, which a hub before this one knew', async () => {
      const { id, child } = await program(WILLING);
      const sent = noteSignals();
      for (const pid of [child.pid! + 1, null]) {
        const { error } = await viewer.request({ type: 'signal', process: id, pid, signal: 'SIGKILL' });
        assert.equal(
          error,
          `${id} is another process now than the one that was chosen, so it was not sent SIGKILL. Choose again.`,
        );
      }
      assert.deepEqual([sent, child.exitCode, child.signalCode], [[], null, null]);
    });
  });

  describe('stopRun', () => {
    it('ends the root by SIGTERM, and then what it left', async () => {
      const root = await program(WILLING, { run: 'run' });
      const child = await program(WILLING, { run: 'run', spawner: { process: root.agent.hello.process, spawn: 1 } });
      const sent = noteSignals();
      assert.deepEqual(await viewer.request({ type: 'stopRun', run: 'run', force: false }), {});
      assert.equal(viewer.runs.get('run')?.state, 'ended', 'told before the answer');
      assert.equal(viewer.processes.get(child.id)?.end?.how, 'asked');
      assert.equal(viewer.processes.get(root.id)?.end?.how, 'asked');
      const [rootPid, childPid] = [root.child.pid!, child.child.pid!];
      assert.deepEqual(sent, [`${rootPid} SIGTERM`, `${childPid} SIGTERM`]);
    });

    it('kills what does not end within 3 s', async () => {
      const { child, id } = await program(UNWILLING, { run: 'run' });
      const exit = once(child, 'exit');
      assert.deepEqual(await viewer.request({ type: 'stopRun', run: 'run', force: false }), {});
      assert.deepEqual(await exit, [null, 'SIGKILL']);
      assert.equal(viewer.processes.get(id)?.state, 'exited', 'told before the answer');
    });

    it('kills at once by force', async () => {
      const { child } = await program(UNWILLING, { run: 'run' });
      const exit = once(child, 'exit');
      const before = performance.now();
      assert.deepEqual(await viewer.request({ type: 'stopRun', run: 'run', force: true }), {});
      assert.deepEqual(await exit, [null, 'SIGKILL']);
      assert.ok(performance.now() - before < 2500);
    });

    it('detaches a paused target first, which could not end otherwise', async () => {
      const target = await CdpTarget.start(hub);
      children.push(target.child);
      const { id, run } = await viewer.until(() => viewer.processOfPid(target.child.pid!));
      const { url } = await viewer.request({ type: 'openTarget', target: id });
      const client = await Debugger.connect(url!);
      await client.call('Debugger.enable');
      await client.call('Debugger.pause');
      await client.event('Debugger.paused');
      await viewer.until(() => viewer.processes.get(id)?.inspector.attached);
      const exit = once(target.child, 'exit');
      await viewer.request({ type: 'stopRun', run, force: false });
      assert.deepEqual(await exit, [null, 'SIGTERM']);
      await client.close();
      await target.stop();
    });

    it('says so where there is no such run', async () => {
      const { error } = await viewer.request({ type: 'stopRun', run: 'none', force: false });
      assert.equal(error, 'There is no such run any more.');
    });
  });

  describe('disconnectWorker', () => {
    it('asks the primary', async () => {
      const primary = await program(WILLING, { run: 'run' });
      const { spawn: number } = { spawn: 1 };
      const spawned = { file: 'node', args: [], worker: 4, instance: null, site: null, settings: null, error: null };
      primary.agent.send({ type: 'spawn', time: 2, spawn: number, pid: 1_900_000_000, ...spawned });
      const worker = await viewer.until(() => viewer.processOfPid(1_900_000_000));
      primary.agent.answer = (command) =>
        command.type === 'disconnectWorker' && command.worker === 4 ? {} : { error: 'wrong worker' };
      assert.deepEqual(await viewer.request({ type: 'disconnectWorker', process: worker.id, pid: worker.pid }), {});
      primary.agent.answer = () => ({ error: 'it has no channel' });
      const { error } = await viewer.request({ type: 'disconnectWorker', process: worker.id, pid: worker.pid });
      assert.equal(error, 'Worker 4 was not disconnected: it has no channel.');
    });

    it('does not ask for one that has the id of another, nor for one to be forked in its place', async () => {
      const primary = await program(WILLING, { run: 'run' });
      const spawned = { file: 'node', args: [], worker: 4, instance: null, site: null, settings: null, error: null };
      primary.agent.send({ type: 'spawn', time: 2, spawn: 1, pid: 1_900_000_000, ...spawned });
      const { id } = await viewer.until(() => viewer.processOfPid(1_900_000_000));
      primary.agent.answer = () => assert.fail('the primary was asked');
      const another = `${id} is another process now than the one that was chosen, so it was not`;
      const other = { process: id, pid: 1_900_000_001 };
      const disconnected = await viewer.request({ type: 'disconnectWorker', ...other });
      assert.equal(disconnected.error, `${another} disconnected. Choose again.`);
      const replaced = await viewer.request({ type: 'forkWorker', ...other });
      assert.equal(replaced.error, `${another} replaced. Choose again.`);
    });

    it('says so where it is no worker', async () => {
      const { id, child } = await program(WILLING);
      const { error } = await viewer.request({ type: 'disconnectWorker', process: id, pid: child.pid! });
      assert.equal(error, `${id} is no cluster worker, so it cannot be disconnected. End it by a signal.`);
    });
  });

  describe('forkWorker', () => {
    it('asks the primary, and passes on why it does not', async () => {
      const primary = await program(WILLING, { run: 'run' });
      const spawned = { file: 'node', args: [], worker: 4, instance: null, site: null, settings: null, error: null };
      primary.agent.send({ type: 'spawn', time: 2, spawn: 1, pid: 1_900_000_001, ...spawned });
      const worker = await viewer.until(() => viewer.processOfPid(1_900_000_001));
      primary.agent.answer = (command) =>
        command.type === 'forkWorker' && command.worker === 4 ? {} : { error: 'wrong worker' };
      assert.deepEqual(await viewer.request({ type: 'forkWorker', process: worker.id, pid: worker.pid }), {});
      primary.agent.answer = () => ({ error: 'No.' });
      const { error } = await viewer.request({ type: 'forkWorker', process: worker.id, pid: worker.pid });
      assert.equal(error, 'Worker 4 was not replaced: No.');
      const other = await viewer.request({ type: 'forkWorker', process: primary.id, pid: primary.child.pid! });
      assert.equal(other.error, `${primary.id} is no cluster worker, so it cannot be replaced. End it by a signal.`);
    });

    it('seats the other in the place of the one before, though another place has been empty longer', async () => {
      const primary = await program(WILLING, { run: 'run' });
      const fork = (worker: number) => {
        const spawned = { file: 'node', args: [], worker, instance: null, site: null, settings: null, error: null };
        primary.agent.send({ type: 'spawn', time: worker, spawn: worker, pid: 1_900_000_000 + worker, ...spawned });
      };
      for (const worker of [1, 2]) fork(worker);
      for (const worker of [1, 2])
        primary.agent.send({ type: 'exit', time: 10 + worker, worker, code: 0, signal: null, voluntary: true });
      const second = await viewer.until(() => {
        const process = viewer.processOfPid(1_900_000_002);
        return process?.end ? process : undefined;
      });
      primary.agent.answer = ({ type }) => {
        if (type === 'forkWorker') fork(3);
        return {};
      };
      assert.deepEqual(await viewer.request({ type: 'forkWorker', process: second.id, pid: second.pid }), {});
      const third = await viewer.until(() => viewer.processOfPid(1_900_000_003));
      assert.deepEqual(third.worker, { id: 3, slot: 2 });
    });
  });

  describe('sendMessage', () => {
    it('asks whoever started the receiver, by its name there', async () => {
      const root = await program(WILLING, { run: 'run' });
      const child = await program(WILLING, { run: 'run', spawner: { process: root.agent.hello.process, spawn: 3 } });
      const options = { file: 't.js', name: null, creator: 0, site: null, options: null };
      child.agent.send({ type: 'threadCreate', time: 2, thread: 7, ...options });
      await viewer.until(() => viewer.threads.get(`${child.id}:7`));
      const asked: unknown[] = [];
      for (const { agent } of [root, child]) {
        agent.answer = (command) => {
          if (command.type === 'sendMessage') asked.push([agent.hello.pid, command.to, command.json]);
          return {};
        };
      }
      assert.deepEqual(await viewer.request({ type: 'sendMessage', target: child.id, json: '1' }), {});
      assert.deepEqual(await viewer.request({ type: 'sendMessage', target: `${child.id}:7`, json: '2' }), {});
      assert.deepEqual(asked, [
        [root.child.pid, { kind: 'child', spawn: 3 }, '1'],
        [child.child.pid, { kind: 'thread', thread: 7 }, '2'],
      ]);
      const { error } = await viewer.request({ type: 'sendMessage', target: root.id, json: '1' });
      assert.equal(error, 'What started it is not observed, so nothing can be sent from there.');
    });

    it('says so where nobody says that it was sent', async () => {
      await hub.close();
      hub = await startHub({ clock: fastClock });
      viewer = await TestViewer.connect(hub);
      const root = await program(WILLING, { run: 'run' });
      const child = await program(WILLING, { run: 'run', spawner: { process: root.agent.hello.process, spawn: 3 } });
      const { error } = await viewer.request({ type: 'sendMessage', target: child.id, json: '1' });
      assert.match(error ?? '', /^What started it did not say that the message was sent: /);
    });
  });

  describe('recordings', () => {
    /** But for what the model made of what was told. */
    const lines = (file: string) =>
      fs
        .readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
        .filter(({ type }) => type !== 'changes');

    it('hold all that was told, up to the root’s end, when that is answered', async () => {
      const file = path.join(hub.folder, 'r.wlens.jsonl');
      assert.deepEqual(await viewer.request({ type: 'prepareRun', run: 'run', name: 'node x', record: file }), {});
      const agent = await FakeAgent.connect(hub, { run: 'run' });
      const count = 2000;
      for (let i = 1; i <= count; i++) {
        agent.send({ type: 'messages', time: i, counts: [{ peer: { kind: 'parent' }, sent: i, received: 0 }] });
      }
      agent.send({ type: 'ending', time: count, code: 3 });
      await agent.close();
      assert.deepEqual(await viewer.request({ type: 'rootExited', run: 'run', code: 3, signal: null }), {});
      const all = lines(file);
      assert.equal(all[0].type, 'recording');
      assert.equal(all[0].name, 'node x');
      assert.deepEqual(
        all.slice(1, -2).map(({ type }) => type),
        ['hello', ...Array(count).fill('messages'), 'ending'],
      );
      assert.equal(all[2].process, agent.hello.process);
      assert.equal(all[2].thread, 0);
      assert.equal(all.at(-2).type, 'keyframe');
      assert.deepEqual({ ...all.at(-1), time: 0 }, { type: 'end', time: 0, code: 3, signal: null });
      assert.equal(viewer.runs.get('run')?.state, 'ended', 'told before the answer');
      assert.equal([...viewer.processes.values()][0]?.end?.code, 3);
    });

    it('hold last words that are on their way at the same time as the request', async () => {
      for (let i = 0; i < 20; i++) {
        const run = `run-${i}`;
        const file = path.join(hub.folder, `${i}.jsonl`);
        await viewer.request({ type: 'prepareRun', run, name: 'node x', record: file });
        const agent = await FakeAgent.connect(hub, { run });
        // On its way at the same time as the request.
        agent.send({ type: 'ending', time: 2, code: 0 });
        const closed = agent.close();
        await viewer.request({ type: 'rootExited', run, code: 0, signal: null });
        await closed;
        assert.deepEqual(
          lines(file).map(({ type }) => type),
          ['recording', 'hello', 'ending', 'keyframe', 'end'],
        );
      }
    });

    it('have a keyframe every few megabytes', async () => {
      const file = path.join(hub.folder, 'k.jsonl');
      await viewer.request({ type: 'prepareRun', run: 'run', name: 'node x', record: file });
      const agent = await FakeAgent.connect(hub, { run: 'run' });
      const stack = 'x'.repeat(1024 * 1024);
      for (let i = 0; i < 9; i++) {
        agent.send({ type: 'uncaught', time: i, error: { name: 'Error', message: `${i}`, stack, code: null } });
      }
      await agent.close();
      await viewer.request({ type: 'rootExited', run: 'run', code: 0, signal: null });
      const keyframes = lines(file).filter(({ type }) => type === 'keyframe');
      assert.equal(keyframes.length, 3);
      assert.deepEqual(
        keyframes[0].model.map(({ kind }: { kind: string }) => kind),
        ['run', 'process'],
      );
    });

    it('end by themselves where the launcher has gone and says nothing', async () => {
      const fast = await startHub({ clock: fastClock });
      const launcher = await TestViewer.connect(fast);
      const file = path.join(fast.folder, 'l.jsonl');
      await launcher.request({ type: 'prepareRun', run: 'run', name: 'node x', record: file });
      const agent = await FakeAgent.connect(fast, { run: 'run' });
      const ended = new Promise<void>((resolve) => {
        fs.watch(file, function (this: fs.FSWatcher) {
          if (!fs.readFileSync(file, 'utf8').includes('{"type":"end"')) return;
          this.close();
          resolve();
        });
      });
      agent.send({ type: 'ending', time: 2, code: 9 });
      await launcher.close();
      await agent.close();
      await ended;
      assert.equal(lines(file).at(-1).code, 9);
      await fast.close();
    });

    it('say so where the file cannot be made, and there is no run then', async () => {
      const file = path.join(hub.folder, 'none', 'r.jsonl');
      const { error } = await viewer.request({ type: 'prepareRun', run: 'run', name: 'x', record: file });
      assert.match(error!, /^The recording .* could not be made: ENOENT.*Choose a file that you can write\.$/);
      assert.equal(viewer.runs.size, 0);
      const relative = await viewer.request({ type: 'prepareRun', run: 'run', name: 'x', record: 'r.jsonl' });
      assert.equal(relative.error, "The recording needs an absolute path, not 'r.jsonl'.");
    });

    it('tell once where the disk fails, and the run goes on', async function () {
      if (!fs.existsSync('/dev/full')) this.skip();
      await viewer.request({ type: 'prepareRun', run: 'run', name: 'x', record: '/dev/full' });
      const agent = await FakeAgent.connect(hub, { run: 'run', pid: process.pid });
      agents.push(agent);
      const notice = await viewer.until(() => viewer.notices[0]);
      assert.equal(notice.code, 'recording-failed');
      assert.match(notice.message, /^The recording \/dev\/full is incomplete: ENOSPC/);
      agent.send({ type: 'messages', time: 2, counts: [{ peer: { kind: 'parent' }, sent: 5, received: 0 }] });
      await viewer.until(() => viewer.processOfPid(process.pid)?.messages.sent === 5);
      await viewer.request({ type: 'rootExited', run: 'run', code: 0, signal: null });
      assert.equal(viewer.notices.length, 1);
    });
  });

  it('answers a request that it does not understand', async () => {
    const { error } = await viewer.request({ type: 'dance' } as never);
    assert.match(error!, /does not understand this request.*Reload the window/);
  });

  it('forgets ended runs', async () => {
    await viewer.request({ type: 'prepareRun', run: 'run', name: 'x', record: null });
    await viewer.request({ type: 'rootExited', run: 'run', code: 0, signal: null });
    assert.equal(viewer.runs.size, 1);
    await viewer.request({ type: 'clearEnded' });
    assert.equal(viewer.runs.size, 0);
  });
});
