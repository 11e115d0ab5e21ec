// Attaching to a program that runs already: its rows, and that it is never ended.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { sample } from './support/adapter-client';
import { useAdapter } from './support/use-adapter';

/** A cluster that was started without the lens, with an inspector open in each of its processes. */
async function startCluster(): Promise<{ program: ChildProcess; port: number }> {
  const env = { ...process.env, PORT: '0', WORKERS: '2' };
  const program = spawn(process.execPath, ['--inspect=0', sample('basic-cluster/app.js')], { env });
  let stdout = '';
  let stderr = '';
  await new Promise<void>((resolve) => {
    program.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    program.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      if ((stdout.match(/listens on port/g) ?? []).length === 2) resolve();
    });
  });
  return { program, port: Number(/127\.0\.0\.1:(\d+)/.exec(stderr)![1]) };
}

describe('attach to what runs', () => {
  const stage = useAdapter();
  const programs: ChildProcess[] = [];

  afterEach(async () => {
    for (const program of programs.splice(0)) {
      const ended = once(program, 'exit');
      program.kill('SIGTERM');
      assert.deepEqual(await ended, [0, null]);
    }
  });

  for (const [what, args] of [
    ['Stop', { terminateDebuggee: true }],
    ['Disconnect', { terminateDebuggee: false }],
  ] as const) {
    it(`shows a program by its inspector's port, and lets it run on at ${what}`, async () => {
      const { adapter } = stage;
      const { program, port } = await startCluster();
      programs.push(program);
      await adapter.protocol.attachRequest({ port } as never);
      await adapter.threads((names) => names.length === 3);
      const process = (await adapter.event('process')).body;
      assert.deepEqual([process.systemProcessId, process.startMethod], [program.pid, 'attach']);
      await adapter.protocol.restartRequest({});
      const viewer = await adapter.viewer();
      const [run] = viewer.model.runs.keys();
      await adapter.protocol.disconnectRequest(args);
      await new Promise<void>((resolve) => {
        const look = () => !viewer.model.runs.has(run!) && resolve();
        viewer.onDidChange(look);
        look();
      });
      assert.equal(program.exitCode, null);
    });
  }

  it('says in a sentence why it does not attach', async () => {
    const { protocol } = stage.adapter;
    const refusal = (args: object) =>
      protocol.attachRequest(args as never).then(
        () => Promise.reject(new Error('it was attached')),
        (error: Error) => error.message,
      );
    assert.match(
      await refusal({ processId: 'x' }),
      /"processId" in the debug configuration is not the pid of a process/,
    );
    assert.match(await refusal({ port: 70_000 }), /"port" in the debug configuration is not a port/);
    assert.match(await refusal({ port: 1, address: 'example.org' }), /"address" .* is not "localhost"/);
    assert.match(await refusal({ port: 1 }), /No inspector of Node\.js answers on port 1 of this machine/);
    assert.match(await refusal({ processId: process.ppid }), /SIGUSR1|is not Node\.js/);
  });
});
