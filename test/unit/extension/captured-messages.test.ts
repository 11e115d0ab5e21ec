// What was captured of messages, as a person is offered it who sends one more.
import assert from 'node:assert/strict';
import { CapturedMessages } from '../../../extension/timeline/captured-messages';

describe('captured messages', () => {
  const parent = { kind: 'parent' };
  const line = (target: string, ...records: object[]) => `${JSON.stringify({ type: 'messages', target, records })}\n`;
  const received = (payload: string | undefined, own: object = {}) => ({
    way: 'received',
    peer: parent,
    payload,
    ...own,
  });

  it('are those that whoever started a target sent it: each once, the last one first', () => {
    const captured = new CapturedMessages();
    captured.read(line('w1', received('1'), received('2')) + line('w2', received('3')));
    captured.read(line('p', { way: 'sent', peer: { kind: 'child', spawn: 1 }, with: 'w1', payload: '4' }));
    captured.read(line('w1', received('1'), received(undefined)));
    assert.deepEqual(captured.to('w1'), ['1', '4', '2']);
    assert.deepEqual(captured.to('w2'), ['3']);
    assert.deepEqual(captured.to('p'), []);
  });

  it('leave out what went the other way, and by channels that the program made', () => {
    const captured = new CapturedMessages();
    captured.read(line('w1', { way: 'sent', peer: parent, with: 'p', payload: '1' }));
    captured.read(line('w1', received('2', { peer: { kind: 'port', port: 3 } })));
    captured.read(line('w1', received('3', { peer: { kind: 'broadcast', name: 'news' } })));
    captured.read(line('p', received('4', { peer: { kind: 'child', spawn: 1 }, with: 'w1' })));
    for (const target of ['w1', 'p']) assert.deepEqual(captured.to(target), []);
  });

  it('leave out what was masked or cut: it is not what was said', () => {
    const captured = new CapturedMessages();
    captured.read(
      line('w1', received('{"token":"•••"}'), received('["a","…"]'), received('{"a":'), received('{"a":1}')),
    );
    assert.deepEqual(captured.to('w1'), ['{"a":1}']);
  });

  it('are the latest, where there are many', () => {
    const captured = new CapturedMessages();
    const long = 'x'.repeat(4000);
    for (let at = 0; at < 1000; at++) captured.read(line('w1', received(JSON.stringify(`${at} ${long}`))));
    const found = captured.to('w1');
    assert.equal(found.length, 20);
    assert.deepEqual([found[0]?.slice(0, 5), found[19]?.slice(0, 5)], ['"999 ', '"980 ']);
  });
});
