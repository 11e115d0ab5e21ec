import assert from 'node:assert/strict';
import { Busyness } from '../../../../hub/conditions/busyness';
import type { Figures } from '../../../../protocol/agent';

function figures(mean: number, max: number, utilization = 1): Figures {
  return {
    period: 500,
    tid: null,
    cpu: null,
    rss: 1,
    heap: { used: 1, total: 2 },
    loop: { utilization, delay: { mean, max } },
    handles: {},
    http: null,
    connections: 0,
    messages: 0,
  };
}

const LATE = figures(80, 90);
const BETWEEN = figures(40, 150);
const PROMPT = figures(5, 10);

describe('hub: busy', () => {
  let busyness: Busyness;
  let now: number;

  beforeEach(() => {
    busyness = new Busyness();
    now = 0;
  });

  /** Takes figures twice a second. @returns whether it was busy after each */
  function taken(all: Figures[], cpu: number | null = 0.9): boolean[] {
    return all.map((each) => {
      now += 500;
      busyness.take(each, cpu, now);
      return busyness.since !== null;
    });
  }

  it('is what answers late twice, since the first time', () => {
    assert.deepEqual(taken([PROMPT, LATE, LATE]), [false, false, true]);
    assert.equal(busyness.since, 1000);
  });

  it('is what has one long task after the other, though it is idle between', () => {
    assert.deepEqual(taken([figures(5, 300), figures(5, 300)]), [false, true]);
  });

  it('is not what was late once, nor what is taken but prompt', () => {
    assert.deepEqual(taken([LATE, PROMPT, LATE, BETWEEN, LATE]), [false, false, false, false, false]);
    assert.deepEqual(taken([PROMPT, PROMPT]), [false, false]);
  });

  it('is not what uses no CPU, as where children are waited for; where that is not known its loop decides', () => {
    assert.deepEqual(taken([LATE, LATE, LATE], 0.02), [false, false, false]);
    assert.deepEqual(taken([figures(80, 90, 0.1), figures(80, 90, 0.1)], null), [false, false]);
    assert.deepEqual(taken([LATE, LATE], null), [false, true]);
  });

  it('stays so between the bounds, and does not change twice a second', () => {
    assert.deepEqual(taken([LATE, LATE, BETWEEN, PROMPT, BETWEEN, PROMPT, LATE]), [
      false,
      true,
      true,
      true,
      true,
      true,
      true,
    ]);
    assert.deepEqual(taken([PROMPT, PROMPT]), [true, false]);
  });

  it('is no more what uses no CPU, however late', () => {
    taken([LATE, LATE]);
    assert.deepEqual(taken([LATE, LATE], 0.02), [true, false]);
  });
});
