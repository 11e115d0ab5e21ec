import assert from 'node:assert/strict';
import { FiguresWindow, WINDOW } from '../../../../viewer/insights/figures-window';
import { busy, figures, INTERVAL, requests } from './support';

describe('insights: figures of the last minute', () => {
  let window: FiguresWindow;

  beforeEach(() => {
    window = new FiguresWindow();
  });

  function measure(from: number, to: number, own = busy(0.5, { connections: 1, http: requests(2) })): void {
    for (let time = from; time < to; time += INTERVAL) window.take({ time, targets: [['p1', own]] });
  }

  it('add up what was done', () => {
    measure(0, 4_000);
    const done = { measured: 4_000, connections: 8, requests: 16, busy: 2_000, cpu: 2_000 };
    assert.deepEqual(window.since('p1', 0), done);
    assert.deepEqual(window.since('p1', 2_000), {
      ...done,
      measured: 2_000,
      connections: 4,
      requests: 8,
      busy: 1_000,
      cpu: 1_000,
    });
    assert.equal(window.since('p2', 0).measured, 0);
  });

  it('keep no more than a minute', () => {
    measure(0, 3 * WINDOW);
    assert.equal(window.since('p1', 0).measured, WINDOW);
  });

  it('know the last of a target, where it is young enough, and nothing of one that is forgotten', () => {
    measure(0, 1_000);
    window.take({ time: 1_000, targets: [['p1', figures({ connections: 7 })]] });
    assert.equal(window.last('p1', 1_000)?.connections, 7);
    assert.equal(window.last('p1', 1_001), undefined);
    window.forget('p1');
    assert.equal(window.last('p1', 0), undefined);
  });
});
