// Figures are right, and taken only while somebody watches.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AgentToHub, Figures } from '../../protocol/agent';
import type { Connection, FakeHub } from './support/fake-hub';
import { nodeOf } from './support/nodes';
import type { Program } from './support/observe';
import { useStage } from './support/suite';

const INTERVAL = 50;
let lastId = 0;

function measure({ send }: Connection, interval: number): void {
  send({ type: 'measure', id: ++lastId, interval });
}

function figuresOf({ messages }: Connection): Figures[] {
  return messages.flatMap((message: AgentToHub) => (message.type === 'figures' ? [message.figures] : []));
}

function sum(all: Figures[], of: (figures: Figures) => number): number {
  return all.reduce((total, each) => total + of(each), 0);
}

/** One request on a connection of its own. */
async function get(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    http
      .get({ port, host: '127.0.0.1', agent: false }, (response) => response.resume().on('end', resolve))
      .on('error', reject);
  });
}

async function portOf(program: Program): Promise<number> {
  await program.printed('port');
  return Number(/port (\d+)/.exec(program.stdout)![1]);
}

/** Which channels have subscribers, as the program sees it when asked for the `nth` time. */
async function subscribed(program: Program, nth: number): Promise<string> {
  program.say(`channels ${nth}`);
  await program.printed(`channels ${nth}`);
  return program.stdout;
}

/** Whether there are figures that were not there when this was asked for. */
function awaited(connection: Connection): () => boolean {
  const before = figuresOf(connection).length;
  return () => figuresOf(connection).length > before;
}

