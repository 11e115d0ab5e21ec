// Restart: the run ends whole, and another begins by the same configuration in the same session.
import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunState } from '../../protocol/viewer';
import { fixture, sample } from './support/adapter-client';
import { useAdapter } from './support/use-adapter';

describe('restart', () => {
  const stage = useAdapter();
  const cluster = { program: sample('basic-cluster/app.js'), env: { PORT: '0', WORKERS: '2' } };

  /** Pids of the rows, once there are so many that none of them was there before. */
  async function pids(count: number, before: number[] = []): Promise<number[]> {
    const pidOf = (name: string) => Number(/pid (\d+)/.exec(name)?.[1]);
    const rows = await stage.adapter.threads(
      (names) => names.length === count && !names.some((name) => before.includes(pidOf(name))),
    );
    return rows.map(({ name }) => pidOf(name));
  }

  async function runs(): Promise<RunState[]> {
    return [...(await stage.adapter.viewer()).model.runs.values()];
  }

  const lives = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };

  for (const console of ['internalConsole', 'integratedTerminal'] as const) {
    it(`ends all of a cluster in order, then starts it again (${console})`, async () => {
      const { adapter } = stage;
      await adapter.launch({ ...cluster, console });
      const first = await pids(3);
      await adapter.protocol.customRequest('restart');
      assert.deepEqual(first.filter(lives), []);
      await pids(3, first);
      assert.deepEqual(
        (await runs()).map(({ name, state }) => [name, state]),
        [
          ['app.js', 'ended'],
          ['app.js', 'running'],
        ],
      );
      assert.equal(adapter.count('terminated') + adapter.count('exited'), 0);
      await adapter.protocol.terminateRequest();
      assert.equal(await adapter.exitCode(), 0);
      assert.equal(adapter.count('terminated'), 1);
    });
  }

  it('kills what does not end by itself', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('stubborn.js') });
    const first = await pids(1);
    await adapter.protocol.customRequest('restart');
    assert.deepEqual(first.filter(lives), []);
    await pids(1, first);
    await adapter.protocol.disconnectRequest({ terminateDebuggee: true });
  });

  it('takes the configuration that comes with it', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('threads.js'), args: ['0'] });
    await pids(1);
    const again = { program: fixture('exits.js'), args: ['9'], console: 'internalConsole' };
    await adapter.protocol.customRequest('restart', { arguments: again });
    assert.equal(await adapter.exitCode(), 9);
  });

  it('says what is wrong where the program cannot be started again, and ends', async () => {
    const { adapter } = stage;
    const program = join(adapter.folder, 'app.js');
    copyFileSync(fixture('threads.js'), program);
    await adapter.launch({ program, args: ['0'] });
    await pids(1);
    rmSync(program);
    await assert.rejects(adapter.protocol.customRequest('restart'), /The program .*app\.js does not exist/);
    await adapter.event('terminated');
  });

  it('is given up when the session is stopped meanwhile', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('stubborn.js') });
    const first = await pids(1);
    const restarted = adapter.protocol.customRequest('restart');
    await adapter.printed('stdout', /no/);
    await adapter.protocol.terminateRequest();
    await restarted;
    await adapter.event('terminated');
    assert.deepEqual(first.filter(lives), []);
    assert.equal((await runs()).length, 1);
  });
});
