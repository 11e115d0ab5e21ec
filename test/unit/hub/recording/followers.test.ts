import assert from 'node:assert/strict';
import * as path from 'node:path';
import { PART_BYTES } from '../../../../hub/recording/cursor';
import { FOLLOW_INTERVAL, Followers, type RecordedMessage, TOO_MUCH_UNREAD } from '../../../../hub/recording/followers';
import { FakeClock } from '../fake-clock';
import { temporaryFolder } from '../support';
import { newRing, numbered, numbersIn, range, type TestRing } from './support';

describe('hub: followers of recordings', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let clock: FakeClock;
  let test: TestRing | undefined;
  let told: RecordedMessage[];
  let unread: number;
  let followers: Followers;
  let onTold: () => void;
  const viewer = {};

  beforeEach(() => {
    folder = temporaryFolder();
    clock = new FakeClock();
    test = undefined;
    told = [];
    unread = 0;
    onTold = () => {};
    followers = new Followers({
      clock,
      ringOf: (run) => (run === 'r' ? test?.ring : undefined),
      unread: () => unread,
      tell: (to, message) => {
        assert.equal(to, viewer);
        told.push(message);
        onTold();
      },
    });
  });
  afterEach(async () => {
    followers.stop();
    await test?.ring.remove();
    folder.remove();
  });

  function begin(): TestRing {
    test = newRing(path.join(folder.path, 'ring'));
    test.onWritten.push(() => followers.written('r'));
    return test;
  }

  async function fill({ ring }: TestRing, from: number, to: number): Promise<void> {
    for (const number of range(from, to)) ring.append(numbered(number));
    await ring.flushed();
  }

  const numbers = () => told.flatMap(({ lines }) => numbersIn(lines));

  /** Moves the clock until so many numbered lines were told. */
  async function until(count: number): Promise<void> {
    while (numbers().length < count) {
      clock.pass(FOLLOW_INTERVAL);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('are told what was before, and then what is appended', async () => {
    await fill(begin(), 0, 4000);
    followers.follow(viewer, ['r']);
    await until(4000);
    await fill(test!, 4000, 8000);
    await until(8000);
    assert.deepEqual(numbers(), range(0, 8000));
    assert.ok(told.every(({ run, gap }) => run === 'r' && gap === undefined));
  });

  it('are told what is appended together, once in an interval', async () => {
    await fill(begin(), 0, 1);
    const next = () =>
      new Promise<void>((resolve) => {
        onTold = resolve;
      });
    const [first] = [next(), followers.follow(viewer, ['r']), clock.pass(0)];
    await first;
    for (const number of range(1, 50)) await fill(test!, number, number + 1);
    clock.pass(FOLLOW_INTERVAL - 1);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(numbers(), [0]);
    const [second] = [next(), clock.pass(1)];
    await second;
    assert.deepEqual(numbers(), range(0, 50));
  });

  it('that came before the run are told it from its start', async () => {
    followers.follow(viewer, ['r', 'another']);
    clock.pass(FOLLOW_INTERVAL);
    await fill(begin(), 0, 10);
    await until(10);
    assert.equal(JSON.parse(told[0]!.lines.split('\n')[0]!).type, 'recording');
  });

  it('that read slowly are told no more than they can take, and all of it in the end', async () => {
    begin();
    test!.ring.keep(16 * 1024 * 1024);
    await fill(test!, 0, 40_000);
    let most = 0;
    let toldTooEarly = 0;
    onTold = () => {
      if (unread > TOO_MUCH_UNREAD) toldTooEarly++;
      unread += told.at(-1)!.lines.length;
      most = Math.max(most, unread);
    };
    followers.follow(viewer, ['r']);
    while (!told.at(-1)?.lines.includes('"number":39999')) {
      clock.pass(FOLLOW_INTERVAL);
      await new Promise((resolve) => setImmediate(resolve));
      // Only once it can take no more: one that reads with each turn keeps up where the ring's files are read slowly.
      if (unread > TOO_MUCH_UNREAD) unread -= 10_000;
    }
    assert.ok(most > TOO_MUCH_UNREAD && most <= TOO_MUCH_UNREAD + PART_BYTES, `${most} bytes`);
    assert.equal(toldTooEarly, 0);
    assert.deepEqual(numbers(), range(0, 40_000));
  });

  it('are told of a gap where they were too slow for what is kept', async () => {
    begin();
    unread = TOO_MUCH_UNREAD + 1;
    followers.follow(viewer, ['r']);
    await fill(test!, 0, 30_000);
    clock.pass(FOLLOW_INTERVAL);
    assert.equal(told.length, 0);
    unread = 0;
    while (numbers().at(-1) !== 29_999) {
      clock.pass(FOLLOW_INTERVAL);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(told[0]!.gap, true);
    assert.deepEqual(numbers(), range(numbers()[0]!, 30_000));
  });

  it('that go on to follow a run are not told again what they know; who comes again is', async () => {
    await fill(begin(), 0, 10);
    followers.follow(viewer, ['r']);
    await until(10);
    followers.follow(viewer, ['another', 'r']);
    await fill(test!, 10, 20);
    await until(20);
    assert.deepEqual(numbers(), range(0, 20));
    followers.follow(viewer, []);
    followers.follow(viewer, ['r']);
    await until(40);
    assert.deepEqual(numbers().slice(20), range(0, 20));
  });

  it('are told nothing once they have gone', async () => {
    await fill(begin(), 0, 10);
    followers.follow(viewer, ['r']);
    followers.follow(viewer, []);
    clock.pass(FOLLOW_INTERVAL);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(told.length, 0);
  });
});
