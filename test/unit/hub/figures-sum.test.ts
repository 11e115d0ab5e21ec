import assert from 'node:assert/strict';
import { joinedFigures } from '../../../hub/figures-sum';
import type { Figures } from '../../../protocol/agent';

function figures(own: Partial<Figures>): Figures {
  return {
    period: 500,
    tid: null,
    cpu: 0,
    rss: 1,
    heap: { used: 1, total: 2 },
    loop: { utilization: 0, delay: { mean: 0, max: 0 } },
    handles: {},
    http: null,
    connections: 0,
    messages: 0,
    ...own,
  };
}

describe('hub: figures of two times as one', () => {
  it('lose no connection, no request and no message', () => {
    const { connections, messages, http, period } = joinedFigures(
      figures({ connections: 3, messages: 20, http: { requests: 1, mean: 10, p95: 10 } }),
      figures({ connections: 4, messages: 1, http: { requests: 3, mean: 2, p95: 4 } }),
    );
    assert.deepEqual([connections, messages, period], [7, 21, 1000]);
    assert.deepEqual(http, { requests: 4, mean: 4, p95: 10 });
  });

  it('have the shares of the whole time, and the later state', () => {
    const earlier = { cpu: 1, rss: 5, loop: { utilization: 0.8, delay: { mean: 8, max: 30 } } };
    const later = { period: 1500, cpu: 0.2, rss: 6, loop: { utilization: 0, delay: { mean: 0, max: 10 } } };
    const joined = joinedFigures(figures(earlier), figures(later));
    assert.deepEqual([joined.cpu, joined.rss], [0.4, 6]);
    assert.deepEqual(joined.loop, { utilization: 0.2, delay: { mean: 2, max: 30 } });
  });

  it('know of requests where either does, and of no CPU that one has no figure of', () => {
    const http = { requests: 2, mean: 1, p95: 1 };
    assert.deepEqual(joinedFigures(figures({ http }), figures({})).http, http);
    assert.equal(joinedFigures(figures({}), figures({ cpu: null })).cpu, null);
  });
});
