// The two classes with which `ws` reads and writes frames. It exports them, but its types leave them out.
import type { Writable } from 'node:stream';
// The namespace, for it has both classes whether `ws` is bundled as a module or required.
import * as ws from 'ws';

/** Takes the bytes of a peer; emits `message` (data, isBinary), `ping` (data), `conclude` (code, reason), `error`. */
export type Receiver = Writable;

export interface Sender {
  send(data: string, options: { binary: false; compress: false; fin: true; mask: false }): void;
  pong(data: Buffer, mask: false): void;
  close(code: number, reason: string, mask: false): void;
}

const classes = ws as unknown as {
  Receiver: new (options: { isServer: boolean; maxPayload: number }) => Receiver;
  Sender: new (socket: Writable) => Sender;
};

/** @param maxPayload longest message that is taken, in bytes. */
export function newReceiver(maxPayload: number): Receiver {
  return new classes.Receiver({ isServer: true, maxPayload });
}

export function newSender(socket: Writable): Sender {
  return new classes.Sender(socket);
}
