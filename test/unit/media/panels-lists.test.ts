// What the table, the sequence and the charts show of a trace.
import assert from 'node:assert/strict';
import { chartedLanes, joinedRows, MOST_LANES, valueAt, valuesOf } from '../../../media/panels/chart-series';
import { linesOf, MOST_LINES, pairsIn, placeIn } from '../../../media/panels/conversation';
import { Happenings } from '../../../media/panels/happenings';
import { Hints } from '../../../media/panels/hints';
import { ScrollScale, TALLEST } from '../../../media/panels/scroll-scale';
import { TraceWriter } from './panels-support';

const ALL = { from: 0, to: 10_000 };

describe('the table', () => {
  function mixed() {
    const trace = new TraceWriter();
    const [one, other] = [trace.lane(), trace.lane()];
    const edge = trace.edge(one, other);
    const back = trace.edge(other, one);
    trace.message({ edge, sent: 30, received: 31 });
    trace.message({ edge: back, received: 10 });
    trace.message({ edge, sent: 20, received: 90 });
    trace.state(one, 5, 'online');
    trace.state(other, 20, 'busy');
    trace.mark(other, 40, 'exit');
    return trace.store();
  }
  const all = (happenings: Happenings) =>
    Array.from({ length: happenings.count }, (_, at) => happenings.at(at)).map(
      ({ kind, row, time }) => `${time} ${kind} ${row}`,
    );

  it('has everything in order of time', () => {
    const happenings = Happenings.in(mixed(), ALL, -1);
    assert.deepEqual(all(happenings), [
      '5 state 0',
      '10 message 1',
      '20 state 1',
      '20 message 2',
      '30 message 0',
      '40 mark 0',
    ]);
  });

  it('has what is in the time in view, and of one edge its messages alone', () => {
    assert.deepEqual(all(Happenings.in(mixed(), { from: 15, to: 30 }, -1)), [
      '20 state 1',
      '20 message 2',
      '30 message 0',
    ]);
    assert.deepEqual(all(Happenings.in(mixed(), ALL, 1)), ['10 message 1']);
  });

  it('finds where something stands', () => {
    const happenings = Happenings.in(mixed(), ALL, -1);
    for (let place = 0; place < happenings.count; place++)
      assert.equal(happenings.placeOf(happenings.at(place)), place);
    assert.equal(happenings.placeOfMessage(2), 3);
    assert.equal(happenings.placeOfMessage(-1), -1);
    assert.equal(Happenings.in(mixed(), { from: 25, to: 30 }, -1).placeOfMessage(2), -1);
  });

  it('scrolls a million rows within what a browser lays out', () => {
    const scale = new ScrollScale(1_000_000 * 22, 220);
    assert.equal(scale.height, TALLEST);
    assert.equal(scale.topOf(0), 0);
    assert.equal(scale.topOf(TALLEST - 220), 1_000_000 * 22 - 220, 'the end of the bar is the last row');
    assert.ok(Math.abs(scale.topOf(scale.scrolledFor(12_345_678)) - 12_345_678) < 0.01);
    const small = new ScrollScale(1000, 220);
    assert.deepEqual([small.isScaled, small.topOf(99), small.topOf(5000), small.scrolledFor(99)], [false, 99, 780, 99]);
  });

  it('knows the types of messages, each once', () => {
    const trace = new TraceWriter();
    const edge = trace.edge(trace.lane(), trace.lane());
    for (const hint of ['job', '', 'done', 'job']) trace.message({ edge, sent: 1, hint });
    const hints = new Hints(trace.store());
    assert.deepEqual(hints.all(), ['done', 'job']);
    assert.deepEqual(hints.all(), ['done', 'job']);
  });
});

