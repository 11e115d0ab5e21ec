import assert from 'node:assert/strict';
import type { RowOrder } from '../../../media/row-order';
import { TraceStore } from '../../../media/trace-store';
import type { TraceChunk } from '../../../protocol/timeline';
import { emptyChunk, syntheticTrace } from '../../browser/support/synthetic-trace';

const rowsOf = (order: RowOrder) => Array.from({ length: order.count }, (_, place) => order.at(place));

interface Told {
  edge: number;
  sent?: number;
  received?: number;
}

/** A chunk of messages; what is not given was not told. */
function chunkOf(messages: Told[], more: Partial<TraceChunk> = {}): TraceChunk {
  const empty = emptyChunk(0);
  const columns = Object.entries(empty.messages).map(([name, column]) => {
    const none = name === 'reply' || name === 'request' ? -1 : column instanceof Float64Array ? Number.NaN : 0;
    const values = messages.map((message) => message[name as keyof Told] ?? none);
    return [name, (column.constructor as typeof Float64Array).from(values)];
  });
  return { ...empty, texts: [], messages: Object.fromEntries(columns), ...more };
}

interface Update {
  message: number;
  sent?: number;
  received?: number;
}

function updatesOf(updates: Update[]): TraceChunk {
  const empty = emptyChunk(0);
  const columns = Object.entries(empty.updates).map(([name, column]) => {
    const none = name === 'reply' || name === 'request' ? -1 : column instanceof Float64Array ? Number.NaN : 0;
    const values = updates.map((update) => update[name as keyof Update] ?? none);
    return [name, (column.constructor as typeof Float64Array).from(values)];
  });
  return { ...empty, updates: Object.fromEntries(columns) };
}

const lane = (id: string, started = 0) => ({
  id,
  parent: null,
  kind: 'worker' as const,
  script: '/app/worker.js',
  pid: 1,
  number: 1,
  slot: null,
  name: null,
  started,
  ended: null,
});

/** Two lanes and an edge each way. */
function twoLanes(): TraceStore {
  const store = new TraceStore();
  store.add({
    ...emptyChunk(0),
    lanes: [lane('p1'), lane('p2')],
    edges: [
      { from: 0, to: 1, by: 'ipc', name: null },
      { from: 1, to: 0, by: 'ipc', name: null },
    ],
  });
  return store;
}

