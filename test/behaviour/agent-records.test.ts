// Single messages: as many as there were, with the sizes that they had, and the same numbers at both ends.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { AgentToHub, MessageRecord, Peer } from '../../protocol/agent';
import type { Connection, FakeHub } from './support/fake-hub';
import { nodeOf } from './support/nodes';
import type { Program } from './support/observe';
import { useStage } from './support/suite';

const COUNT = 12;
/** Those of the first burst, and what an agent tells at once at most. */
const [BURST, MOST] = [50, 200];

type Way = MessageRecord['way'];

function told(connection: Connection | undefined): Extract<AgentToHub, { type: 'messages' }>[] {
  return (connection?.messages ?? []).flatMap((message) => (message.type === 'messages' ? [message] : []));
}

function recordsOf(connection: Connection | undefined, way: Way, kind: Peer['kind']): MessageRecord[] {
  return told(connection)
    .flatMap(({ records }) => records ?? [])
    .filter((record) => record.way === way && record.peer.kind === kind);
}

/** The last count of each peer, as `[sent, received]`, by what kind it is and its number. */
function totalsOf(connection: Connection | undefined): Record<string, [number, number]> {
  const counts = told(connection).flatMap((message) => message.counts);
  return Object.fromEntries(
    counts.map(({ peer, sent, received }) => [Object.values(peer).join(' '), [sent, received]]),
  );
}

function numbers(records: MessageRecord[]): number[] {
  return records.map(({ n }) => n);
}

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, at) => at + 1);
}

function sum(records: MessageRecord[]): number {
  return records.reduce((total, { bytes }) => total + bytes!, 0);
}

/** Of a record, what is the same in each run. */
function facts({ hint, id, bytes, ports }: MessageRecord) {
  return [hint, id ?? null, bytes ?? null, ports ?? null];
}

