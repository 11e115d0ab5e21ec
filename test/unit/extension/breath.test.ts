import assert from 'node:assert/strict';
import { Breath, PIECE } from '../../../extension/tree/breath';

describe('breath', () => {
  it('does all that there is to do, in turns that are short', async () => {
    let [now, turn] = [0, 0];
    let next: (() => void) | undefined;
    const breath = new Breath({
      now: () => now,
      next: (action) => {
        next = action;
      },
    });
    const done: [turn: number, what: number][] = [];
    const work = (what: number) => () => {
      now += 1;
      done.push([turn, what]);
      return what;
    };
    const all = Array.from({ length: 10 }, (_, what) => breath.take(work(what)));
    assert.deepEqual(all.slice(0, PIECE), [0, 1, 2, 3], 'at once');
    const isDone = Promise.all(all).then((values) => values.length);
    while (next) {
      const others = next;
      turn += 1;
      next = undefined;
      now += 100;
      others();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(await isDone, 10);
    assert.deepEqual(
      done.map(([, what]) => what),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.deepEqual(
      done.map(([at]) => at),
      [0, 0, 0, 0, 1, 1, 1, 1, 2, 2],
    );
  });
});
