// What a trace comes to, and two of them side by side.
import assert from 'node:assert/strict';
import type { End } from '../../../../protocol/viewer';
import { compare, ratioText, valueText } from '../../../../viewer/trace/compare';
import { english } from '../../../../viewer/trace/errors';
import { summarize } from '../../../../viewer/trace/summary';
import { TraceBuilder } from '../../../../viewer/trace/trace-builder';
import { processState, slotState, threadState, workerState } from '../../support/states';
import {
  assemble,
  changes,
  child,
  HEADER,
  messages,
  PARENT,
  process,
  received,
  sent,
  slot,
  text,
  thread,
} from './support';

const MB = 1024 * 1024;
const CRASH: End = { how: 'crashed', code: 1, signal: null, error: null, why: null, before: [] };

const MODEL = changes(
  1010,
  process(processState({ id: 'p1', primary: true })),
  process(workerState('p2', 1, 1)),
  thread(threadState('p1:1')),
);

function summaryOf(...lines: Parameters<typeof text>) {
  const builder = new TraceBuilder();
  builder.feed(text(HEADER, MODEL, ...lines));
  return summarize(builder);
}

function figures(time: number, target: string, own: object) {
  const all = {
    period: 500,
    cpu: 0,
    rss: null,
    heap: { used: 0 },
    loop: { utilization: 0, delay: { max: 0 } },
    http: null,
  };
  return { type: 'figures', time, process: 'x', thread: 0, target, figures: { ...all, ...own } };
}

