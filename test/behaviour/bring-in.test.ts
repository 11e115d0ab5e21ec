// Programs that were started without the lens are brought under it while they run.
import assert from 'node:assert/strict';
import * as net from 'node:net';
import * as path from 'node:path';
import { agentFolder } from './support/bundle';
import { nodeOf } from './support/nodes';
import type { Program } from './support/observe';
import { useRealStage } from './support/real-hub';

/** A port for the inspectors of one program: the default one may be another test's. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(true));
    socket.once('error', () => resolve(false)).once('connect', () => socket.destroy());
  });
}

/** What Node itself prints about inspectors; see docs/traces.md. */
function withoutNodes(stderr: string): string {
  const lines =
    /^(Debugger (listening|attached|ending)|For help, see:|Waiting for the debugger|Starting inspector on .* failed).*\n/gm;
  return stderr.replace(lines, '');
}

describe('bring in', function () {
  this.timeout(120_000);
  const stage = useRealStage();

  function bringIn(which: { pid?: number; port?: number }, signal = true): Promise<{ error?: string }> {
    const folder = agentFolder();
    const parts = { agent: path.join(folder, 'agent.cjs'), stub: path.join(folder, 'stub.cjs') };
    const { pid = null, port = null } = which;
    return stage.hub.viewer.request({ type: 'bringIn', run: 'late', pid, port, signal, ...parts });
  }

  async function start(words: string[], flags: string[] = [], node = process.execPath): Promise<Program> {
    const program = stage.bench.plain('bring-in.js', words, { flags, node });
    await program.printed('ready');
    return program;
  }

  for (const major of [18, 20, 26] as const) {
    it(`finds what lives in a cluster of Node ${major}, and what starts in it later`, async () => {
      const { viewer } = stage.hub;
      const port = await freePort();
      const program = await start(['4', '2'], [`--inspect-port=${port}`], await nodeOf(major));
      const { pid } = program.child;
      assert.deepEqual(await bringIn({ pid: pid! }), {});
      assert.equal(await answers(port), false, 'an inspector was left open');

      const root = viewer.processOfPid(pid!)!;
      assert.deepEqual([root.kind, root.primary, root.state], ['root', true, 'online']);
      const workers = () => [...viewer.processes.values()].filter(({ kind }) => kind === 'worker');
      assert.deepEqual(
        workers().map(({ worker, state, connected, parent }) => [worker!.id, worker!.slot, state, connected, parent]),
        [1, 2, 3, 4].map((id) => [id, id, 'listening', true, root.id]),
      );
      await viewer.until(() => [...viewer.threads.values()].filter(({ connected }) => connected).length === 10);
      for (const process of [root, ...workers()]) {
        const own = [...viewer.threads.values()].filter((thread) => thread.process === process.id);
        assert.deepEqual(own.map(({ thread, state }) => [thread, state]).sort(), [
          [1, 'online'],
          [2, 'online'],
        ]);
        assert.ok(own.every(({ script }) => path.basename(script) === 'bring-in.js'));
      }

      program.say('fork');
      await program.printed('forked');
      await viewer.until(() => workers().find(({ worker, connected }) => worker!.id === 5 && connected));
      program.say('thread');
      await program.printed('threaded');
      await viewer.until(() =>
        [...viewer.threads.values()].find(
          ({ thread, connected, process }) => thread === 3 && connected && process === root.id,
        ),
      );

      program.say('end');
      const { code, stderr, stdout } = await program.ended;
      assert.equal(withoutNodes(stderr), '');
      assert.equal(code, 0);
      assert.deepEqual(
        stdout
          .split('\n')
          .filter((line) => line.startsWith('exit'))
          .sort(),
        [1, 2, 3, 4, 5].map((id) => `exit ${id} 0`),
      );
      await viewer.until(() => viewer.runs.get('late')?.state === 'ended');
      assert.deepEqual(
        workers().map(({ end }) => [end!.how, end!.code]),
        Array(5).fill(['voluntary', 0]),
      );
    });
  }
});
