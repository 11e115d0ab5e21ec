// Who can be sent a message from a timeline.
import assert from 'node:assert/strict';
import { likeliestReceiver, receiversIn } from '../../../media/panels/receivers';
import { TraceWriter } from './panels-support';

describe('receivers of a replayed message', () => {
  /** A primary with two workers, of which one has a thread; and what ended. */
  function run() {
    const trace = new TraceWriter();
    const primary = trace.lane({ kind: 'primary' });
    const first = trace.lane({ parent: 'p0' });
    const second = trace.lane({ parent: 'p0' });
    const thread = trace.lane({ parent: 'p2', kind: 'thread' });
    const ended = trace.lane({ parent: 'p0', ended: 1 });
    trace.lane({ parent: 'p4', kind: 'child' });
    trace.lane({ parent: 'unknown' });
    return { lanes: trace.store().lanes, primary, first, second, thread, ended };
  }

  it('are those that live, and were started by somebody who lives', () => {
    assert.deepEqual(
      receiversIn(run().lanes).map(({ id }) => id),
      ['p1', 'p2', 'p3'],
    );
  });

  it('begin with whom it went to, else with who sent it', () => {
    const { lanes, primary, first, second, thread, ended } = run();
    const likeliest = (from: number, to: number) =>
      likeliestReceiver({ from, to, by: 'ipc', name: null }, lanes)?.id ?? null;
    assert.equal(likeliest(primary, second), 'p2');
    assert.equal(likeliest(second, thread), 'p3');
    assert.equal(likeliest(second, primary), 'p2');
    assert.equal(likeliest(primary, ended), 'p1');
    assert.equal(likeliest(second, -1), 'p1');
    assert.equal(likeliestReceiver({ from: first, to: primary, by: 'ipc', name: null }, []), undefined);
  });
});
