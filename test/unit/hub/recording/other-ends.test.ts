import assert from 'node:assert/strict';
import { type Messages, OtherEnds } from '../../../../hub/recording/other-ends';
import type { MessageRecord, Peer } from '../../../../protocol/agent';

/** A process `p1` with threads: main (0), one and two; its agent is `a`. */
const MAIN = { process: 'a', thread: 0 };
const ONE = { process: 'a', thread: 1 };
const TWO = { process: 'a', thread: 2 };
const TARGETS = ['p1', 'p1:1', 'p1:2'] as const;
const targetOf = ({ thread }: { thread: number }) => TARGETS[thread]!;

const PARENT: Peer = { kind: 'parent' };
const toThread = (thread: number): Peer => ({ kind: 'thread', thread });
const port = (number: number): Peer => ({ kind: 'port', port: number });

describe('hub: the other ends of messages', () => {
  let ends: OtherEnds;
  let late: Set<string>;

  const newEnds = () =>
    new OtherEnds(
      (_who, peer) => {
        if (peer.kind === 'thread') return `p1:${peer.thread}`;
        return peer.kind === 'parent' ? 'p1' : null;
      },
      (target) => late.has(target),
    );

  beforeEach(() => {
    late = new Set();
    ends = newEnds();
  });

  type Who = typeof MAIN;
  const made = (who: Who, ports: [number, number]) => ends.made(who, targetOf(who), ports);
  const message = (peer: Peer, fields: Partial<MessageRecord> = {}): Messages => ({
    type: 'messages',
    time: 1,
    counts: [],
    records: [{ peer, way: 'sent', n: 1, time: 1, ...fields }],
  });
  const tell = (who: Who, peer: Peer, fields: Partial<MessageRecord>) =>
    ends.take(who, targetOf(who), message(peer, fields));

  it('are what the model knows of parents, children and threads, and of a broadcast nobody', () => {
    assert.deepEqual(ends.of(MAIN, toThread(1)), { with: 'p1:1' });
    assert.deepEqual(ends.of(ONE, PARENT), { with: 'p1' });
    assert.deepEqual(ends.of(ONE, { kind: 'broadcast', name: 'news' }), { with: null });
  });

  it('of a channel whose ports stay are at home', () => {
    made(MAIN, [1, 2]);
    assert.deepEqual(ends.of(MAIN, port(1)), { with: 'p1', channel: { id: 'c1', end: 0 } });
    assert.deepEqual(ends.of(MAIN, port(2)), { with: 'p1', channel: { id: 'c1', end: 1 } });
    made(MAIN, [3, 4]);
    assert.deepEqual(ends.of(MAIN, port(4)), { with: 'p1', channel: { id: 'c2', end: 1 } });
    made(MAIN, [3, 4]);
    assert.equal(ends.of(MAIN, port(4)).channel?.id, 'c2', 'told again after the connection was lost');
  });

  const orders = {
    'the sender first': ['made', 'sent', 'received'],
    'the receiver first': ['received', 'made', 'sent'],
    'the channel last': ['received', 'sent', 'made'],
  };
  for (const [name, order] of Object.entries(orders)) {
    it(`of a port that moved are found, ${name}`, () => {
      const steps: Record<string, () => void> = {
        made: () => made(MAIN, [1, 2]),
        sent: () => tell(MAIN, toThread(1), { n: 7, time: 1, ports: [2] }),
        received: () => tell(ONE, PARENT, { way: 'received', n: 7, time: 2, ports: [1] }),
      };
      for (const step of order) steps[step]!();
      assert.deepEqual(ends.of(MAIN, port(1)), { with: 'p1:1', channel: { id: 'c1', end: 0 } });
      assert.deepEqual(ends.of(ONE, port(1)), { with: 'p1', channel: { id: 'c1', end: 1 } });
    });
  }

  it('are known as soon as it was sent, and belong to this message alone', () => {
    made(MAIN, [1, 2]);
    tell(MAIN, toThread(1), { n: 1, ports: [2] });
    assert.equal(ends.of(MAIN, port(1)).with, 'p1:1');
    tell(TWO, PARENT, { way: 'received', n: 1, time: 2, ports: [1] });
    tell(ONE, PARENT, { way: 'received', n: 2, time: 2, ports: [1] });
    assert.deepEqual(ends.of(TWO, port(1)), { with: null });
    assert.deepEqual(ends.of(ONE, port(1)), { with: null });
  });

  it('of ports that moved through a port are found, in whatever order they are told', () => {
    // A channel between the threads, whose ports went to them by another one.
    const steps = [
      () => made(MAIN, [1, 2]),
      () => tell(MAIN, toThread(1), { n: 1, time: 1, ports: [2] }),
      () => tell(ONE, PARENT, { way: 'received', n: 1, time: 2, ports: [5] }),
      () => made(MAIN, [3, 4]),
      () => tell(MAIN, port(1), { n: 1, time: 3, ports: [3] }),
      () => tell(ONE, port(5), { way: 'received', n: 1, time: 4, ports: [6] }),
      () => tell(MAIN, toThread(2), { n: 1, time: 3, ports: [4] }),
      () => tell(TWO, PARENT, { way: 'received', n: 1, time: 4, ports: [9] }),
    ];
    for (const order of shuffles(steps, 200)) {
      ends = newEnds();
      for (const step of order) step();
      const [one, two] = [ends.of(ONE, port(6)), ends.of(TWO, port(9))];
      assert.deepEqual([one.with, two.with], ['p1:2', 'p1:1']);
      assert.equal(one.channel?.id, two.channel?.id);
      assert.deepEqual([one.channel?.end, two.channel?.end], [0, 1]);
      assert.notEqual(ends.of(MAIN, port(1)).channel?.id, one.channel?.id);
    }
  });

  it('follow a port from hand to hand, whatever is told late', () => {
    made(MAIN, [1, 2]);
    tell(MAIN, toThread(1), { n: 1, time: 1, ports: [2] });
    tell(ONE, PARENT, { way: 'received', n: 1, time: 2, ports: [1] });
    tell(ONE, PARENT, { way: 'sent', n: 1, time: 3, ports: [1] });
    assert.equal(ends.of(MAIN, port(1)).with, 'p1');
    tell(MAIN, toThread(2), { n: 1, time: 5, ports: [8] });
    tell(MAIN, toThread(1), { way: 'received', n: 1, time: 4, ports: [8] });
    assert.equal(ends.of(MAIN, port(1)).with, 'p1:2');
  });

  const handedOn = {
    'the earlier holder first': ['made', 'sent', 'received'],
    'the later one first': ['received', 'made', 'sent'],
    'the channel last': ['received', 'sent', 'made'],
  };
  for (const [name, order] of Object.entries(handedOn)) {
    it(`know what went through a port before it was handed on, ${name}`, () => {
      const steps: Record<string, () => void> = {
        made: () => made(MAIN, [1, 2]),
        sent: () => {
          const told = message(toThread(1), { n: 7, time: 1, ports: [1] });
          ends.take(MAIN, 'p1', { ...told, counts: [{ peer: port(1), sent: 3, received: 2 }] });
          tell(MAIN, toThread(2), { n: 1, time: 5, ports: [9] });
          tell(MAIN, toThread(1), { way: 'received', n: 1, time: 4, ports: [9] });
        },
        received: () => {
          const told = message(PARENT, { way: 'received', n: 7, time: 2, ports: [4] });
          ends.take(ONE, 'p1:1', { ...told, counts: [{ peer: port(4), sent: 5, received: 1 }] });
          tell(ONE, PARENT, { n: 1, time: 3, ports: [4] });
          tell(TWO, PARENT, { way: 'received', n: 1, time: 6, ports: [1] });
        },
      };
      for (const step of order) steps[step]!();
      assert.deepEqual(ends.before(MAIN, port(1)), { sent: 0, received: 0 });
      assert.deepEqual(ends.before(MAIN, port(2)), { sent: 0, received: 0 });
      assert.deepEqual(ends.before(ONE, port(4)), { sent: 3, received: 2 });
      assert.deepEqual(ends.before(TWO, port(1)), { sent: 8, received: 3 });
    });
  }

  it('of ports that went through one that was handed on are found', () => {
    made(MAIN, [1, 2]);
    const told = message(toThread(1), { n: 1, ports: [1] });
    ends.take(MAIN, 'p1', { ...told, counts: [{ peer: port(1), sent: 3, received: 0 }] });
    tell(ONE, PARENT, { way: 'received', n: 1, time: 2, ports: [1] });
    made(ONE, [5, 6]);
    tell(ONE, port(1), { n: 2, time: 3, ports: [5] });
    tell(MAIN, port(2), { way: 'received', n: 5, time: 4, ports: [3] });
    assert.equal(ends.of(ONE, port(6)).with, 'p1');
    assert.equal(ends.of(MAIN, port(3)).channel?.id, ends.of(ONE, port(6)).channel?.id);
  });

  it('of ports are not known where one ran already when the lens came: the other counts other messages', () => {
    late.add('p1:1');
    made(MAIN, [1, 2]);
    tell(MAIN, toThread(1), { n: 1, ports: [2] });
    tell(ONE, PARENT, { way: 'received', n: 1, time: 2, ports: [1] });
    assert.deepEqual(ends.of(ONE, port(1)), { with: null });
    assert.equal(ends.isComplete(ONE, message(port(1))), true, 'nobody is waited for');
  });

  it('are waited for until they are known, or given up', () => {
    const used = message(port(1));
    assert.equal(ends.isComplete(ONE, used), false);
    assert.equal(ends.isComplete(ONE, message(PARENT)), true);
    ends.giveUp(ONE, used);
    assert.equal(ends.isComplete(ONE, used), true);
    assert.equal(ends.isComplete(MAIN, used), false, 'another number of another holder');
    made(MAIN, [1, 2]);
    assert.equal(ends.isComplete(MAIN, used), true);
  });

  it('of ports that were not spoken of for long are forgotten, and no others', () => {
    made(MAIN, [1, 2]);
    for (let number = 10; number < 30_000; number += 2) {
      made(MAIN, [number, number + 1]);
      if (number % 1000 === 0) ends.of(MAIN, port(1));
    }
    assert.equal(ends.of(MAIN, port(1)).channel?.id, 'c1');
    assert.deepEqual(ends.of(MAIN, port(10)), { with: null });
  });
});

/** Orders of the steps, by a generator with a fixed seed. */
function shuffles<T>(steps: readonly T[], count: number): T[][] {
  let seed = 1;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  return Array.from({ length: count }, () =>
    steps
      .map((step) => ({ step, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ step }) => step),
  );
}
