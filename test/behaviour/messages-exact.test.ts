// The numbers are right: what a recording says of messages, held against what the program itself wrote down of them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { RecordingMessages } from '../../protocol/recording';
import { type Told, toldIn } from '../bench/lib/told';
import { ROOT } from './support/bundle';
import { MATRIX_MAJORS, nodeOf } from './support/nodes';
import { FIXTURES } from './support/observe';

/**
 * How far a latency may be from the program's own, in ms; and of how many: now and then the machine takes the processor away
 * between two stamps. A wrong stamp would be so in each that waits for a receiver at work, or in each that does not: in more.
 */
const [WITHIN, OF_HUNDRED] = [2, 75];
const FLAT_OUT = 100_000;

/** What the program wrote down of one end. */
interface Written {
  sent: { bytes: number; before: number; after: number }[];
  /** When the program had it, and when it was done with it. */
  received: { at: number; done: number }[];
}

/** What the recording has of one end. */
interface Seen {
  sent: number;
  received: number;
  records: NonNullable<RecordingMessages['records']>;
}

describe('messages: the numbers are right', function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-'));
  });

  afterEach(() => {
    for (const pid of hubPids(folder)) process.kill(pid, 'SIGTERM');
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** @returns the text of the recording, and what the program printed */
  async function record(node: string, program: string, ...args: string[]): Promise<{ text: string; stdout: string }> {
    const file = path.join(folder, 'run.wlens.jsonl');
    const { NODE_OPTIONS: _, WORKER_LENS: __, ...rest } = process.env;
    const env = { ...rest, HOME: folder, XDG_RUNTIME_DIR: folder, XDG_DATA_HOME: folder };
    const cli = path.join(ROOT, 'dist/cli.js');
    const command = [cli, 'run', '--record', file, '--', node, path.join(FIXTURES, program), ...args];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { env });
    assert.equal(stderr, '');
    return { text: fs.readFileSync(file, 'utf8'), stdout };
  }

  for (const major of MATRIX_MAJORS) {
    it(`has counts, sizes and times as the program, Node ${major}`, async () => {
      const { text } = await record(await nodeOf(major), 'messages-exact.js', folder);
      const seen = new Recorded(text);
      for (const kind of ['json', 'advanced', 'thread', 'port'] as const) {
        const written = (side: string): Written =>
          JSON.parse(fs.readFileSync(path.join(folder, `${kind}-${side}.json`), 'utf8'));
        const [here, there] = seen.ends(kind);
        holdOneWay(`${kind} there`, written('here'), here, written('there'), there);
        holdOneWay(`${kind} back`, written('there'), there, written('here'), here);
      }
    });

    it(`has counted exactly what goes flat out, Node ${major}`, async () => {
      const { text, stdout } = await record(await nodeOf(major), 'messages-flat-out.js', String(FLAT_OUT));
      const { rate } = JSON.parse(stdout);
      assert.ok(rate > FLAT_OUT / 10, `only ${rate} a second`);
      const told = toldIn(text);
      const there = FLAT_OUT + 1;
      const back = FLAT_OUT / 1_000 + 1;
      assert.deepEqual(totals(told.get('thread')), { sent: there, received: back });
      assert.deepEqual(totals(told.get('child')), { sent: there, received: back });
      // Both the thread and the child have their parent.
      assert.deepEqual(totals(told.get('parent')), { sent: 2 * back, received: 2 * there });
      for (const [kind, { sent, received, sentWhole, receivedWhole }] of told) {
        const share = (sentWhole + receivedWhole) / (sent + received);
        assert.ok(share > 0 && share < 0.5, `of ${kind} ${share} were told each by itself`);
      }
    });
  }
});

function totals(told: Told | undefined): Pick<Told, 'sent' | 'received'> | undefined {
  return told && { sent: told.sent, received: told.received };
}

/** One direction of one channel, from both of its ends. */
function holdOneWay(what: string, from: Written, fromSeen: Seen, to: Written, toSeen: Seen): void {
  const sent = ordered(fromSeen, 'sent');
  const received = ordered(toSeen, 'received');
  assert.equal(fromSeen.sent, from.sent.length, `${what}: how many were sent`);
  assert.equal(toSeen.received, to.received.length, `${what}: how many were received`);
  const numbers = from.sent.map((_, place) => place + 1);
  assert.deepEqual(numbersOf(sent), numbers, `${what}: those sent`);
  assert.deepEqual(numbersOf(received), numbers, `${what}: those received`);
  holdSizes(what, from, sent, received);
  holdTimes(what, from, sent, to, received);
}

