import assert from 'node:assert/strict';
import { axisOf, bytesText, clockText, spanText, stepOf } from '../../../media/time';

describe('times of the timeline', () => {
  it('have round steps from parts of a microsecond to days', () => {
    assert.deepEqual(
      [0.0004, 0.003, 7, 180, 600, 40_000, 100_000_000].map(stepOf),
      [0.0005, 0.005, 10, 200, 1_000, 60_000, 172_800_000],
    );
  });

  it('are said since the start, as exactly as is needed', () => {
    assert.equal(clockText(250, 50), '250 ms');
    assert.equal(clockText(12_500, 500), '12.5 s');
    assert.equal(clockText(12_345.678, 0.001), '12.345678 s');
    assert.equal(clockText(125_300, 100), '2:05.3');
    assert.equal(clockText(3_725_000, 1_000), '1:02:05');
    assert.equal(clockText(-1_500, 500), '−1.5 s');
    assert.equal(clockText(0, 1_000), '0 s');
  });

  it('round up to the next minute, and not to sixty seconds', () => {
    assert.equal(clockText(119_999, 1_000), '2:00');
  });

  it('of an axis are those in view, and no nearer than there is room for', () => {
    const { step, ticks, base } = axisOf({ from: 1_000, to: 3_000 }, 1_000, 10);
    assert.equal(step, 200);
    assert.equal(base, null);
    assert.deepEqual(ticks.slice(0, 3), [
      { time: 1_000, label: '0 ms' },
      { time: 1_200, label: '200 ms' },
      { time: 1_400, label: '400 ms' },
    ]);
    assert.deepEqual(ticks.at(-1), { time: 3_000, label: '2.0 s' });
  });

  it('of an axis too near to be told in full are told from a base', () => {
    const { base, ticks } = axisOf({ from: 12_345.001, to: 12_345.009 }, 0, 8);
    assert.equal(base, '12.345 s');
    assert.deepEqual(ticks.map(({ label }) => label).slice(0, 3), ['+1 µs', '+2 µs', '+3 µs']);
  });

  it('of an axis are few also where times are so great that they lie apart by more than a step', () => {
    const far = 1e14;
    for (const range of [
      { from: far, to: far },
      { from: far, to: far + 0.1 },
      { from: 0, to: 0 },
      { from: 0, to: Number.POSITIVE_INFINITY },
    ]) {
      const { ticks, step } = axisOf(range, 0, 10);
      assert.ok(ticks.length <= 12, `${ticks.length} ticks`);
      assert.match(clockText(far, step), /:/);
    }
  });

  it('say how long something took in three digits', () => {
    assert.deepEqual([0.00085, 0.0123, 4.561, 999, 1_200, 125_000, 3_720_000, 0].map(spanText), [
      '850 ns',
      '12.3 µs',
      '4.56 ms',
      '999 ms',
      '1.2 s',
      '2 min 5 s',
      '1 h 2 min',
      '0 ms',
    ]);
  });

  it('and sizes in units of 1,024', () => {
    assert.deepEqual([12, 1_536, 209_715_200].map(bytesText), ['12 B', '1.5 KB', '200 MB']);
  });
});
