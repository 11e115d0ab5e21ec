// What a tooltip says of the last events before an end.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import { lastEvents } from '../../../extension/tree/before';
import type { LifeEvent } from '../../../protocol/viewer';

describe('last events', () => {
  const textOf = (...before: LifeEvent[]) =>
    lastEvents({ how: 'crashed', code: 1, signal: null, error: null, why: null, before }, 10_000_000, english).map(
      (each) => each.join(': '),
    );
  const event = (ago: number, name: LifeEvent['event'], detail: string | null = null): LifeEvent => ({
    time: 10_000_000 - ago,
    event: name,
    detail,
  });

  it('say how long before, and what', () => {
    assert.deepEqual(
      textOf(
        event(7_300_000, 'online'),
        event(125_000, 'listening', ':3000'),
        event(2140, 'uncaught', 'TypeError: boom'),
        event(400, 'disconnect'),
        event(0, 'signal', 'SIGTERM'),
      ),
      [
        '2 h before: online',
        '2 min before: listening :3000',
        '2.1 s before: uncaught TypeError: boom',
        '0.4 s before: disconnected',
        '0.0 s before: was sent SIGTERM',
      ],
    );
  });
});
