// What messages say is told where somebody asked for it, and only then; none of the program's code runs for that.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { AgentFilter, MessageRecord } from '../../protocol/agent';
import { agentFolder } from './support/bundle';
import type { Connection, FakeHub } from './support/fake-hub';
import { nodeOf } from './support/nodes';
import type { Program } from './support/observe';
import { useStage } from './support/suite';

const ALL: AgentFilter = { ways: ['received'], hint: null, field: null, masked: ['password', 'token'] };

function recordsOf(connection: Connection): MessageRecord[] {
  return connection.messages.flatMap((message) => (message.type === 'messages' ? (message.records ?? []) : []));
}

/** What those of this hint say. */
function saying(connection: Connection, hint: string): unknown {
  const found = recordsOf(connection).find((record) => record.hint === hint);
  assert.ok(found?.payload, `${hint}: ${JSON.stringify(found)}`);
  return JSON.parse(found.payload);
}

describe('agent: payloads', function () {
  this.timeout(60_000);
  const stage = useStage();

  for (const major of [18, 20, 26] as const) {
    describe(`Node ${major}`, () => {
      let hub: FakeHub;
      let program: Program;
      let all: Record<'root' | 'child' | 'thread', Connection>;
      let lastId = 0;

      beforeEach(async () => {
        hub = stage.hub;
        program = stage.bench.observed('payloads-told.js', [], { node: await nodeOf(major) });
        const found = (look: (connection: Connection) => unknown) =>
          hub.until('all of them', () => hub.connections.find(look));
        all = {
          root: await found(({ hello }) => hello.thread === 0 && !hello.spawner),
          child: await found(({ hello }) => hello.spawner),
          thread: await found(({ hello }) => hello.thread === 1),
        };
      });

      afterEach(async () => {
        program.say('end');
        const { code, stderr } = await program.ended;
        assert.deepEqual([code, stderr], [0, '']);
      });

      async function ask(connection: Connection, filter: AgentFilter | null): Promise<void> {
        const id = ++lastId;
        connection.send({ type: 'payloads', id, filter });
        const { error } = await hub.until('the answer', () => hub.all('reply').find((reply) => reply.id === id));
        assert.equal(error, null);
      }

      /** Has all sent, and waits until the last of each kind was received. */
      async function send(): Promise<void> {
        program.say('send');
        const has = (connection: Connection, hint: string) => recordsOf(connection).some((each) => each.hint === hint);
        await hub.until('the last ones', () => has(all.child, 'long') && has(all.thread, 'cyclic'));
      }

      it('say nothing before somebody asks', async () => {
        await send();
        for (const each of Object.values(all)) {
          assert.deepEqual(
            recordsOf(each).filter(({ payload }) => payload !== undefined),
            [],
          );
        }
      });

      it('are told where they were received, masked and cut', async () => {
        for (const each of Object.values(all)) await ask(each, ALL);
        await send();
        assert.ok(recordsOf(all.root).every(({ payload }) => payload === undefined));
        const user = { name: 'ada', passWord: '•••' };
        assert.deepEqual(saying(all.child, 'login'), { type: 'login', user, apiToken: '•••' });
        const body = '{"user":"ada","token":"•••"}';
        const headers = ['Accept', '*', 'X-Token', '•••'];
        assert.deepEqual(saying(all.child, 'text'), { type: 'text', body, cut: '•••', headers });
        assert.deepEqual(saying(all.child, 'json'), { type: 'json', made: true });
        const { text, list } = saying(all.child, 'long') as { text: string; list: unknown[] };
        assert.match(text, /^x{1000}…$/);
        assert.equal(list.at(-1), '…');
        assert.deepEqual(list.slice(0, 3), [0, 1, 2]);
        const [long] = recordsOf(all.child).filter(({ hint }) => hint === 'long');
        assert.ok(long!.payload!.length < 4200);
        const date = '1970-01-01T00:00:00.000Z';
        const kinds = { type: 'kinds', big: '12n', map: 'Map(1)', set: 'Set(1)', date, bytes: 'Uint8Array(5)' };
        assert.deepEqual(saying(all.thread, 'kinds'), kinds);
        const odd = { type: 'odd', nan: 'NaN', none: 'undefined', list: [null, true, -1.5], error: 'Error: out' };
        assert.deepEqual(saying(all.thread, 'odd'), odd);
        assert.deepEqual(saying(all.thread, 'cyclic'), { type: 'cyclic', list: ['(itself)'] });
      });

      it('are cut where there is much that is empty, or that has a long name', async () => {
        await ask(all.thread, ALL);
        await send();
        const [vast] = recordsOf(all.thread).filter(({ hint }) => hint === 'vast');
        assert.ok(vast!.payload!.length < 8000, `${vast!.payload!.length}`);
        assert.deepEqual(Object.keys(saying(all.thread, 'vast') as object).slice(0, 2), ['type', 'paths']);
      });

      it('are told where they are sent, without running what stands in them', async () => {
        const plain = stage.bench.plain('payloads-told.js', [], { node: await nodeOf(major) });
        plain.say('send');
        await ask(all.root, { ...ALL, ways: ['sent'] });
        await send();
        await plain.printed('\n');
        await program.printed('\n');
        plain.say('end');
        assert.equal(program.stdout, plain.stdout);
        assert.equal((await plain.ended).code, 0);
        assert.deepEqual(saying(all.root, 'getter'), { type: 'getter', value: 'getter' });
        assert.deepEqual(saying(all.root, 'proxy'), { type: 'proxy', inner: 'Proxy' });
        assert.deepEqual(saying(all.root, 'json'), { type: 'json', toJSON: 'function' });
      });

      it('are told of those alone that pass the filter', async () => {
        await ask(all.child, { ...ALL, field: { path: 'user.name', equals: 'ada' } });
        await ask(all.thread, { ...ALL, hint: 'odd' });
        await send();
        const told = (connection: Connection) =>
          recordsOf(connection).flatMap(({ hint, payload }) => (payload === undefined ? [] : [hint]));
        assert.deepEqual(told(all.child), ['login']);
        assert.deepEqual(told(all.thread), ['odd']);
        await ask(all.child, null);
        await ask(all.thread, null);
        await send();
        assert.equal(told(all.child).length + told(all.thread).length, 2);
      });

      it('are at most fifty in a second, and those left out are counted', async () => {
        await ask(all.child, { ...ALL, hint: 'many' });
        for (let round = 1; round <= 3; round++) {
          program.say('many');
          await hub.until('all of them', () => receivedBy(all.child) === 200 * round);
        }
        const records = recordsOf(all.child).filter(({ hint }) => hint === 'many');
        const told = records.filter(({ payload }) => payload !== undefined);
        const spent = records.at(-1)!.time - records[0]!.time;
        // The first and the last of its seconds may be parts of one.
        assert.ok(told.length >= 50 && told.length <= 50 * (2 + Math.floor(spent / 1000)), `${told.length}`);
        assert.equal(droppedBy(all.child), 600 - told.length);
      });

      it('are found among many others, and told at both ends', async () => {
        await ask(all.root, { ...ALL, ways: [], hint: 'rare' });
        await ask(all.child, { ...ALL, hint: 'rare' });
        program.say('flood');
        await hub.until('all of them', () => receivedBy(all.child) === 3000);
        const rare = (connection: Connection) =>
          recordsOf(connection).flatMap(({ hint, n, payload }) => (hint === 'rare' ? [[n, payload]] : []));
        await hub.until('those that were sent', () => rare(all.root).length === 3);
        const numbers = [1000, 2000, 3000];
        assert.deepEqual(
          rare(all.child),
          numbers.map((id) => [id, JSON.stringify({ type: 'rare', id })]),
        );
        assert.deepEqual(
          rare(all.root),
          numbers.map((id) => [id, undefined]),
        );
        assert.equal(droppedBy(all.child), 0);
      });
    });
  }
});