/** Of each message its size is known at one end or at both. */
function holdSizes(what: string, from: Written, sent: Seen['records'], received: Seen['records']): void {
  const sizes = from.sent.map((_, place) => sent[place]!.bytes ?? received[place]!.bytes);
  const written = from.sent.map(({ bytes }) => bytes);
  assert.deepEqual(sizes, written, `${what}: sizes`);
  const others = received.map(({ bytes }, place) => bytes ?? written[place]);
  assert.deepEqual(others, written, `${what}: sizes where they were received`);
}

/** Of each message its times lie where the program's own leave room for them; how long it took is nearly always as exact. */
function holdTimes(what: string, from: Written, sent: Seen['records'], to: Written, received: Seen['records']): void {
  const wrong = from.sent.map(({ before, after }, place) => {
    const [left, came] = [sent[place]!.time, received[place]!.time];
    const { at } = to.received[place]!;
    const free = Math.max(left, to.received[place - 1]?.done ?? 0);
    assert.ok(left >= before && left <= after, `${what}: ${place + 1} sent at ${left}, not from ${before} to ${after}`);
    assert.ok(came >= free && came <= at, `${what}: ${place + 1} received at ${came}, not from ${free} to ${at}`);
    return Math.abs(came - left - (at - before));
  });
  const far = wrong.filter((ms) => ms > WITHIN);
  const allowed = Math.floor((wrong.length * (100 - OF_HUNDRED)) / 100);
  assert.ok(far.length <= allowed, `${what}: latencies wrong by ${wrong.map((ms) => ms.toFixed(1)).join(', ')} ms`);
}

function ordered({ records }: Seen, way: 'sent' | 'received'): Seen['records'] {
  return records.filter((record) => record.way === way).sort((a, b) => a.n - b.n);
}

function numbersOf(records: Seen['records']): number[] {
  return records.map(({ n }) => n);
}

type Kind = 'json' | 'advanced' | 'thread' | 'port';
type Count = RecordingMessages['counts'][number];

/** The messages of a recording, by the channels of the program. */
class Recorded {
  readonly #lines: RecordingMessages[];
  /** The program's first process: the one that has children. */
  readonly #main: string;

  constructor(text: string) {
    const lines = text.trim().split('\n');
    this.#lines = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'messages');
    const main = this.#lines.find(({ counts }) => counts.some(({ peer }) => peer.kind === 'child'));
    assert.ok(main?.target, 'nobody tells of children');
    this.#main = main.target;
  }

  /** The main thread's end of a channel, and the other. */
  ends(kind: Kind): [Seen, Seen] {
    const here = this.#counts(this.#main).find(({ peer }) => this.#isOf(kind, peer));
    assert.ok(here?.with, `the other end of ${kind} is not known`);
    const others = this.#counts(here.with);
    const there = others.find(({ peer, channel }) =>
      kind === 'port' ? channel?.id === here.channel?.id && channel?.end !== here.channel?.end : peer.kind === 'parent',
    );
    assert.ok(there, `the other end of ${kind} tells nothing`);
    assert.equal(there.with, this.#main, `the other end of ${kind}`);
    return [this.#seen(this.#main, here), this.#seen(here.with, there)];
  }

  /** The latest of each peer that a target told. */
  #counts(target: string): Count[] {
    const told = this.#lines.filter((line) => line.target === target).flatMap(({ counts }) => counts);
    return [...new Map(told.map((count) => [JSON.stringify(count.peer), count])).values()];
  }

  #isOf(kind: Kind, peer: Count['peer']): boolean {
    if (kind === 'thread' || kind === 'port') return peer.kind === kind;
    const spawns = this.#counts(this.#main).flatMap(({ peer: each }) => (each.kind === 'child' ? [each.spawn] : []));
    const spawn = kind === 'json' ? Math.min(...spawns) : Math.max(...spawns);
    return peer.kind === 'child' && peer.spawn === spawn;
  }

  #seen(target: string, { peer, sent, received }: Count): Seen {
    const lines = this.#lines.filter((line) => line.target === target);
    const records = lines.flatMap((line) => line.records ?? []);
    // What a thread is given with its start is told as number 0: no message.
    const own = records.filter((record) => record.n > 0 && JSON.stringify(record.peer) === JSON.stringify(peer));
    return { sent, received, records: own };
  }
}

/** Hubs that serve a rendezvous directory below a folder. */
function hubPids(folder: string): number[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'hub.json')
    .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')).pid);
}
