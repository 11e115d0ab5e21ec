// Attaching to one target: it stops, the others go on, and no way to stop debugging ends anything.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { breakAt, useDebuggerWatch } from './support/debugger';
import { ROOT, sample, useLens } from './support/lens';
import { isAlive, listeningPorts } from './support/processes';
import { ask } from './support/requests';

const app = sample('basic-cluster/app.js');
const cluster = { program: app, env: { PORT: '0', WORKERS: '3' } };
const spins = path.join(ROOT, 'test/fixtures/vscode/spins.js');
const withThreads = { program: sample('cluster-and-threads/app.js'), env: { PORT: '0', WORKERS: '1' } };

describe('attach', () => {
  const lenses = useLens();
  const debuggers = useDebuggerWatch();

  const attach = (id: string) => vscode.commands.executeCommand('workerLens.attach', id);
  const pidsOf = (run: string) =>
    [...lenses.lens.api.link.model.processes.values()].filter((each) => each.run === run).map((each) => each.pid ?? 0);

  const primaryPid = () => [...lenses.lens.api.link.model.processes.values()].find((each) => each.primary)?.pid;

  /** Starts a cluster, and gives its run, its second worker and its port. */
  async function startCluster() {
    const { lens } = lenses;
    const run = await lens.launch(cluster);
    const workers = await Promise.all([1, 2, 3].map((id) => lens.worker(run, id)));
    const worker = workers[1];
    assert.ok(worker);
    return { run, worker, port: worker.addresses[0]?.port ?? 0, pids: pidsOf(run) };
  }

  /** Waits until a target has no debugger and its inspector is closed, and holds that all else runs on. */
  async function holdsAfterDetach(target: string, pids: number[], port: number) {
    await debuggers.watch.none();
    await lenses.lens.once('a closed inspector', () => {
      const found = lenses.lens.api.link.model.target(target);
      const inspector = (found?.thread ?? found?.process)?.inspector;
      return inspector && !inspector.attached && inspector.url === null ? true : undefined;
    });
    assert.deepEqual(
      pids.filter((pid) => !isAlive(pid)),
      [],
      'processes ended',
    );
    // The primary holds the cluster's socket: what a worker listens on is an inspector.
    for (const pid of pids.filter((each) => each !== primaryPid()))
      assert.deepEqual(listeningPorts(pid) ?? [], [], `process ${pid} listens`);
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(port)));
    assert.equal(answers.length, 6);
  }

  it('stops one worker at a breakpoint while the others answer', async () => {
    const { worker, port, pids } = await startCluster();
    breakAt(app, 'Set a breakpoint here');
    await attach(worker.id);
    assert.deepEqual(
      debuggers.watch.targets().map((session) => session.name),
      [`worker 2 (${worker.pid})`],
    );
    const answered: string[] = [];
    const answers = Array.from({ length: 6 }, () => ask(port).then((text) => answered.push(text)));
    await debuggers.watch.stop();
    // At most a third of the connections waits at the breakpoint.
    await firstOf(answers, 4);
    assert.deepEqual(
      answered.filter((text) => text.includes('worker 2')),
      [],
      'the stopped worker has not answered',
    );
    await Promise.race([Promise.all(answers), debuggers.watch.resumeAlways()]);
    assert.ok(answered.some((text) => text.includes('worker 2')));
    assert.equal(answered.length, 6);
    await vscode.commands.executeCommand('workerLens.detach', worker.id);
    await holdsAfterDetach(worker.id, pids, port);
  });

  it('opens one session only, and leaves other inspectors closed', async () => {
    const { lens } = lenses;
    const run = await lens.launch(withThreads);
    const worker = await lens.worker(run, 1);
    await attach(worker.id);
    assert.equal(debuggers.watch.targets().length, 1);
    const open = [...lens.api.link.model.processes.values(), ...lens.api.link.model.threads.values()];
    assert.deepEqual(
      open.filter((each) => each.inspector.url !== null).map((each) => each.id),
      [worker.id],
    );
    await vscode.commands.executeCommand('workerLens.detach', worker.id);
  });

  const stops: [string, (target: string) => Thenable<unknown>][] = [
    ['the session that was asked for is stopped', () => vscode.debug.stopDebugging(debuggers.watch.asked()[0])],
    ['the session of the target is stopped', () => vscode.debug.stopDebugging(debuggers.watch.targets()[0])],
    [
      'the focused session is stopped',
      async () => {
        await debuggers.watch.focus();
        await vscode.commands.executeCommand('workbench.action.debug.stop');
      },
    ],
    ['it is detached by its row', (target) => vscode.commands.executeCommand('workerLens.detach', target)],
  ];
  for (const [how, stop] of stops) {
    it(`leaves a running worker running when ${how}`, async () => {
      const { worker, port, pids } = await startCluster();
      await attach(worker.id);
      await stop(worker.id);
      await holdsAfterDetach(worker.id, pids, port);
    });

    it(`lets a stopped worker run on when ${how}`, async () => {
      const { worker, port, pids } = await startCluster();
      breakAt(app, 'Set a breakpoint here');
      await attach(worker.id);
      const answers = Array.from({ length: 3 }, () => ask(port));
      await debuggers.watch.stop();
      await stop(worker.id);
      await Promise.all(answers);
      await holdsAfterDetach(worker.id, pids, port);
    });
  }

  it('attaches to a thread, and leaves it and its process running', async () => {
    const { lens } = lenses;
    const run = await lens.launch(withThreads);
    const worker = await lens.worker(run, 1);
    const thread = await lens.once('a thread', () => [...lens.api.link.model.threads.values()].at(0));
    breakAt(sample('cluster-and-threads/thread.js'), 'Set a breakpoint here');
    await attach(thread.id);
    assert.deepEqual(
      debuggers.watch.targets().map((session) => session.name),
      [`thread 1 · worker 1 (${worker.pid})`],
    );
    const port = worker.addresses[0]?.port ?? 0;
    const heavy = ask(port, '/heavy');
    await debuggers.watch.stop();
    // Its process's main thread goes on.
    assert.match(await ask(port), /Hello from worker 1/);
    await vscode.debug.stopDebugging(debuggers.watch.asked()[0]);
    assert.match(await heavy, /The sum is/);
    await holdsAfterDetach(thread.id, pidsOf(run), port);
  });

  it('says where its target is, in a loop and stopped in it, and tells its debugger nothing', async () => {
    const { lens } = lenses;
    const { link } = lens.api;
    const run = await lens.launch({ program: spins });
    const { id, pid } = await lens.once('a main process', () =>
      [...link.model.processes.values()].find((each) => each.run === run && each.connected),
    );
    const where = async () => (await link.request({ type: 'takeStack', target: id, signal: false })).stack;
    await attach(id);
    process.kill(pid!, 'SIGUSR2');
    let stack = await where();
    while (stack?.state === 'idle') stack = await where();
    assert.ok(
      stack?.frames.some(({ name }) => name === 'spinInMain'),
      JSON.stringify(stack),
    );
    assert.deepEqual(debuggers.watch.told, []);
    const [session] = debuggers.watch.targets();
    const { threads } = await session!.customRequest('threads');
    await session!.customRequest('pause', { threadId: threads[0].id });
    await debuggers.watch.stop();
    const { stackFrames } = await session!.customRequest('stackTrace', { threadId: threads[0].id, levels: 1 });
    assert.equal((await where())?.frames[0]?.line, stackFrames[0].line);
    assert.deepEqual(debuggers.watch.told, ['stopped']);
    // It is stopped still: a program that runs has no frames.
    const { stackFrames: after } = await session!.customRequest('stackTrace', { threadId: threads[0].id, levels: 1 });
    assert.equal(after[0].line, stackFrames[0].line);
  });

  it('attaches to the row whose Pause is clicked', async () => {
    const { worker } = await startCluster();
    const session = await lenses.lens.session();
    const { threads } = await session.customRequest('threads');
    const row = threads.find(({ name }: { name: string }) => name.startsWith('worker 2'));
    await session.customRequest('pause', { threadId: row.id });
    await debuggers.watch.once('a session of the target', () => debuggers.watch.targets()[0]);
    await lenses.lens.once('an attached worker', () => lenses.lens.process(worker.id).inspector.attached || undefined);
    await vscode.commands.executeCommand('workerLens.detach', worker.id);
  });

  it('attaches anew when the session is restarted', async () => {
    const { worker, port, pids } = await startCluster();
    await attach(worker.id);
    await debuggers.watch.focus();
    const [first] = debuggers.watch.targets();
    await vscode.commands.executeCommand('workbench.action.debug.restart');
    await debuggers.watch.once('another session of the target', () =>
      debuggers.watch.targets().find((session) => session.id !== first?.id),
    );
    await lenses.lens.once('an attached worker', () => lenses.lens.process(worker.id).inspector.attached || undefined);
    await vscode.commands.executeCommand('workerLens.detach', worker.id);
    await holdsAfterDetach(worker.id, pids, port);
  });

  it('ends the debugger with its worker', async () => {
    const { worker } = await startCluster();
    await attach(worker.id);
    await vscode.commands.executeCommand('workerLens.kill', worker.id);
    await debuggers.watch.none();
    await lenses.lens.tree(/worker 4 pid \d+ · :\d+/);
  });

  it('ends the run with a debugger stopped in it', async () => {
    const { run, worker, port, pids } = await startCluster();
    breakAt(app, 'Set a breakpoint here');
    await attach(worker.id);
    const answers = Array.from({ length: 3 }, () => ask(port).catch(() => 'lost'));
    await debuggers.watch.stop();
    await vscode.commands.executeCommand('workerLens.stopRun', run);
    await Promise.all(answers);
    await debuggers.watch.none();
    assert.deepEqual(pids.filter(isAlive), []);
  });
});

/** Waits until so many promises are fulfilled. */
function firstOf(promises: Promise<unknown>[], count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    for (const promise of promises) {
      void promise.then(() => {
        left -= 1;
        if (left === 0) resolve();
      });
    }
  });
}
