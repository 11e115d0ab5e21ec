import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as fs from 'node:fs';
import type { IncomingMessage } from 'node:http';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { AgentConnection } from '../../../hub/agent-connection';
import type { Clock } from '../../../hub/clock';
import { encodeFrame, OPCODE } from '../../../runtime-agent/frames';

describe('hub: an agent’s connection', () => {
  let folder: string;
  let server: net.Server;
  let socket: net.Socket;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-'));
    server = net.createServer({ allowHalfOpen: true }).listen(path.join(folder, 'hub.sock'));
  });

  afterEach(() => {
    socket.destroy();
    server.close();
    fs.rmSync(folder, { recursive: true });
  });

  it('loses nothing of a peer that goes in the moment in which it is answered', async () => {
    const accepted = once(server, 'connection');
    const client = net.connect(path.join(folder, 'hub.sock'));
    [socket] = await accepted;
    const heard: string[] = [];
    let answer = () => {};
    const clock: Pick<Clock, 'after' | 'cancel'> = {
      after: (_ms, callback) => {
        answer = callback;
        return 0 as never;
      },
      cancel: () => {},
    };
    await new Promise<void>((closed) => {
      const request = { headers: { 'sec-websocket-key': 'key' } } as unknown as IncomingMessage;
      const connection = new AgentConnection(request, socket, clock as Clock, {
        message: (text) => heard.push(text),
        closed,
      });
      connection.start(Buffer.alloc(0));
      connection.send({ type: 'welcome' });
      // Both in one turn, after its input was read: first the peer's last words and its end, then the answer.
      setImmediate(() => leave(client, 'last words'));
      answer();
    });
    assert.deepEqual(heard, ['last words']);
  });
});

function leave(client: net.Socket, text: string): void {
  const { fd } = (client as unknown as { _handle: { fd: number } })._handle;
  fs.writeSync(fd, encodeFrame(OPCODE.text, text));
  client.destroy();
}
