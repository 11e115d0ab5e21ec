// Stopping: gently first, then by force; and what happens to the program when the debugger or the hub goes.
import assert from 'node:assert/strict';
import { fixture, sample } from './support/adapter-client';
import { useAdapter } from './support/use-adapter';

describe('stop', () => {
  const stage = useAdapter();
  const cluster = { program: sample('basic-cluster/app.js'), env: { PORT: '0', WORKERS: '2' } };

  it('lets a cluster end in order, and leaves nothing', async () => {
    const { adapter } = stage;
    await adapter.launch(cluster);
    await adapter.printed('stdout', /(.* listens on port .*\n){2}/);
    await adapter.protocol.terminateRequest();
    assert.equal(await adapter.exitCode(), 0);
    assert.match(adapter.output('stdout'), /All workers disconnected/);
  });

  it('lets a cluster in a terminal end in order', async () => {
    const { adapter } = stage;
    await adapter.launch({ ...cluster, console: 'integratedTerminal' });
    await adapter.threads((names) => names.length === 3);
    await adapter.protocol.terminateRequest();
    assert.equal(await adapter.exitCode(), 0);
  });

  it('kills a program that will not end when it is stopped again', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('stubborn.js') });
    await adapter.printed('stdout', /lives/);
    await adapter.event('process');
    await adapter.protocol.terminateRequest();
    await adapter.printed('stdout', /no/);
    const ended = adapter.exitCode();
    await adapter.protocol.disconnectRequest({ terminateDebuggee: true });
    assert.equal(await ended, 137);
  });

  it('tells how a program ended that it killed, and only then answers', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('held-output.js') });
    const [, holder] = /held by (\d+)/.exec(await adapter.printed('stdout', /held by \d+\n/))!;
    await adapter.event('process');
    await adapter.protocol.disconnectRequest({ terminateDebuggee: true });
    process.kill(Number(holder));
    assert.equal(adapter.count('exited'), 1);
    assert.equal(await adapter.exitCode(), 137);
  });

  for (const [what, args] of [
    ['it is only disconnected', { terminateDebuggee: false }],
    ['its window reloads', { restart: false }],
  ] as const) {
    it(`leaves a program in a terminal alone when ${what}`, async () => {
      const { adapter } = stage;
      await adapter.launch({ ...cluster, console: 'integratedTerminal' });
      const rows = await adapter.threads((names) => names.length === 3);
      const viewer = await adapter.viewer();
      await adapter.protocol.disconnectRequest(args);
      for (const { name } of rows) process.kill(Number(name.split(' ').at(-1)), 0);
      const [run] = [...viewer.model.runs.values()];
      assert.equal(run?.state, 'running');
      await viewer.request({ type: 'stopRun', run: run?.id ?? '', force: true });
    });
  }

  it('ends a program without a terminal when its window reloads', async () => {
    const { adapter } = stage;
    await adapter.launch(cluster);
    await adapter.threads((names) => names.length === 3);
    const ended = adapter.exitCode();
    await adapter.protocol.disconnectRequest({ restart: false });
    assert.equal(await ended, 137);
  });

  it('ends without a program that was never seen, and says where to end it', async () => {
    const { adapter } = stage;
    await adapter.launch({ runtimeExecutable: 'sleep', runtimeArgs: ['60'], console: 'integratedTerminal' });
    await adapter.protocol.disconnectRequest({ terminateDebuggee: true });
    await adapter.event('terminated');
    assert.match(adapter.output('console'), /The program was not seen: if it runs, end it in its terminal/);
    assert.equal(adapter.count('exited'), 0);
    adapter.closeTerminals();
  });

  it('stops a program in a terminal that has not been seen yet', async () => {
    const { adapter } = stage;
    await adapter.launch({ ...cluster, console: 'integratedTerminal' });
    await adapter.protocol.terminateRequest();
    await adapter.event('terminated');
    assert.doesNotMatch(adapter.output('console'), /not seen/);
  });

  it('ends a program without a terminal that was never seen', async () => {
    const { adapter } = stage;
    await adapter.launch({ runtimeExecutable: 'sleep', runtimeArgs: ['60'] });
    await adapter.protocol.terminateRequest();
    assert.equal(await adapter.exitCode(), 143);
  });

  it('tells that the hub died, goes on with another, and the program notices nothing', async () => {
    const { adapter } = stage;
    await adapter.launch(cluster);
    await adapter.threads((names) => names.length === 3);
    process.kill(adapter.hubPid(), 'SIGKILL');
    await adapter.printed('console', /The hub ended; another is being started.*\n.*Connected to a new hub/);
    await adapter.threads((names) => names.filter((name) => /worker/.test(name)).length === 2);
    await adapter.protocol.terminateRequest();
    assert.equal(await adapter.exitCode(), 0);
    assert.match(adapter.output('stdout'), /All workers disconnected/);
    assert.equal(adapter.output('stderr'), '');
  });
});
