// What people complain of when they debug such programs, and what becomes of it under the lens: see docs/complaints.md.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import { Debugger } from '../unit/hub/cdp-target';
import { nodeOf } from './support/nodes';
import type { Program, RunOptions } from './support/observe';
import { useRealStage } from './support/real-hub';

for (const major of [18, 20, 26] as const) {
  describe(`complaints: Node ${major}`, function () {
    this.timeout(90_000);
    const stage = useRealStage();
    let node: string;

    before(async () => {
      node = await nodeOf(major);
    });

    const observe = (program: string, args: string[], options: RunOptions = {}) =>
      stage.bench.observed(`complaints/${program}`, args, { node, quiet: true, ...options });
    const plain = (program: string, args: string[], options: RunOptions = {}) =>
      stage.bench.plain(`complaints/${program}`, args, { node, ...options });

    /** Attaches as a person's debugger does, and enables what js-debug enables. */
    async function attach(target: string): Promise<Debugger> {
      const { url, error } = await stage.hub.viewer.request({ type: 'openTarget', target });
      assert.equal(error, undefined);
      const client = await Debugger.connect(url!);
      for (const method of ['Runtime.enable', 'Debugger.enable', 'Runtime.runIfWaitingForDebugger'])
        await client.call(method);
      return client;
    }

    it('a family is debugged all at once, each member at a port that nobody named', async () => {
      const { hub } = stage;
      const program = observe('family.js', ['cluster']);
      await program.printed('all are there');
      await hub.viewer.until(() => hub.children.filter(({ connected }) => connected).length === 2);
      const members = [hub.root, ...hub.children];
      const clients = await Promise.all(members.map(({ id }) => attach(id)));
      assert.deepEqual(
        await Promise.all(clients.map(pidOf)),
        members.map(({ pid }) => pid),
      );
      const ports = members.map(({ id }) => new URL(hub.viewer.processes.get(id)!.inspector.url!).port);
      assert.equal(new Set(ports).size, 3);
      await Promise.all(clients.map((client) => client.close()));
      await endsFamily(program);
    });

    it('NODE_OPTIONS=--inspect whose port is taken: as without the lens, and a debugger comes in all the same', async () => {
      const { hub } = stage;
      const taken = net.createServer().listen(0, '127.0.0.1').unref();
      await once(taken, 'listening');
      const env = { NODE_OPTIONS: `--inspect=${(taken.address() as net.AddressInfo).port}` };
      const alone = plain('family.js', ['children'], { env });
      await alone.printed('all are there');
      await endsFamily(alone);
      const program = observe('family.js', ['children'], { env, quiet: false });
      await program.printed('all are there');
      await hub.viewer.until(() => hub.children.filter(({ connected }) => connected).length === 2);
      // Each of the three wants the port.
      assert.equal(program.stderr, alone.stderr);
      assert.equal(program.stderr.match(/address already in use/g)?.length, 3);
      for (const { id, pid } of [hub.root, ...hub.children]) {
        const client = await attach(id);
        assert.equal(await pidOf(client), pid);
        await client.close();
      }
      await endsFamily(program);
      taken.close();
    });

    it('threads without an environment start without a pause in a process that is debugged', async () => {
      const { hub } = stage;
      const program = observe('poor-threads.js', []);
      await program.printed('ready');
      const { id } = await hub.viewer.until(() => hub.viewer.processOfPid(program.child.pid!));
      const client = await attach(id);
      await client.call('NodeWorker.enable', { waitForDebuggerOnStart: true });
      program.say('go');
      await program.printed('runs\nruns\nruns\n');
      await client.close();
      assert.equal((await program.ended).code, 0);
      assert.deepEqual(
        client.events.filter(({ method }) => method === 'Debugger.paused' || method.startsWith('NodeWorker.')),
        [],
      );
    });

    it('terminate() of a thread whose debugger does not leave by itself resolves, and the program ends', async () => {
      const { viewer } = stage.hub;
      const program = observe('thread.js', ['ticks']);
      const { id } = await viewer.until(() => [...viewer.threads.values()].find(({ connected }) => connected));
      await attach(id);
      program.say('terminate 0');
      const { code, stdout } = await program.ended;
      assert.deepEqual([code, stdout], [0, 'thread 1\nterminated\n']);
    });

    it('a thread with --inspect-brk of its own ends as without the lens', async () => {
      const [alone, program] = [plain, observe].map((run) => run('thread.js', ['ticks', '--inspect-brk']));
      for (const each of [alone!, program!]) each.say('terminate 500');
      const [expected, seen] = await Promise.all([alone!.ended, program!.ended]);
      assert.deepEqual(seen, expected);
      assert.equal(seen.stdout, 'thread 1\nterminated\n');
    });

    it('a debugger cannot come in where the thread waits, and is told so; the program goes on', async () => {
      const { viewer } = stage.hub;
      const program = observe('thread.js', ['waits']);
      const { id } = await viewer.until(() => [...viewer.threads.values()].find(({ connected }) => connected));
      program.say('wait');
      await program.printed('waits');
      const { error } = await viewer.request({ type: 'openTarget', target: id });
      assert.match(error!, /did not answer within 5 s: its event loop is blocked/);
      program.say('terminate 0');
      const { code, stdout } = await program.ended;
      assert.deepEqual([code, stdout], [0, 'waits\nthread 1\nterminated\n']);
    });

    if (major > 18) {
      it('a thread that itself waits for a debugger can be terminated', async () => {
        const program = observe('thread.js', ['waitsForDebugger']);
        await program.printed('waitsForDebugger');
        program.say('terminate 0');
        const { code, stdout } = await program.ended;
        assert.deepEqual([code, stdout], [0, 'waitsForDebugger\nthread 1\nterminated\n']);
      });
    }
  });
}

async function pidOf(client: Debugger): Promise<unknown> {
  const { result } = await client.call('Runtime.evaluate', { expression: 'process.pid' });
  return (result as { result: { value: unknown } }).result.value;
}

async function endsFamily(program: Program): Promise<void> {
  program.say('end');
  const { code, stdout } = await program.ended;
  assert.deepEqual([code, stdout], [0, 'all are there\nexit 0\nexit 0\n']);
}
