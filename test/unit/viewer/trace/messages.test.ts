// Messages of a trace: each told by two ends, in whatever order, and answered by another.
import assert from 'node:assert/strict';
import { summarize } from '../../../../viewer/trace/summary';
import { TraceBuilder, type TraceOptions } from '../../../../viewer/trace/trace-builder';
import { processState, threadState, workerState } from '../../support/states';
import {
  Assembled,
  assemble,
  changes,
  child,
  HEADER,
  messages,
  PARENT,
  process,
  received,
  sent,
  text,
  thread,
} from './support';

const MODEL = changes(
  1010,
  process(processState({ id: 'p1', primary: true })),
  process(workerState('p2', 1, 1)),
  process(workerState('p3', 2, 2)),
  thread(threadState('p1:1')),
);

function read(lines: Parameters<typeof text>, options: TraceOptions = {}): Assembled {
  const builder = new TraceBuilder(options);
  builder.feed(text(HEADER, MODEL, ...lines));
  builder.finish();
  return assemble(builder);
}

const ends = ({ messages }: Assembled) => messages.map(({ edge, sent, received }) => [edge, sent, received]);

describe('messages of a trace', () => {
  const there = messages(1100, 'p1', [sent('p2', child(1), 1, 1080, { bytes: 20, hint: 'job' })]);
  const here = messages(1105, 'p2', [received('p1', PARENT, 1, 1081.5)]);

  for (const [order, lines] of [
    ['sender first', [there, here]],
    ['receiver first', [here, there]],
  ] as const) {
    it(`are one row for both of their ends: ${order}`, () => {
      const trace = read([...lines]);
      assert.deepEqual(ends(trace), [['p1 > p2 ipc', 1080, 1081.5]]);
      assert.deepEqual(trace.messages[0]?.bytes, 20);
      assert.deepEqual(trace.messages[0]?.hint, 'job');
    });

    it(`tell of the other end when it comes, in a later chunk: ${order}`, () => {
      const builder = new TraceBuilder();
      builder.feed(text(HEADER, MODEL, lines[0]));
      const trace = new Assembled().add(builder.take());
      builder.feed(text(lines[1]));
      assert.equal(builder.hasMore, true);
      trace.add(builder.take());
      assert.deepEqual(ends(trace), [['p1 > p2 ipc', 1080, 1081.5]]);
      assert.deepEqual([trace.messages[0]?.bytes, trace.messages[0]?.hint], [20, 'job']);
    });
  }

  it('are counted alike at both ends: others are no match', () => {
    const trace = read([
      messages(1100, 'p1', [
        sent('p2', child(1), 1, 1080),
        sent('p2', child(1), 2, 1081),
        sent('p3', child(2), 1, 1082),
      ]),
      messages(1100, 'p2', [received('p1', PARENT, 2, 1083), sent('p1', PARENT, 1, 1084)]),
    ]);
    assert.deepEqual(ends(trace), [
      ['p1 > p2 ipc', 1080, null],
      ['p1 > p2 ipc', 1081, 1083],
      ['p1 > p3 ipc', 1082, null],
      ['p2 > p1 ipc', 1084, null],
    ]);
  });

  it('between a thread and its maker are postMessage', () => {
    const trace = read([
      messages(1100, 'p1', [sent('p1:1', { kind: 'thread', thread: 1 }, 1, 1080)]),
      messages(1100, 'p1:1', [received('p1', PARENT, 1, 1083)]),
    ]);
    assert.deepEqual(ends(trace), [['p1 > p1:1 postMessage', 1080, 1083]]);
  });

  it('of a broadcast have one known end each', () => {
    const peer = { kind: 'broadcast' as const, name: 'news' };
    const trace = read([
      messages(1100, 'p1', [sent(null, peer, 1, 1080)]),
      messages(1100, 'p1:1', [received(null, peer, 1, 1083)]),
    ]);
    assert.deepEqual(ends(trace), [
      ['p1 > ? broadcast news', 1080, null],
      ['? > p1:1 broadcast news', null, 1083],
    ]);
  });

  describe('over a MessageChannel', () => {
    const port = (number: number) => ({ kind: 'port' as const, port: number });
    const end0 = { channel: { id: 'c1', end: 0 as const } };
    const end1 = { channel: { id: 'c1', end: 1 as const } };

    it('wait for who holds the other end', () => {
      const trace = read([
        messages(1100, 'p1', [sent(null, port(1), 1, 1080, end0)]),
        messages(1110, 'p1:1', [received('p1', port(4), 1, 1085, end1), sent('p1', port(4), 1, 1086, end1)]),
        messages(1120, 'p1', [received('p1:1', port(1), 1, 1087, end0)]),
      ]);
      assert.deepEqual(trace.edges.toSorted(), ['p1 > p1:1 port', 'p1:1 > p1 port']);
      assert.deepEqual(ends(trace).toSorted(), [
        ['p1 > p1:1 port', 1080, 1085],
        ['p1:1 > p1 port', 1086, 1087],
      ]);
    });

    it('whose end is handed on go on over another edge', () => {
      const counts = (sentTotal: number, receivedTotal: number) => ({ sent: sentTotal, received: receivedTotal });
      const trace = read([
        messages(
          1100,
          'p1',
          [sent('p2', port(1), 3, 1080, end0)],
          [{ peer: port(1), with: 'p2', ...end0, ...counts(3, 0) }],
        ),
        messages(1110, 'p2', [], [{ peer: port(1), with: 'p1', ...end1, ...counts(0, 1) }]),
        messages(
          1120,
          'p1:1',
          [sent('p2', port(1), 4, 1115, end0)],
          [{ peer: port(1), with: 'p2', ...end0, ...counts(8, 0) }],
        ),
        messages(
          1130,
          'p2',
          [received('p1:1', port(1), 3, 1116, end1), received('p1:1', port(1), 4, 1117, end1)],
          [{ peer: port(1), with: 'p1:1', ...end1, ...counts(0, 8) }],
        ),
        messages(1140, 'p1', [], [{ peer: port(1), with: 'p2', ...end0, ...counts(3, 0) }]),
      ]);
      assert.deepEqual(ends(trace), [
        ['p1 > p2 port', 1080, 1116],
        ['p1:1 > p2 port', 1115, 1117],
      ]);
      assert.deepEqual(trace.totals, [
        'p1 > p2 port 1100 3/NaN',
        'p1 > p2 port 1110 NaN/1',
        'p1:1 > p2 port 1120 5/NaN',
        'p1 > p2 port 1130 NaN/3',
        'p1:1 > p2 port 1130 NaN/5',
      ]);
    });

    it('do not wait for ever', () => {
      const builder = new TraceBuilder();
      builder.feed(text(HEADER, MODEL, messages(1100, 'p1', [sent(null, port(1), 1, 1080, end0)])));
      assert.deepEqual(assemble(builder).messages, []);
      builder.feed(text({ type: 'figures', time: 3200, target: null }));
      builder.again();
      assert.deepEqual(ends(assemble(builder)), [['p1 > ? port', 1080, null]]);
    });
  });

  it('to one that is not known are kept apart from those to another', () => {
    const trace = read([messages(1100, 'p1', [sent(null, child(7), 1, 1080), sent(null, child(8), 1, 1081)])]);
    assert.deepEqual(trace.edges, ['p1 > ? ipc', 'p1 > ? ipc']);
  });

  it('may be of one whom the model does not know yet', () => {
    const trace = read([
      messages(1100, 'p9', [sent('p1', PARENT, 1, 1080)]),
      changes(1110, process(workerState('p9', 3, 3))),
    ]);
    assert.deepEqual(ends(trace), [['p9 > p1 ipc', 1080, null]]);
    assert.equal(trace.lanes.find(({ id }) => id === 'p9')?.kind, 'worker');
  });

  it('keep what they say, their place, their handle and their id', () => {
    const own = { id: 7, handle: 'Socket', site: { file: '/a.js', line: 3, column: 5 }, payload: '{"id":7}' };
    const [message] = read([messages(1100, 'p1', [sent('p2', child(1), 1, 1080, own)])]).messages;
    const { key, handle, site, payload } = message!;
    assert.deepEqual(
      { key, handle, site, payload },
      { key: '7', handle: 'Socket', site: '/a.js:3:5', payload: '{"id":7}' },
    );
  });

  describe('with the same id', () => {
    const request = messages(1100, 'p1', [sent('p2', child(1), 1, 1080, { id: 'a' })]);
    const served = messages(1101, 'p2', [
      received('p1', PARENT, 1, 1081, { id: 'a' }),
      sent('p1', PARENT, 1, 1090, { id: 'a' }),
    ]);
    const got = messages(1150, 'p1', [received('p2', child(1), 1, 1092, { id: 'a' })]);

    for (const [order, lines] of [
      ['the asker tells first', [request, served, got]],
      ['the asked tells first', [served, request, got]],
    ] as const) {
      it(`are a request and its reply: ${order}`, () => {
        const trace = read([...lines]);
        const at = trace.messages.findIndex(({ edge }) => edge === 'p1 > p2 ipc');
        const reply = 1 - at;
        assert.deepEqual([trace.messages[at]?.reply, trace.messages[at]?.request], [reply, -1]);
        assert.deepEqual([trace.messages[reply]?.reply, trace.messages[reply]?.request], [-1, at]);
      });
    }

    it('are told apart by their times where the reply was told first', () => {
      const replyAlone = messages(1101, 'p2', [sent('p1', PARENT, 1, 1090, { id: 'a' })]);
      const trace = read([replyAlone, request]);
      assert.deepEqual(
        trace.messages.map(({ reply, request }) => [reply, request]),
        [
          [-1, 1],
          [0, -1],
        ],
      );
    });

    it('the same way ask twice, and the later one is answered', () => {
      const trace = read([
        messages(1100, 'p1', [sent('p2', child(1), 1, 1080, { id: 1 }), sent('p2', child(1), 2, 1081, { id: 1 })]),
        messages(1101, 'p2', [sent('p1', PARENT, 1, 1090, { id: 1 })]),
      ]);
      assert.deepEqual(
        trace.messages.map(({ reply }) => reply),
        [-1, 2, -1],
      );
    });

    it('to two workers are two requests', () => {
      const trace = read([
        messages(1100, 'p1', [sent('p2', child(1), 1, 1080, { id: 1 }), sent('p3', child(2), 1, 1081, { id: 1 })]),
        messages(1101, 'p3', [sent('p1', PARENT, 1, 1090, { id: 1 })]),
      ]);
      assert.deepEqual(
        trace.messages.map(({ reply }) => reply),
        [-1, 2, -1],
      );
    });

    it('in a field that was named count before those that were found', () => {
      const record = (way: typeof sent, payload: string, id: number) => way('p2', child(1), 1, 1080, { payload, id });
      const trace = read(
        [
          messages(1100, 'p1', [record(sent, '{"meta":{"ref":"x"}}', 1)]),
          messages(1101, 'p2', [sent('p1', PARENT, 1, 1090, { payload: '{"meta":{"ref":"x"}}', id: 2 })]),
          messages(1102, 'p3', [sent('p1', PARENT, 1, 1090, { payload: '{"meta":{"re', id: 3 })]),
        ],
        { idFields: ['trace', 'meta.ref'] },
      );
      assert.deepEqual(
        trace.messages.map(({ key, reply }) => [key, reply]),
        [
          ['x', 1],
          ['x', -1],
          ['3', -1],
        ],
      );
    });
  });

  describe('of a program that ran already when the lens came', () => {
    const LATE = changes(1020, process({ ...workerState('p2', 1, 1), late: true }));
    const counts = (peer: typeof PARENT, other: string, sentTotal: number, receivedTotal: number) => [
      { peer, with: other, sent: sentTotal, received: receivedTotal },
    ];
    // The agent came to the worker while the primary's was there for four messages.
    const lines = [
      messages(1100, 'p1', [sent('p2', child(1), 1, 1080)]),
      LATE,
      messages(
        1200,
        'p1',
        [sent('p2', child(1), 5, 1180, { id: 'a' }), received('p2', child(1), 5, 1190, { id: 'a' })],
        counts(child(1), 'p2', 5, 5),
      ),
      messages(
        1200,
        'p2',
        [received('p1', PARENT, 1, 1182, { id: 'a' }), sent('p1', PARENT, 1, 1188, { id: 'a' })],
        counts(PARENT, 'p1', 1, 1),
      ),
    ];

    it('are told by each end alone: which of them are the same is not known', () => {
      const trace = read(lines);
      assert.deepEqual(ends(trace), [
        ['p1 > p2 ipc', 1080, null],
        ['p1 > p2 ipc', 1180, null],
        ['p2 > p1 ipc', null, 1190],
        ['p1 > p2 ipc late to', null, 1182],
        ['p2 > p1 ipc late from', 1188, null],
      ]);
      assert.deepEqual(trace.totals, [
        'p1 > p2 ipc 1200 5/NaN',
        'p2 > p1 ipc 1200 NaN/5',
        'p2 > p1 ipc late from 1200 1/NaN',
        'p1 > p2 ipc late to 1200 NaN/1',
      ]);
    });

    it('are requests and replies by the clock of one end, and make no latency', () => {
      const builder = new TraceBuilder();
      builder.feed(text(HEADER, MODEL, ...lines));
      assert.deepEqual(
        assemble(builder).messages.map(({ reply }) => reply),
        [-1, 2, -1, 4, -1],
      );
      const { latency, roundTrip, tasks, sent: all } = summarize(builder);
      assert.deepEqual(
        { latency, roundTrip, tasks, all },
        { latency: null, roundTrip: { median: 10, p95: 10 }, tasks: 5, all: 6 },
      );
    });

    it('are told apart also once the model has forgotten it', () => {
      const trace = read([
        LATE,
        changes(1150, { kind: 'forgotten', of: 'process', id: 'p2' }),
        messages(1200, 'p1', [sent('p2', child(1), 1, 1180)]),
        messages(1200, 'p2', [received('p1', PARENT, 1, 1182)]),
      ]);
      assert.deepEqual(ends(trace), [
        ['p1 > p2 ipc', 1180, null],
        ['p1 > p2 ipc late to', null, 1182],
      ]);
    });

    it('are told together again of what started since', () => {
      const trace = read([
        LATE,
        messages(1100, 'p2', [sent('p2:1', { kind: 'thread', thread: 1 }, 1, 1080)]),
        messages(1100, 'p2:1', [received('p2', PARENT, 1, 1083)]),
      ]);
      assert.deepEqual(ends(trace), [['p2 > p2:1 postMessage', 1080, 1083]]);
    });
  });

  describe('whose id is in a field that was named', () => {
    const idFields = ['meta.ref'];
    const payload = (ref: string) => ({ payload: JSON.stringify({ id: 5, meta: { ref } }) });
    const asks = (n: number) => sent('p2', child(1), n, 1080 + n, { id: 5 });
    const asked = (n: number, ref: string) => received('p1', PARENT, n, 1090 + n, { id: 5, ...payload(ref) });
    const answers = (n: number) => sent('p1', PARENT, n, 1100 + n, { id: 5 });
    const answered = (n: number, ref: string) => received('p2', child(1), n, 1110 + n, { id: 5, ...payload(ref) });
    const pairs = ({ messages: rows }: Assembled) => rows.map(({ key, reply }) => [key, reply]);

    it('are paired by it, where it was captured at the receiver alone', () => {
      const trace = read(
        [
          messages(1100, 'p1', [asks(1), asks(2)]),
          messages(1110, 'p2', [asked(1, 'x'), asked(2, 'y'), answers(1), answers(2)]),
          messages(1120, 'p1', [answered(1, 'y'), answered(2, 'x')]),
        ],
        { idFields },
      );
      assert.deepEqual(pairs(trace), [
        ['x', 3],
        ['y', 2],
        ['y', -1],
        ['x', -1],
      ]);
    });

    it('are paired anew, also where the wrong pair was given out', () => {
      const builder = new TraceBuilder({ idFields });
      builder.feed(text(HEADER, MODEL, messages(1100, 'p1', [asks(1)]), messages(1110, 'p2', [answers(1)])));
      const trace = new Assembled().add(builder.take());
      assert.deepEqual(pairs(trace), [
        ['5', 1],
        ['5', -1],
      ]);
      builder.feed(text(messages(1120, 'p2', [asked(1, 'x')]), messages(1120, 'p1', [answered(1, 'y')])));
      trace.add(builder.take());
      assert.deepEqual(
        trace.messages.map(({ key, reply, request }) => [key, reply, request]),
        [
          ['x', -1, -1],
          ['y', -1, -1],
        ],
      );
    });

    it('are not all one where that is masked', () => {
      const trace = read(
        [
          messages(1100, 'p1', [sent('p2', child(1), 1, 1080, { id: 6, ...payload('•••') })]),
          messages(1110, 'p2', [sent('p1', PARENT, 1, 1090, { id: 7, ...payload('•••') })]),
        ],
        { idFields },
      );
      assert.deepEqual(pairs(trace), [
        ['6', -1],
        ['7', -1],
      ]);
    });
  });

  it('are given out in chunks that never name a row of a later one', () => {
    const records = Array.from({ length: 50 }, (_, at) => sent('p2', child(1), at + 1, 1080 + at, { id: at }));
    const replies = Array.from({ length: 50 }, (_, at) => sent('p1', PARENT, at + 1, 1200 + at, { id: at }));
    const lines = text(HEADER, MODEL, messages(1100, 'p1', records), messages(1300, 'p2', replies));
    const [whole, parts] = [new TraceBuilder(), new TraceBuilder()];
    whole.feed(lines);
    parts.feed(lines);
    const expected = assemble(whole);
    assert.deepEqual(assemble(parts, 7), expected);
    assert.equal(expected.messages[49]?.reply, 99);
    parts.again();
    assert.deepEqual(assemble(parts, 11), expected);
  });

  it('are counted also where they are not told, once for each time that a total grew', () => {
    const counts = (time: number, sentTotal: number, receivedTotal: number) =>
      messages(time, 'p1', [], [{ peer: child(1), with: 'p2', sent: sentTotal, received: receivedTotal }]);
    const trace = read([counts(1100, 5, 0), counts(1150, 5, 2), counts(1200, 5, 2)]);
    assert.deepEqual(trace.totals, ['p1 > p2 ipc 1100 5/NaN', 'p2 > p1 ipc 1150 NaN/2']);
  });

  it('that wait for ever are forgotten, and cost little', () => {
    const builder = new TraceBuilder();
    builder.feed(text(HEADER, MODEL));
    for (let n = 0; n < 300_000; n += 1000) {
      const records = Array.from({ length: 1000 }, (_, at) => sent('p2', child(1), n + at, 1080));
      builder.feed(text(messages(1100, 'p1', records)));
    }
    builder.feed(text(messages(1200, 'p2', [received('p1', PARENT, 0, 1201), received('p1', PARENT, 299_999, 1202)])));
    // The first was forgotten, and is a row of its own; the last was not.
    assert.equal(builder.messages.rows.length, 300_001);
  }).timeout(20_000);
});