describe('the trace store', () => {
  it('says which end alone tells of an edge: where one came in late, both edges have one', () => {
    const store = twoLanes();
    store.add({ ...emptyChunk(0), edges: [{ from: 0, to: 1, by: 'ipc', name: null, late: 'to' }] });
    assert.deepEqual(
      [0, 1, 2].map((edge) => store.toldBy(edge)),
      ['from', null, 'to'],
    );
  });

  it('keeps messages in order of time, however they come', () => {
    const store = twoLanes();
    store.add(
      chunkOf([
        { edge: 0, sent: 10, received: 11 },
        { edge: 0, sent: 30, received: 31 },
      ]),
    );
    store.add(
      chunkOf([
        { edge: 1, sent: 20, received: 40 },
        { edge: 0, sent: 5, received: 50 },
      ]),
    );
    assert.deepEqual(rowsOf(store.order), [3, 0, 2, 1]);
    assert.deepEqual(rowsOf(store.ofEdge(0).messages), [3, 0, 1]);
    assert.deepEqual(rowsOf(store.ofLane(0).sent), [3, 0, 1]);
    assert.deepEqual(rowsOf(store.ofLane(1).received), [0, 1, 3]);
    assert.deepEqual(rowsOf(store.ofLane(0).received), [2]);
  });

  it('takes columns as narrow as they come, and holds all that comes later', () => {
    const store = twoLanes();
    const narrow = chunkOf([{ edge: 0, sent: 10, received: 11 }]);
    store.add({ ...narrow, messages: { ...narrow.messages, sent: Uint8Array.of(10), bytes: Uint16Array.of(300) } });
    store.add(chunkOf([{ edge: 0, sent: 70_000.25, received: 70_001 }]));
    assert.deepEqual([...store.messages.sent.subarray(0, 2)], [10, 70_000.25]);
    assert.equal(store.messages.bytes[0], 300);
    assert.deepEqual([...store.messages.reply.subarray(0, 2)], [-1, -1]);
  });

  it('keeps many messages in order that come in turns, of the same time in the order in which they came', () => {
    const store = twoLanes();
    const times = Array.from({ length: 3_000 }, (_, row) => ((row * 7) % 100) + Math.floor(row / 1_000) * 60);
    store.add(chunkOf(times.map((sent) => ({ edge: 0, sent, received: sent + 1 }))));
    const expected = [...times.keys()].sort((one, other) => times[one]! - times[other]!);
    assert.deepEqual(rowsOf(store.order), expected);
  });

  it('puts a message into its place once its other end tells of it', () => {
    const store = twoLanes();
    store.add(
      chunkOf([
        { edge: 0, received: 30 },
        { edge: 0, sent: 20 },
      ]),
    );
    assert.deepEqual(rowsOf(store.order), [1, 0]);
    store.add(
      updatesOf([
        { message: 0, sent: 10 },
        { message: 1, received: 25 },
      ]),
    );
    assert.deepEqual(rowsOf(store.order), [0, 1]);
    assert.deepEqual(rowsOf(store.ofLane(0).sent), [0, 1]);
    assert.deepEqual(rowsOf(store.ofLane(1).received), [1, 0]);
    assert.equal(store.begin(0), 10);
    assert.equal(store.finish(1), 25);
  });

  it('finds messages that are on their way across a whole range', () => {
    const store = twoLanes();
    const short = Array.from({ length: 2_000 }, (_, index) => ({ edge: 0, sent: index, received: index + 0.5 }));
    store.add(chunkOf([{ edge: 1, sent: 3 }, ...short]));
    assert.deepEqual([...store.messagesIn(1_000.6, 1_000.9)], []);
    store.add(updatesOf([{ message: 0, received: 1_500 }]));
    assert.deepEqual([...store.messagesIn(1_000.6, 1_000.9)], [0]);
    assert.deepEqual([...store.messagesIn(1_000.6, 1_001.2)], [0, 1_002]);
    assert.deepEqual([...store.messagesIn(1_000.6, 1_001.2, 0)], [1_002]);
  });

  it('says of totals what was never told each by itself', () => {
    const store = twoLanes();
    store.add(
      chunkOf([
        { edge: 0, sent: 10, received: 12 },
        { edge: 0, sent: 40 },
      ]),
    );
    store.add({
      ...emptyChunk(50),
      totals: {
        edge: Uint32Array.of(0, 0),
        time: Float64Array.of(20, 50),
        sent: Float64Array.of(5, 9),
        received: Float64Array.of(NaN, 8),
      },
    });
    assert.equal(store.totalAt(0, 'sent', 30), 5);
    assert.equal(store.leftOutAt(0, 'sent', 30), 4);
    assert.equal(store.leftOutAt(0, 'sent', 50), 7);
    assert.ok(Number.isNaN(store.totalAt(0, 'received', 30)));
    assert.equal(store.leftOutAt(0, 'received', 60), 7);
  });

  it('replaces a lane that changed, and reaches from the first time to the last', () => {
    const store = twoLanes();
    store.add({ ...emptyChunk(70), lanes: [{ ...lane('p2'), ended: 90 }] });
    assert.equal(store.lanes.length, 2);
    assert.equal(store.lanes[1]?.ended, 90);
    assert.deepEqual([store.start, store.end], [0, 90]);
  });

  it('has the same orders as sorting all, whatever comes in whatever order', () => {
    const store = twoLanes();
    let state = 42;
    const random = () => {
      state = (state * 1_664_525 + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    for (let round = 0; round < 30; round++) {
      const count = store.messages.count;
      store.add(
        chunkOf(
          Array.from({ length: 40 }, () => {
            const time = round * 10 + random() * 60;
            const edge = random() < 0.5 ? 0 : 1;
            return random() < 0.5 ? { edge, sent: time } : { edge, received: time };
          }),
        ),
      );
      const { sent } = store.messages;
      const late = Array.from({ length: 20 }, () => Math.floor(random() * (count + 40)));
      store.add(
        updatesOf(
          [...new Set(late)]
            .filter((message) => Number.isNaN(sent[message]!) || Number.isNaN(store.messages.received[message]!))
            .map((message) =>
              Number.isNaN(sent[message]!)
                ? { message, sent: store.messages.received[message]! - random() * 5 }
                : { message, received: sent[message]! + random() * 500 },
            ),
        ),
      );
    }
    const all = [...Array(store.messages.count).keys()];
    const times = (order: RowOrder, of: (row: number) => number) => rowsOf(order).map(of);
    const sorted = (rows: number[], of: (row: number) => number) => rows.map(of).sort((one, other) => one - other);
    const receipt = (row: number) => store.messages.received[row]!;
    assert.deepEqual(times(store.order, store.begin), sorted(all, store.begin));
    const ofEdge = all.filter((row) => store.messages.edge[row] === 0);
    assert.deepEqual(times(store.ofEdge(0).messages, store.begin), sorted(ofEdge, store.begin));
    const received = ofEdge.filter((row) => !Number.isNaN(receipt(row)));
    assert.deepEqual(times(store.ofLane(1).received, receipt), sorted(received, receipt));
    const [from, to] = [150, 155];
    const across = all.filter((row) => store.begin(row) <= to && store.finish(row) >= from);
    assert.deepEqual(
      [...store.messagesIn(from, to)].sort((a, b) => a - b),
      across,
    );
  });

  it('takes a trace of many chunks', () => {
    const store = new TraceStore();
    for (const chunk of syntheticTrace({ messages: 10_000, chunk: 900 })) store.add(chunk);
    assert.equal(store.messages.count, 10_000);
    assert.equal(store.order.count, 10_000);
    assert.equal(store.texts[store.messages.key[0]!], '0');
    assert.equal(store.texts[store.messages.key[9_999]!], '9998');
  });
});
