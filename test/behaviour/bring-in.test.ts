// Programs that were started without the lens are brought under it while they run.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { edgeRows } from '../../media/panels/edge-rows';
import { TraceStore } from '../../media/trace-store';
import { readRecording } from '../../viewer/trace/read-recording';
import { summarize } from '../../viewer/trace/summary';
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

function isStopped(pid: number): boolean {
  return /^State:\s+T/m.test(fs.readFileSync(`/proc/${pid}/status`, 'latin1'));
}

/** What Node itself prints about inspectors; see docs/traces.md. */
function withoutNodes(stderr: string): string {
  const lines =
    /^(Debugger (listening|attached|ending)|For help, see:|Waiting for the debugger|Starting inspector on .* failed).*\n/gm;
  return stderr.replace(lines, '');
}

describe('bring in', function () {
  this.timeout(60_000);
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
        assert.ok(own.every(({ script, name }) => path.basename(script) === 'bring-in.js' && name === 'counter'));
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

  it('brings in children, and one below a shell', async () => {
    const { viewer } = stage.hub;
    const program = stage.bench.plain('bring-in-children.js', [], { flags: [`--inspect-port=${await freePort()}`] });
    await program.printed('ready');
    assert.deepEqual(await bringIn({ pid: program.child.pid! }), {});
    const root = viewer.processOfPid(program.child.pid!)!;
    const children = [...viewer.processes.values()].filter(({ parent }) => parent === root.id);
    assert.deepEqual(
      children.map(({ kind, connected, script }) => [kind, connected, path.basename(script)]),
      Array(2).fill(['child', true, 'bring-in-children.js']),
    );
    program.say('end');
    assert.equal((await program.ended).code, 0);
  });

  it('lets go of all, and can come in again', async () => {
    const { viewer } = stage.hub;
    const program = stage.bench.plain('bring-in-children.js', [], { flags: [`--inspect-port=${await freePort()}`] });
    await program.printed('ready');
    program.say('look');
    await program.printed('look');
    const plain = program.stdout;
    const came = async () => {
      assert.deepEqual(await bringIn({ pid: program.child.pid! }), {});
      assert.equal(viewer.processOfPid(program.child.pid!)!.connected, true);
    };
    await came();
    assert.deepEqual(await viewer.request({ type: 'letGo', run: 'late' }), {});
    assert.equal(viewer.runs.has('late'), false);
    program.stdout = '';
    program.say('look');
    await program.printed('look');
    assert.equal(program.stdout, plain.replace('ready\n', ''));
    await came();
    program.say('end');
    assert.equal((await program.ended).code, 0);
  });

  it('lets go of what the program has put something else in the place of', async () => {
    const program = stage.bench.plain('bring-in-replaces.js', [], { flags: [`--inspect-port=${await freePort()}`] });
    await program.printed('ready');
    assert.deepEqual(await bringIn({ pid: program.child.pid! }), {});
    program.say('replace');
    await program.printed('replace');
    assert.deepEqual(await stage.hub.viewer.request({ type: 'letGo', run: 'late' }), {});
    program.say('look');
    await program.printed('look true true true true');
    program.say('end');
    assert.equal((await program.ended).code, 0);
  });

  it('makes nothing of what both ends count where they count from different moments', async () => {
    const { viewer } = stage.hub;
    const flags = [`--inspect-port=${await freePort()}`];
    const program = stage.bench.plain('trace/asks.js', [], { flags });
    await program.printed('ready');
    assert.deepEqual(await bringIn({ pid: program.child.pid! }), {});
    const received = (id: string) => (viewer.processes.get(id) ?? viewer.threads.get(id))?.messages.received ?? 0;
    const root = viewer.processOfPid(program.child.pid!)!.id;
    const children = () => [...viewer.processes.values()].filter(({ parent }) => parent === root);
    program.say('fork');
    await viewer.until(() => children().length === 2);
    const [child, since] = children().map(({ id }) => id) as [string, string];
    const thread = `${root}:1`;
    await viewer.until(() => [child, since, thread].every((id) => received(id) >= 30) && received(root) >= 90);
    program.say('end');
    assert.equal((await program.ended).code, 0);
    await viewer.until(() => viewer.runs.get('late')?.state === 'ended');
    const file = path.join(stage.bench.folder, 'late.wlens.jsonl');
    assert.deepEqual(await viewer.request({ type: 'saveRecording', run: 'late', file }), {});

    const builder = await readRecording(file);
    const { latency, roundTrip } = summarize(builder);
    const store = new TraceStore();
    store.add(builder.take());
    const rows = edgeRows(store, { from: store.start, to: store.end });
    const told = rows.map(({ edge, waiting, latency: spread }) => {
      const { from, to, by, late } = store.edges[edge]!;
      const name = `${store.lanes[from]!.id} > ${store.lanes[to]!.id} ${by}`;
      return `${name}, ${late ?? 'both'}: ${waiting} in flight, ${spread.count > 0 ? 'timed' : 'not timed'}`;
    });
    const apart = (from: string, to: string, by: string) => [
      `${from} > ${to} ${by}, both: NaN in flight, not timed`,
      `${from} > ${to} ${by}, to: NaN in flight, not timed`,
      `${to} > ${from} ${by}, both: NaN in flight, not timed`,
      `${to} > ${from} ${by}, from: NaN in flight, not timed`,
    ];
    assert.deepEqual(
      told.toSorted(),
      [
        ...apart(root, child, 'ipc'),
        ...apart(root, thread, 'postMessage'),
        `${root} > ${since} ipc, both: 0 in flight, timed`,
        `${since} > ${root} ipc, both: 0 in flight, timed`,
      ].toSorted(),
    );
    const { sent, received: receipts, count } = store.messages;
    const spans = Array.from({ length: count }, (_, row) => receipts[row]! - sent[row]!);
    assert.deepEqual(
      spans.filter((span) => span < 0),
      [],
    );
    assert.ok(latency!.median < 1000 && roundTrip!.median > 0 && roundTrip!.median < 1000);
  });

  it('comes and goes ten times', async function () {
    this.timeout(180_000);
    const program = await start(['2', '1'], [`--inspect-port=${await freePort()}`]);
    for (let round = 0; round < 10; round++) {
      assert.deepEqual(await bringIn({ pid: program.child.pid! }), {});
      const ended = [...stage.hub.viewer.processes.values()].filter((process) => process.ended !== null);
      assert.deepEqual(ended, []);
      assert.deepEqual(await stage.hub.viewer.request({ type: 'letGo', run: 'late' }), {});
    }
    program.say('end');
    assert.equal((await program.ended).code, 0);
    assert.match(program.stdout, /exit 1 0/);
  });

  it("leaves a program's own inspector open, and a debugger on it attached", async () => {
    const { viewer } = stage.hub;
    const program = await start(['1', '1'], ['--inspect=0']);
    const url = /ws:\S+/.exec(program.stderr)![0];
    const debug = new WebSocket(url);
    const answer = () => once(debug, 'message').then(([data]) => JSON.parse(String(data)));
    await once(debug, 'open');
    debug.send(JSON.stringify({ id: 1, method: 'NodeWorker.enable', params: { waitForDebuggerOnStart: false } }));
    const heard: string[] = [];
    debug.on('message', (data) => heard.push(String(data)));
    await answer();
    const port = Number(new URL(url).port);
    // Neither needs a signal.
    assert.deepEqual(await bringIn({ port }, false), {});
    await viewer.until(() => [...viewer.threads.values()].filter(({ connected }) => connected).length === 2);
    assert.deepEqual(
      [...viewer.processes.values()].map(({ connected }) => connected),
      [true, true],
    );
    assert.equal(await answers(port), true);
    debug.send(JSON.stringify({ id: 2, method: 'Runtime.evaluate', params: { expression: '6 * 7' } }));
    while (!heard.some((text) => text.includes('"id":2'))) await once(debug, 'message');
    assert.match(heard.find((text) => text.includes('"id":2'))!, /42/);
    debug.close();
    await once(debug, 'close');
    program.say('end');
    assert.equal((await program.ended).code, 0);
  });

  it('attaches a debugger to a thread and a worker that were there before', async () => {
    const { viewer } = stage.hub;
    const program = await start(['1', '1'], [`--inspect-port=${await freePort()}`]);
    await bringIn({ pid: program.child.pid! });
    await viewer.until(() => [...viewer.threads.values()].filter(({ connected }) => connected).length === 2);
    const worker = [...viewer.processes.values()].find(({ kind }) => kind === 'worker')!;
    for (const target of [worker.id, `${worker.id}:1`]) {
      const { url, error } = await viewer.request({ type: 'openTarget', target });
      assert.equal(error, undefined);
      const debug = new WebSocket(url!);
      await once(debug, 'open');
      debug.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'process.pid' } }));
      assert.match(String((await once(debug, 'message'))[0]), new RegExp(`"value":${worker.pid}`));
      await viewer.request({ type: 'closeTarget', target });
    }
    program.say('end');
    assert.equal((await program.ended).code, 0);
  });

  it('says that a program took SIGUSR1 itself, which it was only sent with leave', async () => {
    const program = stage.bench.plain('bring-in-signal.js');
    await program.printed('ready');
    const pid = program.child.pid!;
    assert.match((await bringIn({ pid }, false)).error!, /SIGUSR1, which opens it, was not allowed/);
    assert.equal(program.stdout, 'ready\n');
    assert.match((await bringIn({ pid })).error!, /opened no inspector: .* listener of its own/);
    assert.equal(program.stdout, 'ready\nmine\n');
    program.say('end');
    assert.equal((await program.ended).code, 0);
  });

  it('never sends a signal that would end a program, or that it would not get', async () => {
    const removed = stage.bench.plain('bring-in-signal.js', ['removed']);
    const disabled = stage.bench.plain('hold.js', [], { node: await nodeOf(26), flags: ['--disable-sigusr1'] });
    const stopped = stage.bench.plain('hold.js');
    for (const program of [removed, disabled, stopped]) await program.printed('ready');
    assert.match((await bringIn({ pid: removed.child.pid! })).error!, /would end by it/);
    assert.match((await bringIn({ pid: disabled.child.pid! })).error!, /--disable-sigusr1/);
    stopped.child.kill('SIGSTOP');
    // The system tells nobody when a stop has taken hold.
    while (!isStopped(stopped.child.pid!)) await setImmediate();
    assert.match((await bringIn({ pid: stopped.child.pid! })).error!, /is stopped/);
    stopped.child.kill('SIGCONT');
    for (const program of [removed, disabled, stopped]) program.say('end');
    for (const program of [removed, disabled, stopped]) assert.equal((await program.ended).code, 0);
  });

  it('says whom it cannot be brought into', async () => {
    const program = stage.bench.plain('endings/nothing.js');
    await program.ended;
    assert.match((await bringIn({ pid: program.child.pid! })).error!, /There is no process|has ended/);
    assert.match((await bringIn({ pid: 1 })).error!, /is not Node\.js|belongs to another user/);
    const observed = stage.bench.observed('hold.js');
    await observed.printed('ready');
    await stage.hub.viewer.until(() => stage.hub.viewer.processOfPid(observed.child.pid!)?.connected);
    assert.match((await bringIn({ pid: observed.child.pid! })).error!, /is observed already/);
    observed.say('end');
    await observed.ended;
  });

  it('refuses a port that something else listens on', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const program = await start(['0', '0'], [`--inspect-port=${port}`]);
    assert.match(
      (await bringIn({ pid: program.child.pid! })).error!,
      new RegExp(`port ${port}, which something else listens on`),
    );
    assert.equal(program.stderr, '');
    server.close();
    program.say('end');
    assert.equal((await program.ended).code, 0);
  });
});
