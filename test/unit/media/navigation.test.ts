import assert from 'node:assert/strict';
import { Following } from '../../../media/following';
import { fitted, panned, rangeAround, showing, zoomed } from '../../../media/navigation';

const bounds = { from: 1_000, to: 2_000 };

describe('what comes into view', () => {
  it('keeps the time at the pointer where it is', () => {
    const range = zoomed({ from: 1_000, to: 2_000 }, 0.5, 1_250, bounds);
    assert.deepEqual(range, { from: 1_125, to: 1_625 });
  });

  it('ends at all of the trace on one side, and at microseconds on the other', () => {
    assert.deepEqual(zoomed({ from: 1_000, to: 2_000 }, 1_000, 1_500, bounds), { from: 980, to: 2_020 });
    const close = zoomed({ from: 1_500, to: 1_500.01 }, 0.001, 1_500.005, bounds);
    assert.ok(Math.abs(close.to - close.from - 0.005) < 1e-9);
  });

  it('is never so short that its ends are the same time, however great that is', () => {
    const far = { from: 0, to: 1e14 };
    let range = fitted(far);
    for (let step = 0; step < 200; step++) range = zoomed(range, 0.5, 1e14, far);
    assert.ok(range.to > range.from, JSON.stringify(range));
    const out = zoomed(range, 2, 1e14, far);
    assert.ok(out.to - out.from > range.to - range.from, JSON.stringify(out));
    for (const moved of [
      rangeAround({ from: 0, to: 0.005 }, 1e14, 0.95),
      showing({ from: 0, to: 0.005 }, 1e14, 1e14),
      zoomed({ from: 1e14, to: 1e14 }, 0.5, 1e14, far),
    ]) {
      assert.ok(moved.to > moved.from, JSON.stringify(moved));
    }
  });

  it('always has something of the trace', () => {
    assert.deepEqual(panned({ from: 1_900, to: 2_100 }, 10_000, bounds), { from: 1_980, to: 2_180 });
    assert.deepEqual(panned({ from: 1_000, to: 1_200 }, -10_000, bounds), { from: 820, to: 1_020 });
  });

  it('is all of it with a little room', () => {
    assert.deepEqual(fitted(bounds), { from: 980, to: 2_020 });
    assert.deepEqual(fitted({ from: 5, to: 5 }), { from: 4.8, to: 15.2 });
  });

  it('moves to a message only where that is out of view', () => {
    const range = { from: 1_000, to: 1_100 };
    assert.equal(showing(range, 1_020, 1_030), range);
    assert.deepEqual(showing(range, 1_300, 1_310), { from: 1_255, to: 1_355 });
    assert.deepEqual(showing(range, 1_000, 1_200), { from: 950, to: 1_250 });
  });
});

describe('following a live run', () => {
  /** The view after each of some frames, 16 ms apart; the end is told in steps of 100 ms. */
  function frames(count: number): number[] {
    const following = new Following();
    let range = { from: 0, to: 10_000 };
    return Array.from({ length: count }, (_, frame) => {
      const now = frame * 16;
      const end = 20_000 + Math.floor(now / 100) * 100;
      range = following.range(now, { from: 0, to: end }, range, 10_000);
      return range.to;
    });
  }

  it('begins with room for what comes', () => {
    assert.deepEqual(new Following().range(0, { from: 500, to: 500 }, null, 1_000), { from: -100, to: 30_500 });
  });

  it('moves by nearly the same in each frame, although the end comes in steps', () => {
    const shown = frames(200);
    const steps = shown.slice(1).map((to, index) => to - shown[index]!);
    const later = steps.slice(50);
    assert.ok(
      later.every((step) => step > 10 && step < 22),
      `${Math.min(...later)} to ${Math.max(...later)}`,
    );
  });

  it('stands still, and goes on by steps, where a person wants nothing to glide', () => {
    const following = new Following(() => false);
    const range = { from: 0, to: 10_000 };
    assert.equal(following.range(0, { from: 0, to: 9_999 }, range, 1_000), range);
    assert.deepEqual(following.range(16, { from: 0, to: 10_050 }, range, 1_000), { from: 650, to: 10_650 });
  });

  it('goes at once to an end that is far away', () => {
    const following = new Following();
    const range = following.range(0, { from: 0, to: 100_000 }, { from: 0, to: 10_000 }, 1_000);
    assert.deepEqual(range, { from: 90_300, to: 100_300 });
  });
});
