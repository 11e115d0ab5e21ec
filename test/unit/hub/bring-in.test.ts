// What the hub asks a port for that a person named: anything may listen there.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { BringIn } from '../../../hub/bring-in/bring-in';
import { ANSWER_DEADLINE, inspectorUrl } from '../../../hub/bring-in/inspector-door';
import { Model } from '../../../hub/model/model';
import { RequestError } from '../../../hub/request-error';
import { FakeClock } from './fake-clock';

const ANSWER = JSON.stringify([{ type: 'node', id: 'abc' }]);

describe('hub: a port that may be an inspector’s', () => {
  let clock: FakeClock;
  let server: http.Server;
  let port: number;
  let answer: (response: http.ServerResponse) => void;

  beforeEach(async () => {
    clock = new FakeClock();
    server = http.createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** As a server of events does. */
  function stream(response: http.ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
  }

  /** Resolves when the other end has gone. */
  function answered(by: (response: http.ServerResponse) => void): Promise<unknown> {
    return new Promise((resolve) => {
      answer = (response) => {
        response.on('close', resolve);
        by(response);
      };
    });
  }

  it('is one where Node answers', async () => {
    answer = (response) => response.end(ANSWER);
    assert.equal(await inspectorUrl(port, clock), `ws://127.0.0.1:${port}/abc`);
  });

  it('is none where something else answers, or the answer breaks off', async () => {
    const all: ((response: http.ServerResponse) => void)[] = [
      (response) => response.end('{}'),
      (response) => response.writeHead(404).end(),
      (response) => response.destroy(),
      (response) => response.write(ANSWER, () => response.destroy()),
      (response) => response.writeHead(200, { 'content-length': 1000 }).write(ANSWER, () => response.destroy()),
      (response) => response.socket!.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno number\r\n'),
    ];
    for (answer of all) assert.equal(await inspectorUrl(port, clock), null, String(answer));
    server.closeAllConnections();
    server.close();
    assert.equal(await inspectorUrl(port, clock), null);
  });

  it('is none where the answer has no end: it is left after a while, however much comes', async () => {
    const left = answered((response) => {
      stream(response);
      setImmediate(() => clock.pass(ANSWER_DEADLINE));
    });
    assert.equal(await inspectorUrl(port, clock), null);
    await left;
  });

  it('is none where nothing is answered', async () => {
    const left = answered(() => clock.pass(ANSWER_DEADLINE));
    assert.equal(await inspectorUrl(port, clock), null);
    await left;
  });

  it('is none where the answer is longer than any of Node’s: it is not kept', async () => {
    const left = answered((response) => {
      const pour = () => void response.write(' '.repeat(64 * 1024));
      response.on('drain', pour);
      pour();
    });
    assert.equal(await inspectorUrl(port, clock), null);
    await left;
  });

  it('keeps nobody else from being brought in', async () => {
    const needs = { clock, model: new Model(clock), agents: null as never, directory: '/none', apply: () => {} };
    const bringIn = new BringIn(needs);
    const request = { type: 'bringIn', id: 1, run: 'r', pid: null, port, signal: false, agent: '', stub: '' } as const;
    const none = {
      name: RequestError.name,
      message: `No inspector of Node.js answers on port ${port} of this machine.`,
    };
    answer = (response) => {
      stream(response);
      answer = (next) => next.end('{}');
      setImmediate(() => clock.pass(ANSWER_DEADLINE));
    };
    const [first, second] = [bringIn.carryOut(request), bringIn.carryOut(request)];
    await assert.rejects(first, none);
    await assert.rejects(second, none);
  });
});
