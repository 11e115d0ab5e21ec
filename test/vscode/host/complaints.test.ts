// What people complain of when they debug such programs in VS Code, and what becomes of it: see docs/complaints.md.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { useDebuggerWatch } from './support/debugger';
import { sample, useLens } from './support/lens';

const fixture = (name: string) => sample(path.join('../test/fixtures/vscode', name));

describe('complaints', () => {
  const stage = useLens();
  const debuggers = useDebuggerWatch();

  const attach = (id: string) => vscode.commands.executeCommand('workerLens.attach', id);
  const open = () => {
    const { processes, threads } = stage.lens.api.link.model;
    return [...processes.values(), ...threads.values()].filter(({ inspector }) => inspector.url !== null);
  };

  it('an npm script: nothing is attached until it is asked for, and then one', async () => {
    const { lens } = stage;
    const run = await lens.launch({
      runtimeExecutable: 'npm',
      runtimeArgs: ['start'],
      cwd: sample('basic-cluster'),
      env: { PORT: '0', WORKERS: '3' },
    });
    const [, worker] = await Promise.all([1, 2, 3].map((id) => lens.worker(run, id)));
    assert.ok(worker);
    assert.deepEqual([debuggers.watch.asked(), open()], [[], []]);
    await attach(worker.id);
    assert.equal(debuggers.watch.targets().length, 1);
    assert.deepEqual(
      open().map(({ id }) => id),
      [worker.id],
    );
    await vscode.commands.executeCommand('workerLens.detach', worker.id);
  });

  it('threads without an environment start without a pause in a process that is debugged', async () => {
    const { lens } = stage;
    const run = await lens.launch({ program: fixture('poor-threads.js') });
    const root = await lens.once('the process', () => lens.api.link.model.rootsOf(run)[0]);
    await attach(root.id);
    const before = lens.api.link.model.threads.size;
    await lens.once('threads that came and went', () => {
      const later = [...lens.api.link.model.threads.values()].slice(before);
      return later.filter(({ state }) => state === 'exited').length >= 3 || undefined;
    });
    assert.deepEqual(await debuggers.watch.stops(0), []);
    assert.equal(debuggers.watch.targets().length, 1);
    await vscode.commands.executeCommand('workerLens.detach', root.id);
  });

  it('terminate() of a thread that is debugged resolves, and the program ends with its own code', async () => {
    const { lens } = stage;
    const run = await lens.launch({ program: fixture('terminates.js') });
    const thread = await lens.once('the thread', () =>
      [...lens.api.link.model.threads.values()].find(({ connected }) => connected),
    );
    await attach(thread.id);
    const [session] = debuggers.watch.targets();
    await session?.customRequest('evaluate', { expression: 'askForTheEnd()', context: 'repl' });
    await lens.once('the end of the run', () => lens.api.link.model.runs.get(run)?.state === 'ended' || undefined);
    assert.equal(lens.api.link.model.rootsOf(run)[0]?.end?.code, 4);
    await debuggers.watch.none();
  });
});
