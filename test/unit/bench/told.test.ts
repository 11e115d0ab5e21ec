// What the benchmark of messages makes of a recording.
import assert from 'node:assert/strict';
import type { RecordingMessages } from '../../../protocol/recording';
import { toldIn } from '../../bench/lib/told';

type Line = Partial<RecordingMessages>;

const parent = { peer: { kind: 'parent' as const }, with: 'p1' };
const child = { peer: { kind: 'child' as const, spawn: 1 }, with: 'p2' };
const sent = (...numbers: number[]) => numbers.map((n) => ({ ...child, way: 'sent' as const, n, time: n }));

function text(...lines: Line[]): string {
  const whole = lines.map((line) => ({ type: 'messages', time: 1, process: 'p1', thread: 0, counts: [], ...line }));
  return `{"type":"recording"}\n${whole.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

describe('messages told in a recording', () => {
  it('are the latest totals of each end, and those told each by itself', () => {
    const told = toldIn(
      text(
        { counts: [{ ...child, sent: 2, received: 0 }], records: sent(0, 1, 2) },
        { counts: [{ ...child, sent: 9, received: 1 }], records: sent(7) },
        { process: 'p2', counts: [{ ...parent, sent: 1, received: 9 }] },
        { process: 'p3', counts: [{ ...parent, sent: 0, received: 4 }] },
      ),
    );
    assert.deepEqual(told.get('child'), { sent: 9, received: 1, sentWhole: 3, receivedWhole: 0 });
    assert.deepEqual(told.get('parent'), { sent: 1, received: 13, sentWhole: 0, receivedWhole: 0 });
  });

  it('are those after the first few, where only these are asked about', () => {
    const told = toldIn(text({ counts: [{ ...child, sent: 9, received: 0 }], records: sent(1, 3, 4, 9) }), 3);
    assert.deepEqual(told.get('child'), { sent: 9, received: 0, sentWhole: 2, receivedWhole: 0 });
  });

  it('are not exact where one is told twice', () => {
    const counts = [{ ...child, sent: 3, received: 0 }];
    assert.throws(() => toldIn(text({ counts, records: sent(1, 2) }, { counts, records: sent(2) })), /told twice/);
  });

  it('are not exact where one is told that there was not', () => {
    assert.throws(() => toldIn(text({ counts: [{ ...child, sent: 3, received: 0 }], records: sent(4) })), /4 of 3/);
  });
});