for (const major of [18, 20, 26] as const) {
  describe(`agent: records on Node ${major}`, function () {
    this.timeout(60_000);
    const stage = useStage();
    let hub: FakeHub;

    const root = () => hub.connections.find(({ hello }) => hello.thread === 0 && !hello.spawner);
    const child = () => hub.connections.find(({ hello }) => hello.spawner);
    const thread = () => hub.connections.find(({ hello }) => hello.thread === 1);

    async function start(...args: string[]): Promise<Program> {
      hub = stage.hub;
      return stage.bench.observed('records.js', args, { node: await nodeOf(major) });
    }

    async function finish(program: Program): Promise<string> {
      program.say('end');
      const { code, stdout, stderr } = await program.ended;
      assert.deepEqual([code, stderr], [0, '']);
      await hub.drained();
      return stdout;
    }

    for (const serialization of ['json', 'advanced']) {
      it(`between processes, ${serialization}`, async () => {
        const { stdout } = await (await start(serialization)).ended;
        await hub.drained();
        const [, ofParent, ofChild] = /^parent (\d+)\nchild (\d+)\n$/.exec(stdout)!.map(Number);
        const [tasks, taken] = [recordsOf(root(), 'sent', 'child'), recordsOf(child(), 'received', 'parent')];
        const [answers, back] = [recordsOf(child(), 'sent', 'parent'), recordsOf(root(), 'received', 'child')];
        assert.deepEqual(numbers(tasks), upTo(COUNT));
        assert.deepEqual(numbers(taken), upTo(COUNT));
        assert.deepEqual(numbers(answers), upTo(COUNT + 1));
        assert.deepEqual(numbers(back), upTo(COUNT + 1));
        assert.equal(sum(tasks), ofParent);
        assert.equal(sum(answers.slice(0, COUNT)), ofChild);
        assert.deepEqual([taken[4]!.hint, taken[4]!.id], ['task', 5]);
        assert.deepEqual([answers[4]!.hint, answers[4]!.id], ['done', 'task 5']);
        assert.equal(answers[COUNT]!.hint, 'number');
        if (serialization === 'json') {
          const text = JSON.stringify({ type: 'task', id: 1, text: 'ä'.repeat(10) });
          assert.equal(tasks[0]!.bytes, Buffer.byteLength(`${text}\n`));
        }
        assert.match(tasks[0]!.site!.file, /records\.js$/);
        for (const [at, { time }] of taken.entries()) assert.ok(time > tasks[at]!.time);
      });
    }

    it('are told once their listeners have run, before the next one', async () => {
      const file = path.join(os.tmpdir(), `wl-told-between-${process.pid}-${major}`);
      hub = stage.hub;
      const program = stage.bench.observed('told-between.js', [file], { node: await nodeOf(major) });
      try {
        await hub.until('the first', () => numbers(recordsOf(child(), 'received', 'parent')).includes(1));
      } finally {
        fs.writeFileSync(file, '');
      }
      const { code, stderr } = await program.ended;
      fs.rmSync(file);
      assert.deepEqual([code, stderr], [0, '']);
      await hub.drained();
      assert.deepEqual(numbers(recordsOf(child(), 'received', 'parent')), [1, 2]);
    });

    it('between a thread and its creator', async () => {
      const program = await start('thread');
      await hub.until('the thread', () => recordsOf(thread() ?? root(), 'sent', 'parent').length === COUNT);
      await finish(program);
      const [tasks, taken] = [recordsOf(root(), 'sent', 'thread'), recordsOf(thread(), 'received', 'parent')];
      assert.deepEqual(numbers(tasks), upTo(COUNT + 1));
      assert.deepEqual(numbers(taken), upTo(COUNT + 1));
      // The text and the number; of what is sent nothing is measured.
      assert.deepEqual(facts(taken[1]!), ['task', 2, Buffer.byteLength(`task${'ä'.repeat(20)}`) + 8, null]);
      assert.deepEqual(facts(tasks[1]!), ['task', 2, null, null]);
      assert.deepEqual(numbers(recordsOf(root(), 'received', 'thread')), upTo(COUNT));
      assert.deepEqual(totalsOf(root()), { 'thread 1': [COUNT + 1, COUNT] });
    });

    it('on ports, wherever they go', async () => {
      const program = await start('ports');
      const echoed = () => totalsOf(root())['port 1']?.[1] === 3 && totalsOf(root())['port 3']?.[1] === 3;
      await hub.until('all echoes', echoed);
      await hub.until('the thread', thread);
      assert.equal(await finish(program), 'to itself\n');
      const { 'thread 1': ofThread, ...ports } = totalsOf(root());
      assert.deepEqual(ofThread, [2, 0]);
      assert.deepEqual(ports, { 'port 1': [3, 3], 'port 3': [3, 3], 'port 5': [1, 0], 'port 6': [0, 1] });
      const channels = hub.all('channel').map((message) => message.ports);
      assert.deepEqual(channels, [
        [1, 2],
        [3, 4],
        [5, 6],
      ]);
      const [first, second] = recordsOf(root(), 'sent', 'thread');
      assert.deepEqual([first!.n, first!.ports, second!.n, second!.ports], [0, [2], 1, [4]]);
      const [given, sent] = recordsOf(thread(), 'received', 'parent');
      assert.deepEqual([given!.n, given!.ports, sent!.n, sent!.ports], [0, [1_000_001], 1, [1_000_002]]);
      const { parent, ...others } = totalsOf(thread());
      assert.deepEqual(parent, [0, 2]);
      assert.deepEqual(others, { 'port 1000001': [3, 3], 'port 1000002': [3, 3] });
      const [taken] = recordsOf(thread(), 'received', 'port');
      assert.deepEqual(facts(taken!), ['add', 0, 'add'.length + 8 + 10, null]);
    });

    it('on very many broadcast channels: by name, and together those that are too many', async () => {
      const program = await start('names');
      await hub.until('all of them', () => Object.keys(totalsOf(root())).length > 1000);
      await finish(program);
      const { 'broadcast …': others, ...named } = totalsOf(root());
      assert.deepEqual(others, [200, 0]);
      assert.equal(Object.keys(named).length, 1000);
      assert.ok(Object.values(named).every(([sent]) => sent === 1));
    });

    it('on more channels than any hub can be told: by number, and together those that are too many', async () => {
      const many = 20_000;
      const program = await start('channels', String(many));
      const sumOf = (at: 0 | 1) => Object.values(totalsOf(root())).reduce((sum, counts) => sum + counts[at], 0);
      await hub.until('all of them', () => sumOf(1) >= many);
      assert.equal(sumOf(0), many);
      const { 'port 0': others, ...named } = totalsOf(root());
      const ports = Object.keys(named).length;
      assert.ok(ports > 1000 && ports <= 4000, `${ports} by number`);
      assert.equal(others![0] + others![1], 2 * many - ports);
      await finish(program);
      // The burst is over: all are told by number again.
      assert.equal(Object.keys(totalsOf(root())).length, ports + 3);
      assert.equal(root()!.hello.resumed, false);
    });

    it('on broadcast channels', async () => {
      const program = await start('broadcast');
      const all = () => totalsOf(thread() ?? root())['broadcast news']?.[1] === 4;
      await hub.until('the thread', () => thread() && all());
      await finish(program);
      assert.deepEqual(totalsOf(root())['broadcast news'], [4, 1]);
      assert.deepEqual(totalsOf(thread())['broadcast news'], [1, 4]);
      const taken = recordsOf(thread(), 'received', 'broadcast');
      assert.deepEqual(
        taken.map(({ n, hint }) => [n, hint]),
        upTo(4).map((n) => [n, 'rain']),
      );
    });

    it('of very many at once are few, and with those left out as many as there were', async () => {
      const many = 20_000;
      const program = await start('thread', String(many));
      await hub.until('all of them', () => thread() && totalsOf(thread()).parent?.[1] === many);
      await finish(program);
      for (const [connection, way, kind] of [
        [root(), 'sent', 'thread'],
        [thread(), 'received', 'parent'],
      ] as const) {
        const sequence = numbers(recordsOf(connection, way, kind));
        assert.deepEqual(
          sequence,
          [...new Set(sequence)].sort((a, b) => a - b),
        );
        // One more, to end.
        assert.ok(sequence.length >= BURST && sequence.at(-1)! <= many + 1, `${sequence}`);
        for (const message of told(connection)) assert.ok((message.records ?? []).length <= MOST);
      }
      assert.deepEqual(totalsOf(root())['thread 1'], [many + 1, 0]);
      const sent = new Set(numbers(recordsOf(root(), 'sent', 'thread')));
      assert.ok(numbers(recordsOf(thread(), 'received', 'parent')).filter((n) => sent.has(n)).length >= BURST);
    });
  });
}
