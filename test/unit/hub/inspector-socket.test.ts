// The socket to an inspector: what goes over the wire, and that Node's own inspector of every version understands it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type WebSocket, WebSocketServer } from 'ws';
import { connectInspector } from '../../../hub/debugging/inspector-socket';
import { NODE_MAJORS } from '../../../scripts/lib/pinned.mjs';
import { nodeOf } from '../../behaviour/support/nodes';

/** Lengths that WebSocket writes in one, three and nine bytes. */
const LENGTHS = [0, 125, 126, 65_535, 65_536, 200_000];

describe('the socket to an inspector', () => {
  describe('on the wire', () => {
    let server: WebSocketServer;
    let client: WebSocket;
    let peer: WebSocket;
    let wire: Socket;

    beforeEach(async () => {
      server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
      await once(server, 'listening');
      const connected = once(server, 'connection');
      client = connectInspector(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
      const opened = once(client, 'open');
      const [socket, request] = await connected;
      [peer, wire] = [socket, request.socket];
      await opened;
    });
    afterEach(async () => {
      client.terminate();
      server.close();
    });

    /** Has the peer say something, and gives what comes back at once. */
    async function acknowledgement(): Promise<Buffer> {
      const back = once(wire, 'data');
      peer.send('x');
      return (await back)[0];
    }

    it('gives a byte back for each thing that is said, until a message is all that could follow', async () => {
      const bytes: Buffer[] = [];
      for (let i = 0; i < 6; i++) bytes.push(await acknowledgement());
      assert.deepEqual(Buffer.concat(bytes), Buffer.from([0x81, 0xff, 0, 0, 0, 0]));
      let more = 0;
      wire.on('data', ({ length }) => (more += length));
      const heard = once(client, 'message');
      peer.send('x');
      await heard;
      const received = once(peer, 'message');
      client.send('hello');
      assert.equal(String((await received)[0]), 'hello');
      assert.equal(more, 4 + 4 + 5, 'the rest of its length, its mask, and itself');
    });

    it('sends messages whole, however much of their heads went ahead', async () => {
      for (const [i, length] of LENGTHS.entries()) {
        for (let ahead = 0; ahead < i; ahead++) await acknowledgement();
        const text = 'é'.repeat(length / 2) + 'x'.repeat(length % 2);
        const received = once(peer, 'message');
        client.send(text);
        assert.equal(String((await received)[0]), text);
      }
    });

    it('closes as it should, with a head begun and without', async () => {
      await acknowledgement();
      const said: string[] = [];
      peer.on('message', (data) => said.push(String(data)));
      const closed = Promise.all([once(peer, 'close'), once(client, 'close')]);
      client.close(1000, 'done');
      const [[code, reason]] = await closed;
      assert.deepEqual([code, String(reason)], [1000, 'done']);
      assert.deepEqual(said, ['{"id":0,"method":"WorkerLens.nothing"}']);
    });
  });

  describe('to Node’s inspector', () => {
    for (const major of NODE_MAJORS) {
      it(`is understood by Node ${major}`, async function () {
        this.timeout(60_000);
        const child = spawn(await nodeOf(major), ['--inspect=0', '-e', 'setInterval(() => {}, 1000)'], {
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        try {
          const client = connectInspector(await addressIn(child.stderr));
          await once(client, 'open');
          for (const [index, length] of LENGTHS.entries()) {
            const expression = `"${'x'.repeat(length)}".length`;
            client.send(JSON.stringify({ id: index + 1, method: 'Runtime.evaluate', params: { expression } }));
            const { id, result } = JSON.parse(String((await once(client, 'message'))[0]));
            assert.deepEqual([id, result.result.value], [index + 1, length]);
          }
          client.close();
          const [code] = await once(client, 'close');
          assert.equal(code, 1005, 'it answered the close');
          assert.equal(child.exitCode, null);
        } finally {
          child.kill('SIGKILL');
        }
      });
    }
  });
});

async function addressIn(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(stream)) {
    const [address] = /ws:\S+/.exec(line) ?? [];
    if (address) return address;
  }
  throw new Error('It opened no inspector');
}
