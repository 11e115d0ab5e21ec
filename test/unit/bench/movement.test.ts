// What the benchmark of the timeline makes of the frames that it saw.
import assert from 'node:assert/strict';
import { gaps, rates } from '../../bench/lib/movement';

describe('frames of a movement', () => {
  const movement = { from: 1_000, changed: [990, 1_016, 1_033, 1_999, 3_000, 3_016, 4_001], frames: 180 };

  it('are counted by whole seconds, also those in which nothing changed', () => {
    assert.deepEqual(rates(movement, 3_000), [3, 0, 2]);
    assert.deepEqual(rates(movement, 1_900), [3]);
  });

  it('have times between them', () => {
    assert.deepEqual(gaps({ ...movement, changed: [1_000, 1_016, 1_050] }), [16, 34]);
    assert.deepEqual(gaps({ ...movement, changed: [] }), []);
  });
});
