// What the agent asks of the hub while what it may write is bounded; where there is no descriptor, as on Windows, no test runs whole.
import assert from 'node:assert/strict';
import { Outbox } from '../../runtime-agent/outbox';

describe('agent: outbox', () => {
  it('asks whether the hub reads as long as nobody said that the socket is connected', () => {
    const outbox = new Outbox();
    outbox.answered();
    assert.ok(outbox.size > 0, 'a ping');
  });

  it('asks nothing of a hub that it is connected to, whatever was taken from it', () => {
    const outbox = new Outbox();
    outbox.connected();
    outbox.push(Buffer.from('frame'));
    assert.equal(outbox.take().toString(), 'frame');
    outbox.answered();
    assert.equal(outbox.size, 0);
  });
});