describe('the sequence', () => {
  it('has a pair for two lanes, whatever the direction and channel, and the busiest first', () => {
    const trace = new TraceWriter();
    const [a, b, c] = [trace.lane(), trace.lane(), trace.lane()];
    const edges = [trace.edge(b, a), trace.edge(a, b), trace.edge(a, b, { by: 'port' }), trace.edge(c, a)];
    for (const edge of [...edges, edges[0]!]) trace.message({ edge, sent: 1 });
    const pairs = pairsIn(trace.store(), ALL);
    assert.deepEqual(pairs, [
      { left: a, right: b, edges: [0, 1, 2], count: 4 },
      { left: a, right: c, edges: [3], count: 1 },
    ]);
    assert.deepEqual(pairsIn(trace.store(), { from: 5, to: 6 }), []);
  });

  it('puts an end that is not known at the right', () => {
    const trace = new TraceWriter();
    trace.message({ edge: trace.edge(-1, trace.lane()), received: 1 });
    const [pair] = pairsIn(trace.store(), ALL);
    assert.deepEqual([pair?.left, pair?.right], [0, -1]);
  });

  it('has both directions in order, and folds where nothing was said for long', () => {
    const trace = new TraceWriter();
    const [a, b] = [trace.lane(), trace.lane()];
    const [there, back] = [trace.edge(a, b), trace.edge(b, a)];
    for (const sent of [0, 10, 2010]) {
      trace.message({ edge: there, sent, received: sent + 1 });
      trace.message({ edge: back, sent: sent + 5, received: sent + 6 });
    }
    const store = trace.store();
    const lines = linesOf(store, pairsIn(store, ALL)[0]!, ALL, 0);
    const said = lines.map((line) =>
      line.kind === 'gap' ? `gap ${line.span}` : `${line.time} ${line.toRight ? '→' : '←'}`,
    );
    assert.deepEqual(said, ['0 →', '5 ←', '10 →', '15 ←', 'gap 1995', '2010 →', '2015 ←']);
  });

  it('has so many lines at most, from any place on', () => {
    const trace = new TraceWriter();
    const edge = trace.edge(trace.lane(), trace.lane());
    for (let at = 0; at < MOST_LINES + 50; at++) trace.message({ edge, sent: at });
    const store = trace.store();
    const pair = pairsIn(store, ALL)[0]!;
    assert.equal(linesOf(store, pair, ALL, 0).length, MOST_LINES);
    const last = linesOf(store, pair, ALL, 50);
    assert.deepEqual([last.length, last[0]], [MOST_LINES, { kind: 'message', message: 50, toRight: true, time: 50 }]);
    assert.equal(placeIn(store, pair, ALL, 340), 340);
  });
});

describe('charts', () => {
  it('are of the selected lanes, else of all processes, and of so many at most', () => {
    const trace = new TraceWriter();
    const first = trace.lane();
    const thread = trace.lane({ kind: 'thread', parent: 'p0' });
    for (let at = 0; at < MOST_LANES; at++) trace.lane();
    const store = trace.store();
    assert.deepEqual(chartedLanes(store, new Set(['p1', 'gone', 'p0'])), { lanes: [first, thread], more: 0 });
    const { lanes, more } = chartedLanes(store, new Set());
    assert.deepEqual([lanes.length, lanes.includes(thread), more], [MOST_LANES, false, 1]);
  });

  it('have lanes measured at different times side by side, and lead on beyond the view', () => {
    const trace = new TraceWriter();
    const [a, b] = [trace.lane(), trace.lane()];
    for (const time of [0, 1000, 2000, 3000]) trace.figures(a, time, { cpu: time / 10_000 });
    for (const time of [500, 1500, 2500]) trace.figures(b, time, { cpu: 0.5 });
    const joined = joinedRows(trace.store(), [a, b], { from: 1200, to: 1800 });
    assert.deepEqual([...joined.times], [500, 1000, 1500, 2000, 2500]);
    const values = joined.rows.map((rows) => valuesOf(trace.store(), 'cpu', rows));
    assert.deepEqual(values, [
      [undefined, 10, undefined, 20, undefined],
      [50, undefined, 50, undefined, 50],
    ]);
  });

  it('break the line where nothing was measured for long, and where a figure is not known', () => {
    const trace = new TraceWriter();
    const lane = trace.lane();
    trace.figures(lane, 0, { delay: 1, heap: 5 });
    trace.figures(lane, 1000, { delay: 2 });
    trace.figures(lane, 20_000, { delay: 3, heap: 7 });
    const store = trace.store();
    const { rows, times } = joinedRows(store, [lane], { from: 0, to: 30_000 });
    assert.deepEqual([...times], [0, 1000, 1001, 20_000]);
    assert.deepEqual(valuesOf(store, 'delay', rows[0]!), [1, 2, null, 3]);
    assert.deepEqual(valuesOf(store, 'heap', rows[0]!), [5, null, null, 7]);
    assert.equal(valueAt(store, 'delay', lane, 1500), 2);
    assert.ok(Number.isNaN(valueAt(store, 'delay', lane, 12_000)), 'too old');
  });
});