describe('the summary of a trace', () => {
  it('has nothing of what was not measured', () => {
    const { requestRate, response, memory, taskRate, latency, roundTrip, sent } = summaryOf();
    assert.deepEqual(
      { requestRate, response, memory, taskRate, latency, roundTrip, sent },
      { requestRate: null, response: null, memory: null, taskRate: null, latency: null, roundTrip: null, sent: 0 },
    );
  });

  it('counts requests over the time that was measured, and weighs what they took by their number', () => {
    const { requestRate, response } = summaryOf(
      figures(1500, 'p2', { http: { requests: 30, mean: 10, p95: 0 } }),
      figures(2000, 'p2', { http: { requests: 10, mean: 30, p95: 0 } }),
      figures(2000, 'p1', { http: { requests: 0, mean: 0, p95: 0 } }),
    );
    assert.deepEqual([requestRate, response], [40, 15]);
  });

  it('adds up the memory of processes that live at once, and none of threads', () => {
    const { memory, memoryPeak } = summaryOf(
      figures(1500, 'p1', { rss: 100 * MB }),
      figures(1500, 'p2', { rss: 50 * MB }),
      figures(1500, 'p1:1', { rss: 100 * MB }),
      figures(2000, 'p1', { rss: 110 * MB }),
      changes(2100, process(workerState('p2', 1, 1, { state: 'exited', ended: 2050, end: CRASH }))),
      figures(2500, 'p1', { rss: 110 * MB }),
    );
    assert.equal(memoryPeak, 160 * MB);
    assert.equal(memory, 155 * MB);
  });

  it('counts replies as tasks where all messages are told, and what was answered where not', () => {
    const counts = (total: number) => [{ peer: child(1), with: 'p2', sent: total, received: 1 }];
    const records = [sent('p2', child(1), 1, 1080, { id: 1 }), sent('p2', child(1), 2, 1081, { id: 2 })];
    const reply = messages(1105, 'p2', [received('p1', PARENT, 1, 1082), sent('p1', PARENT, 1, 1085, { id: 1 })]);
    const whole = summaryOf(messages(1100, 'p1', records, counts(2)), reply);
    assert.deepEqual([whole.tasks, whole.sent, whole.taskRate], [1, 2, 200]);

    const answered = { peer: PARENT, with: 'p1', sent: 30, received: 40 };
    const sampled = summaryOf(messages(1100, 'p1', records, counts(40)), reply, messages(1200, 'p2', [], [answered]));
    assert.deepEqual([sampled.tasks, sampled.sent, sampled.received], [30, 70, 41]);
  });

  describe('of which the first part was dropped', () => {
    const counts = (number: number) => [{ peer: child(1), with: 'p2', sent: number, received: 0 }];
    const kept = (...lines: Parameters<typeof text>) => {
      const model = [process(processState({ id: 'p1', primary: true })), process(workerState('p2', 1, 1))];
      const builder = new TraceBuilder();
      builder.feed(text(HEADER, { type: 'keyframe', time: 60_000, model }, ...lines));
      return builder;
    };

    it('counts what is kept, and not what agents have counted since the start', () => {
      const records = [5_001, 5_002].map((n) => sent('p2', child(1), n, 59_000 + n));
      const there = [5_000, 5_001, 5_002].map((n) => received('p1', PARENT, n, 59_001 + n));
      const back = { peer: PARENT, with: 'p1', sent: 0, received: 5_002 };
      const builder = kept(
        messages(64_100, 'p1', records, counts(5_004)),
        messages(64_200, 'p2', there, [back]),
        messages(64_300, 'p1', [], counts(5_010)),
      );
      const { sent: out, received: arrived } = summarize(builder);
      assert.deepEqual([out, arrived], [10, 2]);
      assert.deepEqual(assemble(builder).totals, [
        'p1 > p2 ipc 64100 4/NaN',
        'p1 > p2 ipc 64200 NaN/2',
        'p1 > p2 ipc 64300 10/NaN',
      ]);
    });

    it('counts from the first count on, where no message is told by itself', () => {
      const builder = kept(messages(60_100, 'p1', [], counts(7_000)), messages(61_100, 'p1', [], counts(7_040)));
      assert.equal(summarize(builder).sent, 40);
    });

    it('counts all of a worker that started since', () => {
      const worker = process(workerState('p3', 2, 2, { started: 60_050 }));
      const own = { peer: child(2), with: 'p3', sent: 30, received: 0 };
      const builder = kept(changes(60_060, worker), messages(60_100, 'p1', [], [own]));
      assert.equal(summarize(builder).sent, 30);
    });
  });

  it('has how long messages took, and requests until their replies', () => {
    const records = Array.from({ length: 101 }, (_, at) => sent('p2', child(1), at + 1, 1000 + at, { id: at }));
    const there = Array.from({ length: 101 }, (_, at) => received('p1', PARENT, at + 1, 1000 + at + at / 100));
    const { latency, roundTrip } = summaryOf(
      messages(2000, 'p1', records),
      messages(2000, 'p2', [...there, sent('p1', PARENT, 1, 1010, { id: 0 })]),
      messages(2100, 'p1', [received('p2', child(1), 1, 1012)]),
    );
    // 0, 0.01 … 1, and 2 of the reply.
    assert.deepEqual([latency!.median.toFixed(6), latency!.p95.toFixed(6)], ['0.505000', '0.959500']);
    assert.deepEqual(roundTrip, { median: 12, p95: 12 });
  });

  it('counts workers that were replaced, and what crashed', () => {
    const { restarts, crashed, processes, threads } = summaryOf(
      changes(1100, process(workerState('p2', 1, 1, { state: 'exited', ended: 1099, end: CRASH }))),
      changes(1200, process(workerState('p3', 2, 1)), slot(slotState(1, 'p3', ['p2']))),
    );
    assert.deepEqual({ restarts, crashed, processes, threads }, { restarts: 1, crashed: 1, processes: 3, threads: 1 });
  });
});

describe('two traces side by side', () => {
  it('have a row for each figure, and how the second is to the first', () => {
    const http = (requests: number) => figures(1500, 'p2', { http: { requests, mean: 2, p95: 3 } });
    const rows = compare(summaryOf(http(10)), summaryOf(http(25)), english);
    assert.deepEqual(rows[0], {
      key: 'requestRate',
      label: 'Requests a second',
      unit: 'rate',
      a: 20,
      b: 50,
      ratio: 2.5,
    });
    assert.equal(rows.find(({ key }) => key === 'latency.p95')?.ratio, null);
    assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
  });

  it('are written with the digits that count', () => {
    const written = [
      valueText(12_345.6, 'rate'),
      valueText(12.345, 'ms'),
      valueText(0.0456, 'ms'),
      valueText(3, 'count'),
    ];
    assert.deepEqual(written, ['12,346', '12.3', '0.046', '3']);
    assert.equal(valueText(150 * MB, 'bytes'), '150');
    assert.equal(valueText(null, 'ms'), '–');
    assert.deepEqual([ratioText(1.254), ratioText(null)], ['×1.25', '']);
  });
});
