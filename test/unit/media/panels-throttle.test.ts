// Panels that are asked very often draw now and then.
import assert from 'node:assert/strict';
import { Throttle } from '../../../media/panels/throttle';

describe('panels that are asked very often', () => {
  /** A clock that the test moves on, and what waits for it. */
  function clock() {
    const waiting = new Set<() => void>();
    const later = (run: () => void) => {
      waiting.add(run);
      return () => waiting.delete(run);
    };
    const pass = () => {
      for (const run of [...waiting]) {
        waiting.delete(run);
        run();
      }
    };
    return { waiting, later, pass };
  }

  it('draw at once, and once more after a while for all that came meanwhile', () => {
    const { later, pass, waiting } = clock();
    let drawn = 0;
    const throttle = new Throttle(() => drawn++, 500, later);
    for (let asked = 0; asked < 5; asked++) throttle.ask();
    assert.equal(drawn, 1);
    pass();
    assert.equal(drawn, 2);
    pass();
    assert.equal(drawn, 2, 'nothing came meanwhile');
    assert.equal(waiting.size, 0);
    throttle.ask();
    assert.equal(drawn, 3);
  });

  it('draw no more once they are gone', () => {
    const { later, pass } = clock();
    let drawn = 0;
    const throttle = new Throttle(() => drawn++, 500, later);
    throttle.ask();
    throttle.ask();
    throttle.dispose();
    pass();
    assert.equal(drawn, 1);
  });
});
