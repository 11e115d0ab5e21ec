// Traces in the Trace Event Format, held against what is published of it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import type { End } from '../../../../protocol/viewer';
import { chromeTrace } from '../../../../viewer/trace/chrome-trace';
import { TraceBuilder } from '../../../../viewer/trace/trace-builder';
import { processState, threadState, workerState } from '../../support/states';
import { changes, child, HEADER, messages, PARENT, process, received, sent, text, thread } from './support';

const SCHEMA = path.join(__dirname, '../../../fixtures/trace-event-format/schema.json');
const CRASH: End = { how: 'crashed', code: 1, signal: null, error: null, why: null, before: [] };
const FIGURES = {
  period: 500,
  cpu: 0.5,
  rss: 50 * 1024 * 1024,
  heap: { used: 1024 * 1024, total: 0 },
  loop: { utilization: 0.5, delay: { mean: 1, max: 7 } },
  http: null,
};

interface Event {
  ph: string;
  name: string;
  cat: string;
  ts: number;
  dur: number;
  pid: number;
  tid: number;
  id: number;
  args: Record<string, unknown>;
}

function exported(...lines: Parameters<typeof text>): Event[] {
  const builder = new TraceBuilder();
  builder.feed(text(HEADER, ...lines));
  const trace: { traceEvents: Event[] } = JSON.parse([...chromeTrace(builder)].join(''));
  const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(
    JSON.parse(fs.readFileSync(SCHEMA, 'utf8')),
  );
  const isValid: boolean = validate(trace);
  assert.ok(isValid, JSON.stringify(validate.errors?.slice(0, 3)));
  return trace.traceEvents;
}

const PROGRAM = [
  changes(
    1010,
    process(processState({ id: 'p1', primary: true, pid: 10, started: 1000, script: '/app/app.js' })),
    process(workerState('p2', 1, 1, { started: 1000.0004 })),
    thread(threadState('p1:2', { started: 1002, name: 'sum "1"' })),
  ),
  messages(1100, 'p1', [
    sent('p2', child(1), 1, 1080.00017, { hint: 'job', bytes: 5, id: 9 }),
    sent('p2', child(1), 2, 1081),
  ]),
  messages(1105, 'p2', [received('p1', PARENT, 1, 1081.5)]),
  { type: 'figures', time: 1500, process: 'x', thread: 0, target: 'p1', figures: FIGURES },
  { type: 'figures', time: 1500, process: 'x', thread: 2, target: 'p1:2', figures: { ...FIGURES, rss: null } },
  changes(1600, process(workerState('p2', 1, 1, { started: 1000.0004, state: 'exited', ended: 1599, end: CRASH }))),
];

describe('a Chrome trace', () => {
  const of = (events: Event[], ph: string) => events.filter((event) => event.ph === ph);

  it('names processes and threads', () => {
    const names = of(exported(...PROGRAM), 'M')
      .filter(({ name }) => name.endsWith('_name'))
      .map(({ name, pid, tid, args }) => [name, pid, tid, args.name]);
    assert.deepEqual(names, [
      ['process_name', 10, 10, 'primary · pid 10 · app.js'],
      ['thread_name', 10, 10, 'primary'],
      ['process_name', 100, 100, 'worker 1 · pid 100 · app.js'],
      ['thread_name', 100, 100, 'worker 1'],
      ['thread_name', 10, 12, 'thread 2 · sum "1"'],
    ]);
  });

  it('has states as slices that end where the next begins, and none after the end', () => {
    const states = of(exported(...PROGRAM), 'X').filter(({ cat, pid }) => cat === 'state' && pid === 100);
    assert.deepEqual(
      states.map(({ name, ts, dur }) => [name, ts, dur]),
      [
        ['starting', 0, 10_000],
        ['online', 10_000, 589_000],
      ],
    );
  });

  it('has marks in the order of their times', () => {
    const marks = of(exported(...PROGRAM), 'i');
    assert.ok(marks.some(({ name, args }) => name === 'exit' && args.detail === '1'));
    const times = marks.map(({ ts }) => ts);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  });

  it('has an arrow from a tiny slice to another for each message that was received', () => {
    const events = exported(...PROGRAM);
    const slices = of(events, 'X').filter(({ cat }) => cat === 'message');
    assert.deepEqual(
      slices.map(({ name, ts, dur, pid, args }) => [name, ts, dur, pid, args]),
      [
        ['send job', 80_000.1, 0.1, 10, { bytes: 5, id: '9' }],
        ['receive job', 81_500, 0.1, 100, { bytes: 5, id: '9' }],
        ['send', 81_000, 0.1, 10, undefined],
      ],
    );
    const [start, end] = [of(events, 's'), of(events, 'f')];
    assert.deepEqual(
      start.map(({ ts, pid, id }) => [ts, pid, id]),
      [[80_000.1, 10, 1]],
    );
    assert.deepEqual(
      end.map(({ ts, pid, id }) => [ts, pid, id]),
      [[81_500, 100, 1]],
    );
  });

  it('has figures as counters of the process', () => {
    const counters = of(exported(...PROGRAM), 'C').map(({ name, pid, args }) => [name, pid, args]);
    assert.deepEqual(counters.slice(0, 3), [
      ['CPU', 10, { cores: 0.5 }],
      ['memory', 10, { MB: 50 }],
      ['heap', 10, { MB: 1 }],
    ]);
    assert.ok(counters.some(([name]) => name === 'event loop delay · thread 2'));
  });

  it('keeps processes apart whose pid was used twice, or is not known', () => {
    const twice = (id: string, pid: number | null) => process(processState({ id, kind: 'child', parent: 'p1', pid }));
    const events = exported(
      changes(1010, process(processState({ id: 'p1', pid: 7 })), twice('p2', 7), twice('p3', null)),
    );
    const pids = of(events, 'M')
      .filter(({ name }) => name === 'process_name')
      .map(({ pid }) => pid);
    assert.equal(new Set(pids).size, 3);
  });

  it('has slices that nest: none straddles another of its thread', () => {
    const records = Array.from({ length: 200 }, (_, at) => sent('p2', child(1), at + 3, 1100 + at * 0.00037));
    const slices = of(exported(...PROGRAM, messages(1700, 'p1', records)), 'X');
    for (const a of slices) {
      for (const b of slices) {
        const [aEnd, bEnd] = [a.ts * 10 + a.dur * 10, b.ts * 10 + b.dur * 10].map(Math.round) as [number, number];
        const straddles = a.tid === b.tid && a.ts < b.ts && Math.round(b.ts * 10) < aEnd && aEnd < bEnd;
        assert.ok(!straddles, `${JSON.stringify(a)} ${JSON.stringify(b)}`);
      }
    }
  });

  it('of nothing is one too', () => {
    assert.deepEqual(exported(), []);
  });
});
