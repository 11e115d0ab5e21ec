// A debugger in a program that nobody here wrote.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { NodeProcess } from '../../protocol/viewer';
import { ensurePackages } from '../../scripts/lib/ensure.mjs';
import { HubConnection } from '../../viewer/hub-connection';
import { agentFolder, ROOT } from '../behaviour/support/bundle';
import { HUBS, type HubRun } from '../behaviour/support/hubs';
import { Bench } from '../behaviour/support/observe';
import { Debugger } from '../unit/hub/cdp-target';
import { ask } from '../vscode/host/support/requests';
import { start } from './support/drive';

const SCRIPT = path.join(ROOT, 'test/packages/drivers/pm2/serves.cjs');

describe('packages: a debugger', function () {
  this.timeout(120_000);
  let bench: Bench;
  let hub: HubRun;
  let viewer: HubConnection;

  before(async function () {
    this.timeout(600_000);
    process.env.WORKER_LENS_TEST_PACKAGES ??= await ensurePackages();
  });

  beforeEach(async () => {
    bench = new Bench();
    hub = await HUBS['the hub itself']!(bench);
    viewer = (await HubConnection.find({ directory: bench.directory }))!;
    await viewer.request({ type: 'prepareRun', run: 'run', name: 'program', record: null });
  });

  afterEach(async () => {
    viewer.close();
    await bench.close();
    await hub.stop();
  });

  /** Waits for something in the model. */
  function once<T>(read: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = read();
        if (found === undefined) return;
        watch.dispose();
        resolve(found);
      };
      const watch = viewer.onDidChange(look);
      look();
    });
  }

  it('stops one worker of a pm2 cluster and takes its heap snapshot, while the other answers', async () => {
    const program = start(bench, 'observed', 'pm2', process.execPath, 'debugged.');
    const workers = await once(() => {
      const listening = [...viewer.model.processes.values()].filter(({ state }) => state === 'listening');
      return listening.length === 2 ? listening : undefined;
    });
    const [worker, sibling] = workers;
    const { url } = await viewer.request({ type: 'openTarget', target: worker!.id });
    const client = await Debugger.connect(url!);
    await client.call('Debugger.enable');
    const line = readFileSync(SCRIPT, 'utf8')
      .split('\n')
      .findIndex((each) => each.includes('The line to stop at'));
    await client.call('Debugger.setBreakpointByUrl', { urlRegex: 'serves\\.cjs$', lineNumber: line });
    const port = worker!.addresses[0]!.port!;
    const answers = [ask(port), ask(port)];
    await client.event('Debugger.paused');
    assert.equal(await Promise.race(answers), String(sibling!.pid));
    await client.call('Debugger.resume');
    assert.deepEqual((await Promise.all(answers)).map(Number).sort(), workers.map(({ pid }) => pid).sort());
    await client.call('HeapProfiler.takeHeapSnapshot');
    assert.ok(client.events.some(({ method }) => method === 'HeapProfiler.addHeapSnapshotChunk'));
    await client.close();
    program.child.stdin!.end();
    assert.equal((await program.ended).code, 0);
    await once(() => ([...viewer.model.processes.values()].every(({ ended }) => ended !== null) ? true : undefined));
  });

  it('finds the workers of a pm2 daemon that was started without the lens', async () => {
    const program = start(bench, 'plain', 'pm2', process.execPath, 'debugged.');
    const isOurs = ({ argv, workers }: NodeProcess) =>
      workers === 2 && argv[0]!.includes('God Daemon') && argv[0]!.includes(bench.folder);
    let daemon: NodeProcess | undefined;
    while (!daemon) {
      const { processes } = await viewer.request({ type: 'listProcesses' });
      daemon = processes!.find(isOurs);
    }
    const folder = agentFolder();
    const parts = { agent: path.join(folder, 'agent.cjs'), stub: path.join(folder, 'stub.cjs') };
    await viewer.request({ type: 'bringIn', run: 'late', pid: daemon.pid, port: null, signal: true, ...parts });
    const workers = [...viewer.model.processes.values()].filter(({ kind }) => kind === 'worker');
    assert.deepEqual(
      workers.map(({ worker, connected }) => [worker!.slot, connected]),
      [
        [1, true],
        [2, true],
      ],
    );
    program.child.stdin!.end();
    assert.equal((await program.ended).code, 0);
    await once(() => ([...viewer.model.processes.values()].every(({ ended }) => ended !== null) ? true : undefined));
  });
});
