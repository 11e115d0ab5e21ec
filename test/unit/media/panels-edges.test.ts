// What is said of each edge over the time in view.
import assert from 'node:assert/strict';
import { edgeRow, edgeRows, sortedRows } from '../../../media/panels/edge-rows';
import { TraceWriter } from './panels-support';

const none = Number.NaN;

describe('rows of edges', () => {
  /** 100 messages in 1 s, of which those that are told take 2 ms; each report tells of 10 more. */
  function steady(told: (at: number) => boolean): TraceWriter {
    const trace = new TraceWriter();
    const edge = trace.edge(trace.lane(), trace.lane());
    for (let at = 0; at < 100; at++) {
      const sent = at * 10 + 1;
      if (told(at)) trace.message({ edge, sent, received: sent + 2, bytes: 50 });
    }
    for (let report = 1; report <= 10; report++) trace.totals(edge, report * 100, report * 10, report * 10);
    return trace;
  }

  it('count, measure and size messages that were all told', () => {
    const row = edgeRow(steady(() => true).store(), 0, { from: 0, to: 1000 });
    assert.equal(row.count, 100);
    assert.equal(row.leftOut, 0);
    assert.equal(row.rate, 100);
    assert.equal(row.bytes, 5000);
    assert.equal(row.bytesGuessed, false);
    assert.equal(row.waiting, 0);
    assert.deepEqual(row.latency, { count: 100, p50: 2, p95: 2, longest: 2 });
  });

  it('say exactly how many were left out, and size these by the others', () => {
    const row = edgeRow(steady((at) => at % 4 === 0).store(), 0, { from: 0, to: 1000 });
    assert.deepEqual([row.latency.count, row.leftOut, row.count], [25, 75, 100]);
    assert.equal(row.bytes, 5000);
    assert.equal(row.bytesGuessed, true);
  });

  it('are of the time in view alone', () => {
    const store = steady((at) => at % 2 === 0).store();
    const row = edgeRow(store, 0, { from: 200, to: 400 });
    assert.deepEqual([row.latency.count, row.leftOut, row.count, row.rate], [10, 10, 20, 100]);
    assert.deepEqual(edgeRows(store, { from: 5000, to: 6000 }), []);
  });

  it('take the rate over what there is of the time in view', () => {
    const row = edgeRow(steady(() => true).store(), 0, { from: -9000, to: 11_000 });
    assert.equal(row.rate, 100);
  });

  it('count by the receiver where the sender told nothing', () => {
    const trace = new TraceWriter();
    const edge = trace.edge(-1, trace.lane());
    trace.message({ edge, received: 10 });
    trace.totals(edge, 50, none, 5);
    const row = edgeRow(trace.store(), edge, { from: 0, to: 100 });
    assert.deepEqual([row.count, row.leftOut], [5, 4]);
    assert.ok(Number.isNaN(row.waiting));
    assert.ok(Number.isNaN(row.latency.p50));
    assert.ok(Number.isNaN(row.bytes));
  });

  it('say a backlog that grows', () => {
    const trace = new TraceWriter();
    const edge = trace.edge(trace.lane(), trace.lane());
    for (let report = 1; report <= 20; report++) trace.totals(edge, report * 50, report * 100, report * 40);
    const row = edgeRow(trace.store(), edge, { from: 0, to: 1000 });
    assert.deepEqual([row.waiting, row.growing], [1200, true]);
  });

  it('say nothing of the backlog of a broadcast, which many receive', () => {
    const trace = new TraceWriter();
    const edge = trace.edge(trace.lane(), -1, { by: 'broadcast', name: 'news' });
    trace.totals(edge, 50, 10, 30);
    const row = edgeRow(trace.store(), edge, { from: 0, to: 100 });
    assert.equal(row.count, 10);
    assert.ok(Number.isNaN(row.waiting));
  });

  it('sort by a column, what is not known last in both directions', () => {
    const trace = new TraceWriter();
    const lane = trace.lane();
    const edges = [trace.edge(lane, lane), trace.edge(lane, -1), trace.edge(lane, lane)];
    trace.message({ edge: edges[0]!, sent: 0, received: 5 });
    trace.message({ edge: edges[1]!, sent: 1 });
    trace.message({ edge: edges[2]!, sent: 2, received: 4 });
    const rows = edgeRows(trace.store(), { from: 0, to: 10 });
    const order = (descending: boolean) => sortedRows(rows, 'p50', descending).map(({ edge }) => edge);
    assert.deepEqual(
      [order(true), order(false)],
      [
        [0, 2, 1],
        [2, 0, 1],
      ],
    );
  });
});
