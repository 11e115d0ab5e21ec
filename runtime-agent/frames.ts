// WebSocket framing, as much of it as agent and hub use: whole text frames, ping and close. RFC 6455.
// Own code, since loading `ws` costs a program 9 to 34 ms of start-up.

export const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;

const MASKED = 0x80;
const FINAL = 0x80;
/** No command is near this; a longer one is not the hub's. */
const MAX_PAYLOAD = 1024 * 1024;

export interface Frame {
  opcode: number;
  payload: Buffer;
}

/**
 * A frame from client to server, with a mask of zeros, which leaves the payload as it is.
 * Masks guard caches of proxies between the two (RFC 6455, 10.3); between the ends of a private socket there is none.
 */
export function encodeFrame(opcode: number, text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 2 : length < 0x10000 ? 4 : 10;
  // Not `allocUnsafe`: that takes from the pool whose offsets the program can see.
  const frame = Buffer.alloc(header + 4 + length);
  frame[0] = FINAL | opcode;
  frame[1] = MASKED | (header === 2 ? length : header === 4 ? 126 : 127);
  if (header === 4) frame.writeUInt16BE(length, 2);
  if (header === 10) frame.writeUInt32BE(length, 6);
  frame.write(text, header + 4);
  return frame;
}

/** Cuts what comes from the server into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws Error where a frame is masked, in parts, or longer than any the hub sends. */
  read(chunk: Buffer): Frame[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | null {
    const rest = this.#rest;
    if (rest.length < 2) return null;
    const length = rest[1]!;
    const header = length < 126 ? 2 : length === 126 ? 4 : 10;
    if (rest.length < header) return null;
    const size = header === 2 ? length : header === 4 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
    if (length & MASKED || !(rest[0]! & FINAL) || size > MAX_PAYLOAD) throw new Error();
    if (rest.length < header + size) return null;
    this.#rest = rest.subarray(header + size);
    return { opcode: rest[0]! & 0x0f, payload: rest.subarray(header, header + size) };
  }
}
