// Messages between processes and threads are counted, exactly, on both sides.
import assert from 'node:assert/strict';
import type { AgentToHub } from '../../protocol/agent';
import type { FakeHub } from './support/fake-hub';
import { nodeOf } from './support/nodes';
import { sameAsPlain, useStage } from './support/suite';

type Counts = Extract<AgentToHub, { type: 'messages' }>['counts'];

/** The last count of each peer that one process or thread told. */
function totals(hub: FakeHub, connection: FakeHub['connections'][number]): Record<string, [number, number]> {
  const last = new Map<string, Counts[number]>();
  for (const message of connection.messages) {
    if (message.type === 'messages') for (const each of message.counts) last.set(JSON.stringify(each.peer), each);
  }
  const sums: Record<string, [number, number]> = {};
  for (const { peer, sent, received } of last.values()) {
    const sum = sums[peerName(hub, peer)] ?? [0, 0];
    sums[peerName(hub, peer)] = [sum[0] + sent, sum[1] + received];
  }
  return sums;
}

function peerName(hub: FakeHub, peer: Counts[number]['peer']): string {
  if (peer.kind !== 'child') return peer.kind;
  return hub.all('spawn').find(({ spawn }) => spawn === peer.spawn)!.worker === null ? 'child' : 'worker';
}

describe('agent: messages', function () {
  this.timeout(60_000);
  const stage = useStage();

  it('counts what was sent and received, without Node’s own, 5 runs in a row', async () => {
    for (let run = 0; run < 5; run++) {
      await sameAsPlain(stage, 'messages.js');
      const { hub } = stage;
      const [root, ...others] = hub.connections.splice(0);
      // One message more than is answered, which says `end`.
      assert.deepEqual(totals(hub, root!), { child: [26, 50], thread: [26, 48], worker: [26, 50] });
      for (const each of others.filter(({ hello }) => hello.thread === 0)) {
        assert.deepEqual(totals(hub, each), { parent: [50, 26] });
      }
      hub.told.length = 0;
    }
  });

  it('counts within a thread that lives long enough to have a connection', async () => {
    const { bench, hub } = stage;
    const program = bench.observed('thread-messages.js');
    const thread = await hub.until('the thread itself', () => hub.connections.find(({ hello }) => hello.thread === 1));
    await hub.until('the first counts', () => totals(hub, thread).parent?.[0] === 10);
    program.say('end');
    await program.ended;
    await hub.drained();
    // Ten by event, five taken synchronously, one to end; and one between two ports of its own, gone before it had a connection.
    assert.deepEqual(totals(hub, thread), { parent: [10, 16], port: [1, 1] });
    assert.deepEqual(totals(hub, hub.connections.find(({ hello }) => hello.thread === 0)!), { thread: [16, 10] });
  });

  for (const major of [18, 20, 26] as const) {
    it(`Node ${major}: does not count what a program emits or dispatches by hand`, async () => {
      const { bench, hub } = stage;
      const program = bench.observed('hand-made-messages.js', [], { node: await nodeOf(major) });
      const thread = await hub.until('the thread itself', () =>
        hub.connections.find(({ hello }) => hello.thread === 1),
      );
      await hub.until('its counts', () => totals(hub, thread).parent?.[1] === 1);
      program.say('end');
      const { stdout } = await program.ended;
      const from = (whom: string, what: string) => `from the ${whom}: ${what}\n`;
      const child = from('child', 'emitted');
      assert.equal(
        stdout,
        child + child + from('thread', 'emitted') + from('thread', 'emitted,dispatched,dispatched,real,real'),
      );
      await hub.drained();
      const [root, forked] = hub.connections.filter(({ hello }) => hello.thread === 0);
      assert.deepEqual(totals(hub, root!), { child: [1, 1], thread: [2, 1] });
      assert.deepEqual(totals(hub, forked!), { parent: [1, 1] });
      assert.deepEqual(totals(hub, thread), { parent: [1, 2], port: [1, 1] });
    });
  }

  it('counts what is taken of a broadcast channel that never posted', async () => {
    const { stdout } = await sameAsPlain(stage, 'takes-broadcast.js');
    assert.equal(stdout, 'first\n');
    const counts = stage.hub.all('messages').flatMap(({ counts }) => counts);
    assert.deepEqual(counts.at(-1), { peer: { kind: 'broadcast', name: 'news' }, sent: 1, received: 1 });
  });
});
