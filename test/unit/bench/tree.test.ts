// What the benchmark of the tree makes of what it saw.
import assert from 'node:assert/strict';
import { type Frame, latencies, type Stamp } from '../../bench/lib/happenings';
import { type Delays, delaysDuring, longestOf, percentileOf, waitOf } from '../../bench/lib/loop-delays';
import { isMet } from '../../bench/lib/report';

describe('the benchmark of the tree', () => {
  const frame = (at: number, ...rows: string[]): Frame => ({ at, rows });

  it('takes the first frame in which a row shows what happened', () => {
    const stamps: Stamp[] = [
      { event: 'thread', name: 't1', at: 100 },
      { event: 'threadExit', name: 't1', at: 200 },
      { event: 'exit', name: '1', at: 300 },
      { event: 'fork', name: '17', at: 310 },
      { event: 'online', name: '17', at: 400 },
    ];
    const frames = [
      frame(90, 'worker 1online · 2 %'),
      frame(105, 'worker 1online · 2 %', 'thread 1t12 · online'),
      frame(130, 'worker 1online · 3 %', 'thread 1t1 · starting'),
      frame(205, 'worker 1online · 3 %', 'thread 1t1 · online'),
      frame(240, 'worker 1online · 3 %', 'thread 1t1 · exited'),
      frame(325, 'worker 1exited'),
      frame(380, 'worker 17pid 1 · starting'),
      frame(450, 'worker 17pid 1 · online'),
    ];
    assert.deepEqual(latencies(stamps, frames), [
      { kind: 'thread', latency: 30 },
      { kind: 'threadExit', latency: 40 },
      { kind: 'exit', latency: 25 },
      { kind: 'fork', latency: 70 },
      { kind: 'online', latency: 50 },
    ]);
  });

  it('is void where something was never shown', () => {
    const stamps: Stamp[] = [{ event: 'fork', name: '2', at: 1 }];
    assert.throws(() => latencies(stamps, [frame(5, 'worker 1online', 'worker 20online')]), /never shown/);
  });

  it('has those wait who come in a long turn, however few such turns are', () => {
    const delays: Delays = [
      [0, 1_000],
      [99, 5],
    ];
    assert.equal(percentileOf([delays], 99), 0);
    // 500 of 1,500 ms are in long turns: who is among the last hundredth comes within 15 ms / 5 of their begin.
    assert.ok(Math.abs(waitOf([delays], 99) - 96) < 0.5, String(waitOf([delays], 99)));
    assert.equal(longestOf([delays]), 99);
  });

  it('sees how long a turn took', async () => {
    const delays = await delaysDuring(async () => {
      const next = () => new Promise((resolve) => setTimeout(resolve, 5));
      await next();
      const until = performance.now() + 60;
      while (performance.now() < until);
      await next();
    });
    assert.ok(longestOf([delays]) >= 55, String(longestOf([delays])));
  });

  it('holds a goal that is the least against the lower end', () => {
    const finding = { what: '', node: '', unit: '', value: { point: 1, low: 0.97, high: 1.01 }, goal: 0.98 };
    assert.equal(isMet({ ...finding, least: true }), false);
    assert.equal(isMet({ ...finding, least: true, goal: 0.97 }), true);
    assert.equal(isMet(finding), false);
  });
});