describe('agent: figures', function () {
  this.timeout(60_000);
  const stage = useStage();

  for (const major of [18, 20, 26] as const) {
    describe(`Node ${major}`, () => {
      let hub: FakeHub;
      let program: Program;
      let main: Connection;

      beforeEach(async () => {
        hub = stage.hub;
        program = stage.bench.observed('figures.js', [], { node: await nodeOf(major) });
        await program.printed('port');
        main = await hub.until('the process', () => hub.connections.find(({ hello }) => hello.thread === 0));
      });
      afterEach(async () => {
        program.say('end');
        const { code, stderr } = await program.ended;
        assert.deepEqual([code, stderr], [0, '']);
      });

      it('count each connection and answer once, and time the answers', async () => {
        const port = await portOf(program);
        measure(main, INTERVAL);
        await hub.until('figures', () => figuresOf(main).length > 0);
        for (let i = 0; i < 5; i++) await get(port);
        const answered = () => sum(figuresOf(main), ({ http }) => http?.requests ?? 0) >= 5;
        await hub.until('five answers', answered);
        const told = figuresOf(main);
        assert.equal(
          sum(told, ({ http }) => http?.requests ?? 0),
          5,
        );
        assert.equal(
          sum(told, ({ connections }) => connections),
          5,
        );
        for (const { http } of told.filter(({ http }) => http?.requests)) {
          assert.ok(http!.mean >= 29 && http!.p95 >= http!.mean - 0.001, JSON.stringify(http));
        }
        assert.equal(told[0]!.http, null);
      });

      it('count every answer of many, and time some', async () => {
        const port = await portOf(program);
        measure(main, INTERVAL);
        await hub.until('figures', () => figuresOf(main).length > 0);
        const count = 300;
        const requests = () => sum(figuresOf(main), ({ http }) => http?.requests ?? 0);
        for (let round = 1; round <= 2; round++) {
          await Promise.all(Array.from({ length: count }, () => get(port)));
          await hub.until('all answers', () => requests() >= round * count);
        }
        assert.equal(requests(), 2 * count);
        // One answer that took long is over the 95th percentile, and can bring the mean there too.
        for (const { http } of figuresOf(main).filter(({ http }) => http?.requests)) {
          assert.ok(http!.mean >= 29 && http!.p95 >= 29, JSON.stringify(http));
        }
      });

      it('count each message, there and back', async () => {
        measure(main, INTERVAL);
        await hub.until('figures', () => figuresOf(main).length > 0);
        program.say('post');
        const messages = () => sum(figuresOf(main), (figures) => figures.messages);
        await hub.until('all messages', () => messages() >= 40);
        await hub.until('the next figures', awaited(main));
        assert.equal(messages(), 40);
      });

      it('are taken by Node’s own functions, whatever the program puts in their place', async () => {
        measure(main, INTERVAL);
        await hub.until('figures', () => figuresOf(main).length > 0);
        program.say('spy');
        for (let times = 0; times < 2; times++) await hub.until('the next figures', awaited(main));
        program.say('spied');
        await program.printed('spied');
        assert.match(program.stdout, /^spied $/m);
        assert.ok(figuresOf(main).at(-1)!.rss! > 1e6);
      });

      it('tell a busy loop from an idle one', async () => {
        measure(main, INTERVAL);
        await hub.until('figures', () => figuresOf(main).length > 2);
        const before = figuresOf(main).length;
        program.say('busy');
        // It computes for 400 ms, in a period that may have begun before.
        const busy = await hub.until('a loop that was busy for 400 ms', () =>
          figuresOf(main)
            .slice(before)
            .find(({ period, loop }) => loop.utilization * period > 380),
        );
        assert.ok(busy.loop.delay.max > 300, JSON.stringify(busy));
        assert.ok(busy.cpu! > 0.1 && busy.rss! > 1e7 && busy.heap.used > 1e5, JSON.stringify(busy));
        assert.ok(busy.handles.TCPServerWrap! >= 1, JSON.stringify(busy.handles));
      });

      it('are taken in a thread too', async () => {
        const thread = await hub.until('the thread', () => hub.connections.find(({ hello }) => hello.thread > 0));
        measure(thread, INTERVAL);
        const [figures] = await hub.until('figures', () => figuresOf(thread).length > 0 && figuresOf(thread));
        assert.equal(figures!.rss, null);
        assert.equal(figures!.cpu === null, major < 24);
        assert.ok(figures!.heap.used > 1e5);
      });

      it('name the thread as the system does', async () => {
        const { pid } = main.hello;
        const thread = await hub.until('the thread', () => hub.connections.find(({ hello }) => hello.thread > 0));
        measure(main, INTERVAL);
        measure(thread, INTERVAL);
        const [ofMain] = await hub.until('figures', () => figuresOf(main).length > 0 && figuresOf(main));
        const [ofThread] = await hub.until('figures', () => figuresOf(thread).length > 0 && figuresOf(thread));
        assert.equal(ofMain!.tid, pid);
        assert.notEqual(ofThread!.tid, pid);
        assert.ok(fs.readdirSync(`/proc/${pid}/task`).map(Number).includes(ofThread!.tid!));
      });

      it('leave no trace before and after somebody watches', async () => {
        assert.match(await subscribed(program, 1), /^channels 1 false false$/m);
        measure(main, INTERVAL);
        await hub.until('figures', () => figuresOf(main).length > 0);
        measure(main, 0);
        await hub.until('the answer', () =>
          main.messages.some((message) => message.type === 'reply' && message.id === lastId),
        );
        const told = figuresOf(main).length;
        assert.match(await subscribed(program, 2), /^channels 2 false false$/m);
        assert.equal(figuresOf(main).length, told);
      });
    });
  }

  for (const [major, flags] of [
    [18, []],
    [20, []],
    [26, []],
    [26, ['--permission', '--allow-fs-read=*', '--allow-worker', '--allow-net', '--no-warnings']],
  ] as const) {
    it(`ask the system for a thread's id unseen on Node ${major} ${flags[0] ?? ''}`, async () => {
      const { bench, hub } = stage;
      const program = bench.observed('figures-seen.js', [], { node: await nodeOf(major), flags: [...flags] });
      const thread = await hub.until('the thread', () => hub.connections.find(({ hello }) => hello.thread > 0));
      program.say('drop');
      await program.printed('drop');
      measure(thread, INTERVAL);
      const [figures] = await hub.until('figures', () => figuresOf(thread).length > 0 && figuresOf(thread));
      assert.equal(figures!.tid === null, flags.length > 0);
      program.say('end');
      const { code, stdout } = await program.ended;
      const [before, after] = stdout.trim().split('\n');
      assert.deepEqual([code, after], [0, before!.replace('drop', 'end')]);
    });
  }
});
