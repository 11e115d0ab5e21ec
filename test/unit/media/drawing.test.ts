import assert from 'node:assert/strict';
import { addCounts, addLeftOut, barHeight } from '../../../media/drawing/density';
import { PixelColumns } from '../../../media/drawing/pixel-columns';
import { Segments } from '../../../media/drawing/segments';
import { arrowsIn } from '../../../media/drawing/visible-messages';
import { laneRows } from '../../../media/lanes/rows';
import { RowOrder } from '../../../media/row-order';
import { TraceStore } from '../../../media/trace-store';
import type { Lane } from '../../../protocol/timeline';
import { syntheticTrace } from '../../browser/support/synthetic-trace';

function orderOf(times: number[]): RowOrder {
  const order = new RowOrder((row) => times[row]!);
  for (const row of times.keys()) order.push(row);
  order.settle();
  return order;
}

describe('messages by columns', () => {
  it('count each message once, in the column that it falls into', () => {
    const counts = new Float64Array(4);
    addCounts(orderOf([0, 9.9, 10, 25, 26, 39, 40]), { from: 0, to: 40 }, counts);
    assert.deepEqual([...counts], [2, 1, 2, 1]);
  });

  it('count the same as one look at each, whatever the range', () => {
    const times = Array.from({ length: 5_000 }, (_, index) => (index * 7_919) % 1_000);
    const order = orderOf(times);
    const counts = new Float64Array(37);
    addCounts(order, { from: 123, to: 493 }, counts);
    const expected = Array.from(counts, (_, column) => {
      const from = 123 + column * 10;
      return times.filter((time) => time >= from && time < from + 10).length;
    });
    assert.deepEqual([...counts], expected);
  });

  it('spread what was counted only over the time in which it was', () => {
    const told = [
      { time: 0, leftOut: 0 },
      { time: 20, leftOut: 8 },
      { time: 40, leftOut: 8 },
    ];
    const counts = new Float64Array(4);
    addLeftOut(orderOf([0, 20, 40]), (row) => told[row]!, { from: 0, to: 40 }, counts);
    assert.deepEqual([...counts], [4, 4, 0, 0]);
    const part = new Float64Array(2);
    addLeftOut(orderOf([0, 20, 40]), (row) => told[row]!, { from: 15, to: 25 }, part);
    assert.deepEqual([...part], [2, 0]);
  });

  it('are twice as high where there are four times as many, and never higher than there is room for', () => {
    assert.deepEqual(
      [0, 25, 100, 900].map((count) => barHeight(count, 100)),
      [0, 0.5, 1, 1],
    );
    assert.ok(barHeight(1, 1_000_000) > 0);
  });
});

describe('columns of pixels', () => {
  it('fill the view, and begin at its edge', () => {
    const { range, count, x } = new PixelColumns().over({ from: 1_000, to: 2_000 }, 100);
    assert.deepEqual([range.from, x, count], [1_000, 0, 101]);
    assert.equal(range.to, 2_010);
  });

  it('keep their times while the view only moves', () => {
    const columns = new PixelColumns();
    columns.over({ from: 1_000, to: 2_000 }, 100);
    for (const by of [3, -3, 25, 9.99, -1_234.5]) {
      const from = 1_000 + by;
      const { range, x } = columns.over({ from, to: from + 1_000 }, 100);
      assert.ok(Math.abs(((range.from - 1_000) / 10) % 1) < 1e-9, `${by}: ${range.from}`);
      assert.ok(x > -1 - 1e-9 && x <= 1e-9, `${by}: ${x}`);
      assert.ok(Math.abs(range.from - (from + x * 10)) < 1e-9, `${by}: ${range.from}`);
    }
  });

  it('are divided anew where others are as wide', () => {
    const columns = new PixelColumns();
    columns.over({ from: 1_000, to: 2_000 }, 100);
    const { range, x } = columns.over({ from: 1_003, to: 1_503 }, 100);
    assert.deepEqual([range.from, x], [1_003, 0]);
  });
});

describe('messages as arrows', () => {
  const store = new TraceStore();
  before(() => {
    for (const chunk of syntheticTrace({ messages: 20_000, span: 10_000, start: 0 })) store.add(chunk);
  });

  it('are drawn where they are few, and not where they are many', () => {
    assert.equal(arrowsIn(store, { from: 0, to: 10_000 }, -1, 3_000), null);
    const few = arrowsIn(store, { from: 5_000, to: 5_500 }, -1, 3_000);
    const expected = [...store.messagesIn(5_000, 5_500)];
    assert.deepEqual(few, expected);
    assert.ok(expected.length > 900);
  });

  it('of one edge are few enough sooner', () => {
    const own = arrowsIn(store, { from: 0, to: 10_000 }, 2, 3_000);
    assert.ok(own !== null && own.length > 0);
    assert.ok(own.every((message) => store.messages.edge[message] === 2));
  });

  it('are found at the pointer, the nearest one first', () => {
    const segments = new Segments();
    segments.begin(3);
    segments.add(7, 0, 0, 100, 100);
    segments.add(8, 0, 10, 100, 110);
    segments.add(9, 50, 200, 50, 200);
    assert.equal(segments.nearest(50, 52), 7);
    assert.equal(segments.nearest(50, 58), 8);
    assert.equal(segments.nearest(52, 198), 9);
    assert.equal(segments.nearest(50, 150), -1);
    segments.begin(0);
    assert.equal(segments.nearest(50, 52), -1);
  });
});

describe('rows of lanes', () => {
  const lanes = [
    { id: 'p1', parent: null },
    { id: 'p2', parent: 'p1' },
    { id: 'p3', parent: 'p1' },
    { id: 'p2:1', parent: 'p2' },
    { id: 'p9', parent: 'gone' },
  ] as Lane[];
  const placeOf = (id: string) => lanes.findIndex((lane) => lane.id === id);

  it('are nested as the lanes are', () => {
    const { rows, rowOf } = laneRows(lanes, new Set(), placeOf);
    assert.deepEqual(
      rows.map(({ lane, level, position, siblings }) => [lanes[lane]!.id, level, position, siblings]),
      [
        ['p1', 1, 1, 2],
        ['p2', 2, 1, 2],
        ['p2:1', 3, 1, 1],
        ['p3', 2, 2, 2],
        ['p9', 1, 2, 2],
      ],
    );
    assert.deepEqual([...rowOf], [0, 1, 3, 2, 4]);
  });

  it('stand for the lanes that are folded into them', () => {
    const { rows, rowOf } = laneRows(lanes, new Set(['p1', 'p3']), placeOf);
    assert.deepEqual(
      rows.map(({ lane, folded, inner }) => [lanes[lane]!.id, folded, inner]),
      [
        ['p1', true, [1, 3, 2]],
        ['p9', false, []],
      ],
    );
    assert.deepEqual([...rowOf], [0, 0, 0, 0, 1]);
  });
});
