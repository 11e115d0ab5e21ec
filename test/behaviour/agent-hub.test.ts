// A hub that is slow, stuck, gone, foreign or new: the program does not notice, and a new one learns all.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nodeOf } from './support/nodes';
import { Bench, FIXTURES, type Program } from './support/observe';
import { useStage } from './support/suite';

/** A hub in a process of its own, that can be stopped. */
async function frozenHub({ directory }: Bench): Promise<ChildProcess> {
  const hub = spawn(process.execPath, [path.join(FIXTURES, 'still-hub.js'), directory], { stdio: 'pipe' });
  await once(hub.stdout, 'data');
  return hub;
}

describe('agent: a hub in trouble', function () {
  this.timeout(60_000);
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench();
  });
  afterEach(() => bench.close());

  async function both(program: string) {
    const plain = await bench.plain(program).ended;
    return { plain, observed: await bench.observed(program).ended };
  }

  for (const program of ['cluster-life.js', 'chatty.js']) {
    it(`${program} runs and ends as ever when the hub is stopped and takes nothing`, async () => {
      const hub = await frozenHub(bench);
      hub.kill('SIGSTOP');
      try {
        const { plain, observed } = await both(program);
        assert.deepEqual(observed, plain);
      } finally {
        hub.kill('SIGKILL');
      }
    });
  }

  it('runs and ends as ever when the hub dies halfway', async () => {
    const plain = bench.plain('hold.js');
    await plain.printed('ready');
    plain.say('end');
    const hub = await frozenHub(bench);
    const observed = bench.observed('hold.js');
    await observed.printed('ready');
    hub.kill('SIGKILL');
    await once(hub, 'exit');
    observed.say('end');
    assert.deepEqual(await observed.ended, await plain.ended);
  });

  it('runs as ever without a hub, behind a socket nobody serves, and with a file that is none', async () => {
    const file = path.join(bench.directory, 'hub.json');
    const address = path.join(bench.directory, 'nobody.sock');
    for (const text of [null, JSON.stringify({ address, token: 't' }), '{"address":', '7']) {
      if (text !== null) fs.writeFileSync(file, text);
      const { plain, observed } = await both('cluster-life.js');
      assert.deepEqual(observed, plain, `with ${text}`);
    }
  });

  it('has one timer for the next try, from the start on, however much happens meanwhile', async () => {
    const { plain, observed } = await both('many-events.js');
    assert.deepEqual(observed, plain);
    assert.equal(plain.stdout, '0\n');
  });

  it('runs as ever without the agent or the stub’s variable', async () => {
    await bench.hub();
    const plain = await bench.plain('cluster-life.js').ended;
    const withoutAgent = await bench.observed('cluster-life.js', [], {}, { agent: '/nowhere/agent.cjs' }).ended;
    assert.deepEqual(withoutAgent, plain);
  });

  it('runs as ever before a hub that refuses it', async () => {
    const hub = await bench.hub({ token: 'not the hub’s' });
    const { plain, observed } = await both('cluster-life.js');
    assert.deepEqual(observed, plain);
    assert.equal(hub.told.length, 0);
    assert.ok(hub.faults.includes('refused'));
  });
});

