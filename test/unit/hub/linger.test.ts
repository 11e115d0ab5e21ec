import assert from 'node:assert/strict';
import { Linger } from '../../../hub/linger';
import { FakeClock } from './fake-clock';

describe('hub: linger', () => {
  let clock: FakeClock;
  let ends: number;
  let linger: Linger;

  beforeEach(() => {
    clock = new FakeClock();
    ends = 0;
    linger = new Linger(clock, 1000, () => ends++);
  });

  it('ends where nobody ever comes', () => {
    clock.pass(999);
    assert.equal(ends, 0);
    clock.pass(1);
    assert.equal(ends, 1);
  });

  it('stays while somebody is there, and for a while after the last has gone', () => {
    const first = linger.connected();
    const second = linger.connected();
    clock.pass(5000);
    first();
    first();
    clock.pass(5000);
    assert.equal(ends, 0, 'one that goes twice is one');
    second();
    clock.pass(999);
    linger.connected()();
    clock.pass(999);
    assert.equal(ends, 0);
    clock.pass(1);
    assert.equal(ends, 1);
  });
});
