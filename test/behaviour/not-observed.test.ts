// What of a run has no agent is shown all the same: the real hub says why, and which place in the code made it.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { RENDEZVOUS_FILE } from '../../protocol/rendezvous';
import type { ProcessState } from '../../protocol/viewer';
import { agentFolder } from './support/bundle';
import { nodeOf, OLD_MAJORS } from './support/nodes';
import { Bench, type Program } from './support/observe';
import { RealHub } from './support/real-hub';

/** A child that says that it runs, and ends with its standard input. */
const CHILD = `process.stdout.write('child\\n'); process.stdin.resume().on('end', () => {});`;

describe('not observed', function () {
  this.timeout(120_000);
  let bench: Bench;
  let hub: RealHub;

  beforeEach(async () => {
    bench = new Bench();
    hub = await RealHub.start(bench.directory);
    fs.writeFileSync(path.join(bench.folder, 'child.js'), CHILD);
  });
  afterEach(async () => {
    await bench.close();
    await hub.stop();
  });

  /** Writes a program; its second line is the one that starts something. */
  function program(second: string, first = `const { spawn } = require('node:child_process');`): string {
    const file = path.join(bench.folder, 'main.js');
    fs.writeFileSync(file, `${first}\n${second}\nprocess.stdin.resume();`);
    return file;
  }

  async function started(second: string, node?: string): Promise<Program> {
    const running = bench.observed(program(second), [], node ? { node } : {});
    await running.printed('child');
    return running;
  }

  async function unobserved(): Promise<ProcessState> {
    return hub.viewer.until(() => [...hub.viewer.processes.values()].find((each) => each.notObserved));
  }

  async function assertChild(running: Program, reason: string, detail: string | null): Promise<void> {
    const child = await unobserved();
    assert.deepEqual(child.notObserved, { reason, detail });
    assert.deepEqual([child.site?.file, child.site?.line], [path.join(bench.folder, 'main.js'), 2]);
    assert.deepEqual([child.state, child.connected, path.basename(child.script)], ['online', false, 'child.js']);
    assert.equal(child.parent, hub.root.id);
    running.child.stdin?.end();
    await hub.ended(running);
    assert.equal(hub.viewer.processes.get(child.id)?.end?.code, 0);
  }

  const stdio = `{ stdio: 'inherit' }`;

  for (const major of OLD_MAJORS) {
    it(`a child on Node ${major}`, async () => {
      const old = JSON.stringify(await nodeOf(major));
      const running = await started(`spawn(${old}, ['child.js'], ${stdio});`);
      const { node } = await unobserved();
      assert.match(node ?? '', new RegExp(`^v${major}\\.`));
      await assertChild(running, 'oldNode', node);
    });
  }

  it('a first process on an older Node', async () => {
    const running = bench.observed(path.join(bench.folder, 'child.js'), [], { node: await nodeOf(OLD_MAJORS.at(-1)!) });
    await running.printed('child');
    const { id, notObserved, kind } = await unobserved();
    assert.deepEqual([notObserved?.reason, kind, hub.viewer.runs.get('run')?.root], ['oldNode', 'root', id]);
    assert.equal(hub.viewer.runs.get('run')?.state, 'running');
    running.child.stdin?.end();
    assert.equal((await hub.ended(running)).code, 0);
    assert.equal(hub.root.end?.code, 0);
  });

  it('a child that may not read the agent', async () => {
    const flags = `['--experimental-permission', '--no-warnings', '--allow-fs-read=' + __dirname + '/', 'child.js']`;
    const running = await started(`spawn(process.execPath, ${flags}, ${stdio});`, await nodeOf(20));
    await assertChild(running, 'permission', '--allow-fs-read=*');
  });

  it('a child that may not reach the hub', async () => {
    const flags = `['--permission', '--allow-fs-read=*', 'child.js']`;
    const running = await started(`spawn(process.execPath, ${flags}, ${stdio});`, await nodeOf(26));
    await assertChild(running, 'permission', '--allow-net');
  });

  for (const [major, flags] of [
    [20, ['--experimental-permission', '--no-warnings', '--allow-fs-read=*']],
    [22, ['--permission', '--no-warnings', '--allow-fs-read=*']],
    [24, ['--permission', '--allow-fs-read=*']],
    [26, ['--permission', '--no-warnings', '--allow-fs-read=*', '--allow-net']],
  ] as const) {
    it(`not a child under the permission model of Node ${major} that may do both; but it offers no inspector`, async () => {
      const words = JSON.stringify([...flags, 'child.js']);
      const running = await started(`spawn(process.execPath, ${words}, ${stdio});`, await nodeOf(major));
      const child = await hub.viewer.until(() => hub.children.find(({ connected }) => connected));
      assert.deepEqual([child.notObserved, child.inspector.state], [null, 'forbidden']);
      running.child.stdin?.end();
      assert.equal((await hub.ended(running)).stderr, '');
    });
  }

  it('a child whose agent is gone', async () => {
    const agent = path.join(bench.folder, 'agent.cjs');
    fs.copyFileSync(path.join(agentFolder(), 'agent.cjs'), agent);
    const second = `require('fs').rmSync(${JSON.stringify(agent)}); spawn(process.execPath, ['child.js'], ${stdio});`;
    const running = bench.observed(program(second), [], {}, { agent });
    await running.printed('child');
    await assertChild(running, 'agentMissing', agent);
  });

  it('a thread that began while no hub ran', async () => {
    const file = path.join(bench.directory, RENDEZVOUS_FILE);
    const code = `require('fs').writeSync(1, 'child\\\\n'); require('worker_threads').parentPort.on('message', () => {});`;
    const second = `const worker = new Worker("${code}", { eval: true, execArgv: [] }); process.stdin.on('end', () => worker.terminate());`;
    const first = `const { Worker } = require('worker_threads'); require('fs').renameSync('${file}', '${file}.away');`;
    const running = bench.observed(program(second, first));
    await running.printed('child');
    const thread = await hub.viewer.until(() => [...hub.viewer.threads.values()].find((each) => each.notObserved));
    fs.renameSync(`${file}.away`, file);
    assert.deepEqual(thread.notObserved, { reason: 'noHub', detail: null });
    assert.deepEqual([thread.site?.line, thread.state, thread.connected], [2, 'online', false]);
    running.child.stdin?.end();
    await hub.ended(running);
    assert.equal(hub.viewer.threads.get(thread.id)?.end?.how, 'asked');
  });

  if (process.platform === 'linux') {
    const env = `env -i ${JSON.stringify(process.execPath)}`;

    it('a child below a shell that emptied its environment', async () => {
      const running = await started(`spawn('sh', ['-c', '${env} child.js; true'], ${stdio});`);
      const child = await unobserved();
      assert.deepEqual(child.notObserved, { reason: 'environment', detail: null });
      assert.deepEqual([child.parent, path.basename(child.script)], [hub.root.id, 'child.js']);
      running.child.stdin?.end();
      await hub.ended(running);
    });

    it('a shell that turned into such a child', async () => {
      await assertChild(await started(`spawn('sh', ['-c', 'exec ${env} child.js'], ${stdio});`), 'environment', null);
    });

    it('a child whose NODE_OPTIONS a shell replaced', async () => {
      const command = `NODE_OPTIONS=--no-warnings exec ${JSON.stringify(process.execPath)} child.js`;
      await assertChild(await started(`spawn('sh', ['-c', '${command}'], ${stdio});`), 'environment', 'NODE_OPTIONS');
    });
  }
});
