// What is recorded of real programs is what they did: all of it, and no more of it than may be kept.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { AgentToHub } from '../../protocol/agent';
import type { RecordingEvent, RecordingMessages } from '../../protocol/recording';
import { readRecording } from '../../viewer/trace/read-recording';
import { assemble } from '../unit/viewer/trace/support';
import { type RealStage, useRealStage } from './support/real-hub';

type Uncaught = Extract<AgentToHub, { type: 'uncaught' }>;
type Line = RecordingEvent & Record<string, unknown>;

function linesOf(text: string): Line[] {
  assert.ok(text.endsWith('\n'));
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** The run, saved. */
async function saved({ bench, hub: { viewer } }: RealStage): Promise<Line[]> {
  const file = path.join(bench.folder, 'saved.wlens.jsonl');
  assert.deepEqual(await viewer.request({ type: 'saveRecording', run: 'run', file }), {});
  return linesOf(fs.readFileSync(file, 'utf8'));
}

function messagesIn(lines: Line[]): RecordingMessages[] {
  return lines.filter(({ type }) => type === 'messages') as unknown as RecordingMessages[];
}

/** By target and the other end: what was sent and received in total, as it was told last. */
function totalsIn(lines: Line[]): Map<string, [number, number]> {
  const totals = new Map<string, [number, number]>();
  for (const { target, counts } of messagesIn(lines)) {
    for (const each of counts) totals.set(`${target} ${each.with}`, [each.sent, each.received]);
  }
  return totals;
}

/** By target, other end and way: the numbers of the messages that were told each by itself. */
function wholeIn(lines: Line[]): Map<string, number[]> {
  const whole = new Map<string, number[]>();
  for (const { target, records = [] } of messagesIn(lines)) {
    for (const { with: other, way, n } of records) {
      const key = `${target} ${other} ${way}`;
      whole.set(key, [...(whole.get(key) ?? []), n]);
    }
  }
  return whole;
}

/** Of a total such as `p1 > p2 port 1100 3/NaN`, what was counted. */
function countOf(total: string): number {
  const [sent, received] = total.split(' ').at(-1)!.split('/').map(Number);
  return Number.isNaN(sent) ? received! : sent!;
}

describe('recordings of programs', function () {
  this.timeout(60_000);
  const stage = useRealStage();

  it('pair what went through a port before and after it was handed on, and sum up all of it', async () => {
    const { bench, hub } = stage;
    const program = bench.observed('trace/handed-on.js');
    await program.printed('ready');
    const of = (id: string) => (hub.viewer.processes.get(id) ?? hub.viewer.threads.get(id))?.messages;
    const id = hub.viewer.processOfPid(program.child.pid!)!.id;
    await hub.viewer.until(() => of(id)?.received === 9 && of(`${id}:1`)?.sent === 5);
    program.say('end');
    assert.equal((await hub.ended(program)).code, 0);
    await saved(stage);
    const builder = await readRecording(path.join(bench.folder, 'saved.wlens.jsonl'));
    const { messages, totals } = assemble(builder);
    const jobs = messages.filter(({ hint }) => hint === 'job');
    assert.deepEqual(
      jobs.map(({ edge, key }) => [edge, key]),
      [1, 2, 3, 4, 5, 6, 7, 8].map((key) => [`${key > 3 ? `${id}:1` : id} > ${id} port`, String(key)]),
    );
    assert.ok(jobs.every(({ sent, received }) => sent! < received! && received! - sent! < 10_000));
    const last = (edge: string) => totals.filter((total) => total.startsWith(`${edge} port `)).map(countOf);
    assert.deepEqual([Math.max(...last(`${id} > ${id}`)), Math.max(...last(`${id}:1 > ${id}`))], [3, 5]);
    assert.deepEqual(builder.takeProblems(), []);
  });

  it('count every message exactly, by both its ends, and tell none twice', async () => {
    const { bench, hub } = stage;
    const program = bench.observed('messages.js');
    assert.equal((await hub.ended(program)).code, 0);
    const lines = await saved(stage);
    const totals = totalsIn(lines);
    const root = hub.root.id;
    assert.deepEqual(totals.get(`${root} ${root}:1`), [26, 48]);
    assert.equal(hub.children.length, 2);
    for (const { id } of hub.children) {
      assert.deepEqual(
        [totals.get(`${root} ${id}`), totals.get(`${id} ${root}`)],
        [
          [26, 50],
          [50, 26],
        ],
      );
    }
    for (const [key, numbers] of wholeIn(lines)) {
      const [target, other, way] = key.split(' ');
      const total = totals.get(`${target} ${other}`)![way === 'sent' ? 0 : 1];
      assert.equal(new Set(numbers).size, numbers.length, `${key}: each once`);
      assert.ok(
        numbers.every((n) => n >= 1 && n <= total),
        `${key}: ${total} at most`,
      );
    }
  });

  it('stay within what may be kept while a program floods, and hold the newest of it', async () => {
    const { bench, hub } = stage;
    const limit = 1024 * 1024;
    await hub.viewer.request({ type: 'keepRecordings', bytes: limit });
    let most = 0;
    hub.viewer.socket.on('message', () => {
      most = Math.max(most, bytesIn(bench.directory));
    });
    const program = bench.observed('survivor.js');
    assert.equal((await hub.ended(program)).stdout, 'survived 1500\n');
    const errors = (await saved(stage)).filter(({ type }) => type === 'uncaught') as unknown as Uncaught[];
    const kept = errors.map(({ error }) => Number.parseInt(error.message, 10));
    assert.ok(kept.length > 100 && kept.length < 500, `${kept.length} kept`);
    assert.deepEqual(
      kept,
      kept.map((_, index) => 1500 - kept.length + 1 + index),
    );
    assert.ok(bytesIn(bench.directory) <= limit, `${bytesIn(bench.directory)} bytes`);
    // What is dropped is gone only once the disk has done all that was to be written to it: a busy one lags some files behind.
    assert.ok(most > limit / 2 && most <= 2 * limit, `${most} bytes at most`);
  });

  it('have figures where they are written to a file', async () => {
    const { bench, hub } = stage;
    const file = path.join(bench.folder, 'r.wlens.jsonl');
    await hub.viewer.request({ type: 'prepareRun', run: 'run', name: 'program', record: file });
    const program = bench.observed('thread-messages.js');
    await new Promise<void>((resolve) => {
      const watcher = fs.watch(file, () => {
        if (!fs.readFileSync(file, 'utf8').includes('"type":"figures"')) return;
        watcher.close();
        resolve();
      });
    });
    program.say('end');
    await hub.ended(program);
    const lines = linesOf(fs.readFileSync(file, 'utf8'));
    assert.deepEqual([lines[0]!.type, lines.at(-2)!.type, lines.at(-1)!.type], ['recording', 'keyframe', 'end']);
    assert.ok(lines.some(({ type, target }) => type === 'figures' && target === hub.root.id));
  });
});

/** What all rings below a hub's directory take on disk. */
function bytesIn(directory: string): number {
  const rings = path.join(directory, `recordings-${process.pid}`);
  if (!fs.existsSync(rings)) return 0;
  const files = fs.readdirSync(rings, { recursive: true, encoding: 'utf8' });
  return files
    .map((name) => fs.statSync(path.join(rings, name), { throwIfNoEntry: false }))
    .reduce((sum, stat) => sum + (stat?.isFile() ? stat.size : 0), 0);
}
