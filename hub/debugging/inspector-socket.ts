// The WebSocket to an inspector, which acknowledges at once what the inspector says.
//
// Node's inspector writes each message by itself and leaves Nagle's algorithm on (`src/inspector_socket.cc` sets no
// `TCP_NODELAY`): a message waits until the one before is acknowledged. Linux puts an acknowledgement off by 40 ms unless
// data go along with it, and a debugger that waits for an answer has none to send. So with whatever comes in, a byte of
// the next message's head goes out: all messages are made to begin with the same six bytes.
import * as net from 'node:net';
import WebSocket from 'ws';

/** Longest message of either side, in bytes: heap snapshots come in pieces, sources may be large. */
export const MAX_CDP_PAYLOAD = 256 * 1024 * 1024;

/** A whole text message, RFC 6455 section 5.2. */
const TEXT = 0x81;
/** The payload is masked, and its length stands in the eight bytes that follow. */
const MASKED_LONG = 0xff;
/** What every text message of less than 4 GB begins with, if its length is written in the longest way. */
const COMMON_HEAD = Buffer.from([TEXT, MASKED_LONG, 0, 0, 0, 0]);
/**
 * Fills a head that was begun where no message follows: a call that there is not. Its id is that of no debugger's call, and
 * its answer comes to one who is leaving.
 */
const NOTHING = Buffer.from(JSON.stringify({ id: 0, method: 'WorkerLens.nothing' }));
const NO_MASK = Buffer.alloc(4);

/** @param url `ws://…` of an inspector */
export function connectInspector(url: string): WebSocket {
  const socket = new net.Socket();
  const connect = (options: net.TcpNetConnectOpts) => socket.connect(options);
  const createConnection = connect as typeof net.createConnection;
  const webSocket = new WebSocket(url, { perMessageDeflate: false, maxPayload: MAX_CDP_PAYLOAD, createConnection });
  webSocket.once('open', () => acknowledgeAtOnce(socket));
  return webSocket;
}

/** @param socket which `ws` writes whole frames into from now on, a frame's head first */
function acknowledgeAtOnce(socket: net.Socket): void {
  const write = socket.write.bind(socket) as (chunk: Buffer, ...rest: unknown[]) => boolean;
  const frames = new Frames();
  socket.write = (chunk: unknown, ...rest: unknown[]) => write(frames.next(chunk as Buffer), ...rest);
  socket.on('data', () => {
    const byte = socket.writable ? frames.ahead() : null;
    if (byte) write(byte);
  });
}

/** The frames of one side, of which some of the next head may be sent ahead. */
class Frames {
  /** How many bytes of the next text message's head were sent. */
  #ahead = 0;
  /** Bytes of the frame that is being written, still to come. */
  #left = 0;

  /** A byte to send now; `null` where there is none. */
  ahead(): Buffer | null {
    if (this.#left > 0 || this.#ahead === COMMON_HEAD.length) return null;
    this.#ahead += 1;
    return COMMON_HEAD.subarray(this.#ahead - 1, this.#ahead);
  }

  /** What to write in the place of the next chunk of a frame. */
  next(chunk: Buffer): Buffer {
    if (this.#left === 0) return this.#begin(chunk);
    this.#left -= chunk.length;
    return chunk;
  }

  #begin(frame: Buffer): Buffer {
    const { length, maskAt } = headOf(frame);
    this.#left = maskAt + NO_MASK.length + length - frame.length;
    const isText = frame[0] === TEXT;
    const own = isText ? Buffer.concat([longHead(length), frame.subarray(maskAt)]) : frame;
    const begun = isText || this.#ahead === 0 ? own : Buffer.concat([longHead(NOTHING.length), NO_MASK, NOTHING, own]);
    const rest = begun.subarray(this.#ahead);
    this.#ahead = 0;
    return rest;
  }
}

/** Of a frame as a client sends it: the payload's length in bytes, and where the mask begins. */
function headOf(frame: Buffer): { length: number; maskAt: number } {
  const short = frame[1]! & 0x7f;
  if (short < 126) return { length: short, maskAt: 2 };
  if (short === 126) return { length: frame.readUInt16BE(2), maskAt: 4 };
  return { length: Number(frame.readBigUInt64BE(2)), maskAt: 10 };
}

function longHead(length: number): Buffer {
  const head = Buffer.alloc(10);
  COMMON_HEAD.copy(head);
  head.writeUInt32BE(length, COMMON_HEAD.length);
  return head;
}
