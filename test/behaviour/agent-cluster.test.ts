// What the primary tells of its workers, and what the program notices of that.
import assert from 'node:assert/strict';
import type { AgentToHub } from '../../protocol/agent';
import type { FakeHub } from './support/fake-hub';
import { sameAsPlain, useStage } from './support/suite';

const LIFE = ['fork', 'online', 'listening', 'disconnect', 'exit'];

/** The events of one worker, in the order in which they came. */
function lifeOf(hub: FakeHub, worker: number): AgentToHub[] {
  const messages = hub.told.map(({ message }) => message);
  return messages.filter((message) => LIFE.includes(message.type) && 'worker' in message && message.worker === worker);
}

function typesOf(messages: AgentToHub[]): string[] {
  return messages.map(({ type }) => type);
}

describe('agent: cluster', function () {
  this.timeout(120_000);
  const stage = useStage();

  it('changes nothing of a cluster whose workers crash, are killed, leave and are replaced', async () => {
    const { stdout } = await sameAsPlain(stage, 'cluster-life.js');
    assert.match(stdout, /^1 fork\n1 online\n1 listening number 4 null\n/);
  });

  it('leaves round robin to the primary', async () => {
    const { stdout } = await sameAsPlain(stage, 'cluster-serves.js');
    assert.equal(stdout, '10 10\ntrue\n');
  });

  it('leaves scheduling to the system where the program says so', async () => {
    const env = { NODE_CLUSTER_SCHED_POLICY: 'none' };
    const { stdout } = await sameAsPlain(stage, 'cluster-serves.js', [], { env }, (text) =>
      text.replace(/^\d+ \d+/, ''),
    );
    assert.equal(stdout, '\nfalse\n');
  });

  it('tells each worker’s life whole and in order', async () => {
    await stage.bench.observed('cluster-life.js').ended;
    await stage.hub.drained();
    const { hub } = stage;
    for (const worker of [1, 2, 3, 4]) {
      const types = typesOf(lifeOf(hub, worker));
      // An exit and a disconnect come in the order in which the system reports them.
      assert.deepEqual(types.slice(0, 3), ['fork', 'online', 'listening']);
      assert.deepEqual(types.slice(3).sort(), ['disconnect', 'exit']);
    }
    const ends = hub.all('exit').map(({ worker, code, signal, voluntary }) => [worker, code, signal, voluntary]);
    assert.deepEqual(ends.sort(), [
      [1, 7, null, false],
      [2, null, 'SIGKILL', false],
      [3, 0, null, true],
      [4, 0, null, false],
    ]);
  });

  it('tells it also where the program has put an `emit` of its own on `cluster`', async () => {
    const program = stage.bench.observed('traps/cluster-emit.js');
    await program.printed('holding');
    program.say('');
    await program.ended;
    await stage.hub.drained();
    assert.deepEqual(typesOf(lifeOf(stage.hub, 1)).sort(), LIFE.toSorted());
  });

  it('connects each fork with its spawn, its process, its place in the code and the kill that ended it', async () => {
    await stage.bench.observed('cluster-life.js').ended;
    await stage.hub.drained();
    const { hub } = stage;
    const [setup] = hub.all('setup');
    assert.match(setup!.exec!, /cluster-life\.js$/);
    for (const fork of hub.all('fork')) {
      const spawn = hub.all('spawn').find((each) => each.spawn === fork.spawn)!;
      assert.equal(spawn.worker, fork.worker);
      assert.match(spawn.site!.file, /cluster-life\.js$/);
      const hello = hub.all('hello').find((each) => each.spawner?.spawn === fork.spawn)!;
      assert.equal(hello.pid, spawn.pid);
      assert.equal(hub.all('childExit').filter((each) => each.spawn === fork.spawn).length, 1);
    }
    const killed = hub.all('spawn').find(({ worker }) => worker === 2)!;
    const kills = hub.all('kill').map(({ pid, signal }) => [pid, signal]);
    assert.deepEqual(kills, [[killed.pid, 'SIGKILL']]);
  });

  it('tells every fork, online, listening and exit, 20 runs in a row', async () => {
    for (let run = 1; run <= 20; run++) {
      await stage.bench.observed('cluster-small.js', [], {}, { run: `run ${run}` }).ended;
      await stage.hub.drained();
      for (const type of ['fork', 'online', 'listening', 'exit'] as const) {
        assert.equal(stage.hub.all(type).length, run * 2, `${type} in run ${run}`);
      }
      assert.equal(stage.hub.all('ending').length, run * 3, `last words in run ${run}`);
    }
  });

  it('lets a viewer disconnect one worker', async () => {
    const { bench, hub } = stage;
    const program = bench.observed('hold.js');
    await program.printed('ready');
    const [primary] = hub.connections;
    primary!.send({ type: 'disconnectWorker', id: 1, worker: 1 });
    primary!.send({ type: 'disconnectWorker', id: 2, worker: 99 });
    const exit = await hub.until('the exit', () => hub.all('exit')[0]);
    assert.equal(exit.voluntary, true);
    const replies = await hub.until('both replies', () => hub.all('reply').length === 2 && hub.all('reply'));
    assert.deepEqual(
      replies.map(({ id, error }) => [id, error]),
      [
        [1, null],
        [2, 'There is no worker 99.'],
      ],
    );
  });
});