describe('agent: a new hub', function () {
  this.timeout(60_000);
  const stage = useStage();

  it('is told all that lives, and nothing of what it was told before', async () => {
    const { bench, hub } = stage;
    const program = bench.observed('hold.js');
    await ready(program);
    await hub.stop();
    const next = await bench.hub();
    const again = await next.until('the primary again', () =>
      next.connections.find(({ hello }) => hello.spawner === null && hello.thread === 0),
    );
    assert.equal(again.hello.resumed, true);
    assert.equal(again.hello.process, hub.connections[0]!.hello.process);
    // What the primary tells of its cluster and of its thread is not ordered between the two.
    const told = (types: string[]) => again.messages.map(({ type }) => type).filter((type) => types.includes(type));
    const ofCluster = () => told(['hello', 'setup', 'spawn', 'fork', 'online', 'listening']);
    const ofThread = () => told(['hello', 'threadCreate', 'threadOnline']);
    await next.until('the whole state', () => ofCluster().includes('listening') && ofThread().includes('threadOnline'));
    assert.deepEqual(ofCluster(), ['hello', 'setup', 'spawn', 'spawn', 'fork', 'online', 'listening']);
    assert.deepEqual(ofThread(), ['hello', 'threadCreate', 'threadOnline']);
    const helloes = await next.until('all four', () => next.all('hello').length === 4 && next.all('hello'));
    assert.equal(new Set(helloes.map(({ process, thread }) => `${process}:${thread}`)).size, 4);
    program.say('end');
    await program.ended;
    await next.drained();
    assert.equal(next.all('exit').length, 1);
    assert.equal(next.all('threadExit').length, 1);
    assert.equal(next.all('childExit').length, 2);
  });

  it('is told of ends that nobody heard', async () => {
    const { bench, hub } = stage;
    const program = bench.observed('hold.js');
    await ready(program);
    const worker = hub.all('spawn').find((spawn) => spawn.worker === 1)!;
    await hub.stop();
    process.kill(worker.pid!, 'SIGKILL');
    await program.printed('gone');
    const next = await bench.hub();
    const exit = await next.until('the exit', () => next.all('exit')[0]);
    assert.deepEqual([exit.worker, exit.signal], [1, 'SIGKILL']);
    program.say('end');
    await program.ended;
  });

  it('is told of what ended while the one before no longer read', async () => {
    const { bench, hub } = stage;
    await hub.stop();
    const still = await frozenHub(bench);
    still.kill('SIGSTOP');
    const program = bench.observed('ends-unread.js');
    await program.printed('ready');
    still.kill('SIGKILL');
    await once(still, 'exit');
    const next = await bench.hub();
    const end = await next.until('the end of the thread', () => next.all('threadExit')[0]);
    assert.deepEqual([end.thread, end.code], [1, 0]);
    assert.equal(next.all('threadCreate').length, 1);
    program.say('end');
    await program.ended;
  });

  it('is told of messages on a channel that was closed while there was none', async () => {
    const { bench, hub } = stage;
    const program = bench.observed('closed-channel.js');
    await program.printed('ready');
    await hub.until('it', () => hub.all('hello').length === 1);
    await hub.stop();
    program.say('use');
    await program.printed('closed');
    const next = await bench.hub();
    const counts = await next.until('its messages', () => next.all('messages')[0]?.counts);
    const [port1, port2] = next.all('channel')[0]!.ports;
    const of = (number: number) => counts.find(({ peer }) => peer.kind === 'port' && peer.port === number);
    assert.equal(counts.length, 2);
    assert.deepEqual([of(port1)?.sent, of(port1)?.received], [0, 1]);
    assert.deepEqual([of(port2)?.sent, of(port2)?.received], [1, 0]);
    program.say('end');
    await program.ended;
  });

  for (const major of [18, 20, 26] as const) {
    it(`Node ${major}: is told by a program that lets no event loop run, while it runs`, async () => {
      const { bench, hub } = stage;
      const program = bench.observed('spawns-in-a-row.js', [], { node: await nodeOf(major) });
      await program.printed('all started');
      // The last ones may wait for the hub’s word that it has read those before them.
      await hub.until('most of them', () => hub.all('spawn').length >= 100);
      program.say('end');
      await program.ended;
      await hub.drained();
      assert.deepEqual([hub.all('spawn').length, hub.all('childExit').length], [150, 150]);
      assert.equal(hub.told.at(-1)?.message.type, 'ending');
    });
  }

  async function ready(program: Program): Promise<void> {
    await program.printed('ready');
    const { hub } = stage;
    await hub.until('the thread itself', () => hub.all('hello').some(({ thread }) => thread === 1));
  }
});
