// What is said of many messages in a few numbers.
import assert from 'node:assert/strict';
import {
  backlogOf,
  countedIn,
  lowerBound,
  MOST_SAMPLES,
  percentile,
  type Reports,
  rate,
  Samples,
  upperBound,
} from '../../../media/statistics';

const none = Number.NaN;

/** Of one end: times and totals. */
function reports(...points: [number, number][]): Reports {
  return { count: points.length, time: (at) => points[at]![0], total: (at) => points[at]![1], whole: () => 0 };
}

/** The same with the times of messages that it told each by itself. */
function withWhole(told: Reports, ...times: number[]): Reports {
  return { ...told, whole: (after, upTo) => times.filter((time) => time > after && time <= upTo).length };
}

/** Both ends, of which each tells every 50 ms at a moment of its own. */
function ends(waiting: readonly number[]): [Reports, Reports] {
  const sent = waiting.map((each, at): [number, number] => [at * 50, at * 1000 + each]);
  const received = waiting.map((_, at): [number, number] => [at * 50 + 10, at * 1000]);
  return [reports(...sent), reports(...received)];
}

describe('statistics', () => {
  it('find the first place not below a value, and the first above it', () => {
    const sorted = [1, 2, 2, 4];
    const at = (place: number) => sorted[place]!;
    assert.deepEqual(
      [0, 2, 3, 5].map((value) => lowerBound(4, value, at)),
      [0, 1, 3, 4],
    );
    assert.deepEqual(
      [0, 2, 3, 5].map((value) => upperBound(4, value, at)),
      [0, 3, 3, 4],
    );
  });

  it('give a percentile that was seen', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
    assert.deepEqual(
      [0, 0.5, 0.95, 1].map((share) => percentile(hundred, share)),
      [1, 50, 95, 100],
    );
    assert.equal(percentile([7], 0.95), 7);
    assert.ok(Number.isNaN(percentile([], 0.5)));
  });

  it('take samples of what is known only', () => {
    const samples = new Samples();
    for (const value of [3, none, 1, 2]) samples.add(value);
    assert.deepEqual(samples.spread(), { count: 3, p50: 2, p95: 3, longest: 3 });
    assert.deepEqual(new Samples().spread(), { count: 0, p50: none, p95: none, longest: none });
  });

  it('keep a bounded number of samples, evenly, and the longest of all', () => {
    const samples = new Samples();
    const count = MOST_SAMPLES * 5;
    for (let at = 0; at < count; at++) samples.add(at);
    const spread = samples.spread();
    assert.equal(spread.count, count);
    assert.equal(spread.longest, count - 1);
    assert.ok(Math.abs(spread.p50 / count - 0.5) < 0.001, `${spread.p50}`);
    assert.ok(Math.abs(spread.p95 / count - 0.95) < 0.001, `${spread.p95}`);
  });

  it('say a rate of no time as none', () => {
    assert.equal(rate(30, 500), 60);
    assert.ok(Number.isNaN(rate(1, 0)));
  });

  describe('of totals', () => {
    it('count between the reports around a time, so that none in it is missing', () => {
      const told = reports([50, 10], [100, 30], [150, 60]);
      assert.deepEqual(countedIn(told, 55, 95), { count: 20, after: 50, upTo: 100 });
      assert.deepEqual(countedIn(told, 50, 100), { count: 20, after: 50, upTo: 100 });
      assert.deepEqual(countedIn(told, 0, 1000), { count: 60, after: Number.NEGATIVE_INFINITY, upTo: 150 });
      assert.equal(countedIn(told, 200, 300)?.count, 0);
      assert.equal(countedIn(reports(), 0, 100), null);
    });

    it('say how many wait from the latest that each end told', () => {
      const sent = reports([50, 10], [100, 30]);
      const received = reports([60, 8], [150, 25]);
      assert.equal(backlogOf(sent, received, 0, 120).waiting, 22);
      assert.equal(backlogOf(sent, received, 110, 200).waiting, 5);
      assert.ok(Number.isNaN(backlogOf(sent, reports(), 0, 100).waiting));
      assert.equal(backlogOf(reports([50, 8]), reports([50, 9]), 0, 100).waiting, 0, 'receipt told first');
    });

    it('count what was told each by itself of a time that no report was yet about', () => {
      const sent = reports([50, 4], [100, 4]);
      const received = withWhole(reports([60, 3], [150, 4]), 55, 80, 90);
      assert.equal(backlogOf(sent, received, 0, 70).waiting, 1);
      assert.equal(backlogOf(sent, received, 0, 85).waiting, 0);
      assert.equal(backlogOf(sent, received, 0, 95).waiting, 0, 'never more than the next report says');
      assert.equal(backlogOf(withWhole(sent, 110, 120), received, 0, 200).waiting, 2, 'after the last report');
    });

    it('tell a backlog that grows from one that is only there, and from what reports at two moments make', () => {
      const growing = (...waiting: number[]) => {
        const [sent, received] = ends(waiting);
        return backlogOf(sent, received, 0, 1_000_000).growing;
      };
      assert.equal(growing(0, 1000, 2100, 2900, 4000, 5200, 6000, 6900, 8100), true);
      assert.equal(growing(400, 410, 400, 390, 400, 400, 405), false);
      assert.equal(growing(0, 250, 10, 240, 0, 255, 20, 260, 30), false);
      const long = Array.from({ length: 5000 }, (_, at) => at);
      assert.equal(growing(...long.map((at) => at * 300)), true, 'long');
      assert.equal(growing(...long.map((at) => (at % 3) * 300)), false, 'long, and only there');
      assert.equal(growing(800, 600, 400, 300, 200, 100), false, 'shrinks');
      const few = [0, 1, 2, 3, 4, 5, 6, 7].map((sent, at): [number, number] => [at * 50, sent]);
      assert.equal(backlogOf(reports(...few), reports([0, 0]), 0, 1000).growing, false, 'a few');
      const more = few.map(([time, sent]): [number, number] => [time, sent * 100]);
      assert.equal(backlogOf(reports(...more), reports([0, 0]), 0, 1000).growing, true);
      assert.equal(backlogOf(reports(...more.slice(0, 4)), reports([0, 0]), 0, 1000).growing, false, 'too short');
    });
  });
});
