// What a message waited for behind others of its edge.
import assert from 'node:assert/strict';
import { queueOf } from '../../../media/panels/queue';
import { queueWords } from '../../../media/panels/words';
import { TraceWriter } from './panels-support';

const t = (message: string, ...args: (string | number)[]) =>
  message.replace(/\{(\d)\}/g, (_, at: string) => String(args[Number(at)]));

describe('the queue before a message', () => {
  /** Sent at 10, 11 and 30; the first keeps the receiver from 12 to 112, the second to 142. */
  function busy(): TraceWriter {
    const trace = new TraceWriter();
    const [primary, worker, other] = [trace.lane(), trace.lane(), trace.lane()];
    const edge = trace.edge(primary, worker);
    const elsewhere = trace.edge(primary, other);
    trace.message({ edge, sent: 10, received: 12 });
    trace.message({ edge, sent: 11, received: 112 });
    trace.message({ edge, sent: 30, received: 142 });
    trace.message({ edge: elsewhere, sent: 25, received: 500 });
    trace.message({ edge, sent: 200, received: 201 });
    trace.message({ edge, sent: 300 });
    return trace;
  }

  it('is what was sent before it on its edge, and received after its sending', () => {
    const store = busy().store();
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((message) => queueOf(store, message)),
      [
        null,
        { ahead: 1, isLeast: false, behind: 1, after: 100 },
        { ahead: 1, isLeast: false, behind: 82, after: 30 },
        null,
        null,
        null,
      ],
    );
  });

  it('is said with its times, and as the least where others were left out', () => {
    const trace = busy();
    assert.equal(queueWords(queueOf(trace.store(), 2), t), '1 ahead of it for 82 ms, then 30 ms until it was received');
    trace.totals(0, 400, 50, 49);
    assert.match(queueWords(queueOf(trace.store(), 2), t), /^≥ 1 ahead of it/);
    assert.equal(queueWords(null, t), '');
  });
});