function droppedBy({ messages }: Connection): number {
  const dropped = messages.flatMap((each) => (each.type === 'messages' ? [each.payloadsDropped ?? 0] : []));
  return dropped.at(-1) ?? 0;
}

function receivedBy({ messages }: Connection): number {
  const counts = messages.flatMap((message) => (message.type === 'messages' ? message.counts : []));
  return counts.at(-1)?.received ?? 0;
}

describe('agent: what is asked for', function () {
  this.timeout(60_000);
  const stage = useStage();

  it('is answered in a sentence where the file for it is gone, and the program runs on', async () => {
    const { bench, hub } = stage;
    const agent = path.join(bench.folder, 'agent.cjs');
    fs.copyFileSync(path.join(agentFolder(), 'agent.cjs'), agent);
    const program = bench.observed('figures.js', [], {}, { agent });
    const connection = await hub.until('the process', () => hub.connections[0]);
    connection.send({ type: 'measure', id: 1, interval: 50 });
    connection.send({ type: 'payloads', id: 2, filter: ALL });
    connection.send({ type: 'sendMessage', id: 3, to: { kind: 'child', spawn: 1 }, json: '1' });
    const replies = await hub.until('three answers', () => hub.all('reply').length === 3 && hub.all('reply'));
    for (const { error } of replies) assert.match(error!, /^Worker Lens was updated: /);
    program.say('end');
    const { code, stderr } = await program.ended;
    assert.deepEqual([code, stderr], [0, '']);
  });
});
