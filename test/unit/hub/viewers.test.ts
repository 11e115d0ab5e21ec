import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { Viewers } from '../../../hub/viewers';
import type { Change, HubToViewer, RunState } from '../../../protocol/viewer';
import { FakeClock } from './fake-clock';

class FakeSocket extends EventEmitter {
  bufferedAmount = 0;
  readonly sent: HubToViewer[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {}
}

describe('hub: viewers', () => {
  let clock: FakeClock;
  let viewers: Viewers;
  let socket: FakeSocket;

  beforeEach(() => {
    clock = new FakeClock();
    viewers = new Viewers(clock, {
      snapshot: () => ({ runs: [], processes: [], threads: [], slots: [] }),
      handle: async () => {
        viewers.publish([run('asked')]);
        return {};
      },
      gone: () => {},
    });
    socket = accept();
  });

  const accept = () => {
    const socket = new FakeSocket();
    viewers.accept(socket as unknown as WebSocket, () => {});
    return socket;
  };
  const batches = (of = socket) =>
    of.sent.flatMap((message) => (message.type === 'changes' ? [message.changes.map(name)] : []));

  it('tells the first change at once, and the next together', () => {
    viewers.publish([run('a')]);
    clock.pass(0);
    assert.deepEqual(batches(), [['a new']]);
    for (let i = 0; i < 100; i++) viewers.publish([run('a', `${i}`), run('b', `${i}`)]);
    clock.pass(15);
    assert.equal(batches().length, 1);
    clock.pass(1);
    assert.deepEqual(batches()[1], ['a 99', 'b 99'], 'each once, in its last state');
  });

  it('tells that something is forgotten, and not what it was before', () => {
    viewers.publish([run('a')]);
    viewers.publish([{ kind: 'forgotten', of: 'run', id: 'a' }]);
    clock.pass(0);
    assert.deepEqual(batches(), [['a forgotten']]);
  });

  it('begins with a snapshot that says which hub it is', () => {
    const [snapshot] = socket.sent;
    assert.deepEqual(snapshot, {
      type: 'snapshot',
      protocol: 1,
      pid: process.pid,
      time: 0,
      runs: [],
      processes: [],
      threads: [],
      slots: [],
    });
  });

  it('leaves a slow viewer behind, and tells it the whole model once it has caught up', () => {
    const other = accept();
    socket.bufferedAmount = 5 * 1024 * 1024;
    for (let i = 0; i < 1000; i++) {
      viewers.publish([run('a', `${i}`)]);
      clock.pass(16);
    }
    assert.deepEqual(batches(), []);
    assert.equal(batches(other).length, 1000);
    socket.bufferedAmount = 2 * 1024 * 1024;
    clock.pass(1000);
    assert.equal(socket.sent.length, 1);
    socket.bufferedAmount = 0;
    clock.pass(1000);
    assert.deepEqual(
      socket.sent.map(({ type }) => type),
      ['snapshot', 'snapshot'],
    );
    viewers.publish([run('b')]);
    clock.pass(16);
    assert.deepEqual(batches(), [['b new']]);
  });

  it('tells what a request changed before its answer', async () => {
    socket.emit('message', JSON.stringify({ id: 7, type: 'clearEnded' }));
    await new Promise(setImmediate);
    assert.deepEqual(
      socket.sent.map(({ type }) => type),
      ['snapshot', 'changes', 'reply'],
    );
    assert.deepEqual(socket.sent[2], { type: 'reply', id: 7 });
  });
});

function run(id: string, name = 'new'): Change {
  const value: RunState = { id, name, root: null, state: 'running', startedAt: '', started: 0, ended: null };
  return { kind: 'run', value };
}

function name(change: Change): string {
  if (change.kind === 'forgotten') return `${change.id} forgotten`;
  return change.kind === 'run' ? `${change.value.id} ${change.value.name}` : change.kind;
}
