// What is attached from its first line, and that nothing else is: as the launch says, by slot, and in groups.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { breakAt, useDebuggerWatch } from './support/debugger';
import { ROOT, sample, useLens } from './support/lens';
import { ask } from './support/requests';

const app = sample('basic-cluster/app.js');
const cluster = { program: app, env: { PORT: '0', WORKERS: '2' } };
const withThreads = { program: sample('cluster-and-threads/app.js'), env: { PORT: '0', WORKERS: '2' } };

/** The first line that every process of the sample runs. */
const FIRST_LINE = "const cluster = require('node:cluster');";

describe('standing attachments', () => {
  const lenses = useLens();
  const debuggers = useDebuggerWatch();

  const run = (command: string, id: string) => vscode.commands.executeCommand(`workerLens.${command}`, id);
  const primaryOf = (of: string) => lenses.lens.process(lenses.lens.api.link.model.runs.get(of)?.root ?? '');
  const names = (sessions: vscode.DebugSession[]) => sessions.map(({ name }) => name).sort();

  async function lineOf(session: vscode.DebugSession): Promise<number> {
    const { threads } = await session.customRequest('threads');
    const { stackFrames } = await session.customRequest('stackTrace', { threadId: threads[0].id });
    return stackFrames[0].line;
  }

  it('attach to the workers before their first line, and not to the primary', async () => {
    const { lens } = lenses;
    breakAt(app, FIRST_LINE);
    const id = await lens.launch({ ...cluster, attach: 'workers' });
    const stopped = await debuggers.watch.stops(2);
    for (const session of stopped) assert.equal(await lineOf(session), 3);
    assert.deepEqual(
      names(stopped).map((name) => name.replace(/\d+\)/, 'pid)')),
      ['worker 1 (pid)', 'worker 2 (pid)'],
    );
    assert.equal(primaryOf(id).inspector.url, null, 'the primary’s inspector is closed');
    for (const session of stopped) await debuggers.watch.resume(session);
    const workers = await Promise.all([1, 2].map((worker) => lens.worker(id, worker)));
    assert.match(await ask(workers[0]?.addresses[0]?.port ?? 0), /^Hello from worker/);
    await run('detachAll', id);
    await debuggers.watch.none();
  });

  it('attach to the primary before its first line, and to nothing else', async () => {
    const { lens } = lenses;
    breakAt(app, FIRST_LINE);
    const id = await lens.launch({ ...cluster, attach: 'primary' });
    const [session] = await debuggers.watch.stops(1);
    assert.ok(session);
    assert.equal(await lineOf(session), 3);
    await debuggers.watch.resume(session);
    await Promise.all([1, 2].map((worker) => lens.worker(id, worker)));
    const { pid } = primaryOf(id);
    // It is the main process until it forks.
    assert.deepEqual(names(debuggers.watch.targets()), [`primary (${pid})`]);
    await run('detachAll', id);
  });

  it('attach to what one of the conditions means', async () => {
    const { lens } = lenses;
    const id = await lens.launch({ ...withThreads, attach: [{ slot: 2 }, { thread: 'su?', worker: 1 }] });
    await Promise.all([1, 2].map((worker) => lens.worker(id, worker)));
    const both = await debuggers.watch.once('two sessions', () =>
      debuggers.watch.targets().length === 2 ? debuggers.watch.targets() : undefined,
    );
    assert.deepEqual(
      names(both).map((name) => name.replace(/\d+\)/, 'pid)')),
      ['thread 1 · worker 1 (pid)', 'worker 2 (pid)'],
    );
    await run('detachAll', id);
  });

  it('follow a slot over a restart, until it is left', async () => {
    const { lens } = lenses;
    const id = await lens.launch(cluster);
    const [first, second] = await Promise.all([1, 2].map((worker) => lens.worker(id, worker)));
    assert.ok(first && second);
    await run('followSlot', second.id);
    await lens.tree(/worker 2 (pid \d+|paused) · followed/);
    assert.match(names(debuggers.watch.targets()).join(), /^worker 2 \(\d+\)$/);
    breakAt(app, FIRST_LINE);
    await run('kill', second.id);
    const [session] = await debuggers.watch.stops(1);
    assert.ok(session);
    assert.match(session.name, /^worker 3 /);
    assert.equal(await lineOf(session), 3);
    await lens.tree(/worker 3 (pid \d+|paused) · followed\n\s+slot 2 restarted 1×/);
    await debuggers.watch.resume(session);
    const third = await lens.worker(id, 3);
    await run('leaveSlot', third.id);
    await lens.tree(/worker 3 pid \d+ · attached/);
    await run('kill', third.id);
    await lens.worker(id, 4);
    await debuggers.watch.none();
    assert.match(lens.text(), /worker 4 pid \d+ · :\d+/);
  });

  it('follow a slot over a rolling reload, whose new worker takes it late', async () => {
    const { lens } = lenses;
    const id = await lens.launch({ program: path.join(ROOT, 'test/fixtures/vscode/reloads.js') });
    const first = await lens.worker(id, 1);
    await run('followSlot', first.id);
    process.kill(primaryOf(id).pid ?? 0, 'SIGUSR2');
    await lens.tree(/worker 2 (pid \d+|paused) · followed\n\s+slot 1 restarted 1×/);
    const second = await lens.worker(id, 2);
    await debuggers.watch.once('a session of the new worker alone', () => {
      const [session, ...others] = debuggers.watch.targets();
      return others.length === 0 && session?.name === `worker 2 (${second.pid})` ? true : undefined;
    });
    await run('detachAll', id);
    await debuggers.watch.none();
  });

  it('follow no slot of a hub that has gone', async () => {
    const { lens } = lenses;
    const { link } = lens.api;
    const id = await lens.launch(cluster);
    const worker = await lens.worker(id, 1);
    await run('followSlot', worker.id);
    await lens.tree(/worker 1 (pid \d+|paused) · followed/);
    process.kill((await link.connect()).hubPid, 'SIGKILL');
    await debuggers.watch.none();
    await lens.tree(/worker 1 pid \d+ · :\d+/);
    assert.doesNotMatch(lens.text(), /followed/);
  });

  it('attach to all workers of a primary, and take them off together', async () => {
    const { lens } = lenses;
    const id = await lens.launch({ ...cluster, attach: 'workers' });
    const workers = await Promise.all([1, 2].map((worker) => lens.worker(id, worker)));
    await run('detachAll', id);
    await debuggers.watch.none();
    await run('attachWorkers', primaryOf(id).id);
    assert.deepEqual(
      names(debuggers.watch.targets()),
      workers.map(({ worker, pid }) => `worker ${worker?.id} (${pid})`),
    );
    await run('detachAll', id);
    await debuggers.watch.none();
    // What the launch said is off as well.
    await run('kill', workers[1]?.id ?? '');
    await lens.worker(id, 3);
    assert.match(lens.text(), /worker 3 pid \d+ · :\d+/);
    assert.match(await ask(workers[0]?.addresses[0]?.port ?? 0), /^Hello from worker/);
  });

  it('attach to all threads of a process that run one script', async () => {
    const { lens } = lenses;
    await lens.launch({ ...withThreads, env: { ...withThreads.env, WORKERS: '1' } });
    const thread = await lens.once('a thread', () =>
      [...lens.api.link.model.threads.values()].find(({ state }) => state === 'online'),
    );
    await run('attachThreads', thread.id);
    assert.match(names(debuggers.watch.targets()).join(), /^thread 1 · worker 1 \(\d+\)$/);
    await run('detach', thread.id);
  });

  it('attach to the threads of a program alone', async () => {
    const { lens } = lenses;
    const id = await lens.launch({ ...withThreads, attach: 'threads' });
    await Promise.all([1, 2].map((worker) => lens.worker(id, worker)));
    await debuggers.watch.once('two sessions', () => debuggers.watch.targets().length === 2 || undefined);
    for (const { name } of debuggers.watch.targets()) assert.match(name, /^thread 1 · worker \d \(\d+\)$/);
    await run('detachAll', id);
  });
});
