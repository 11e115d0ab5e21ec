// Writes what a ring keeps to a file that a person chose.
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, read as readWithCallback } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { LineFile } from './line-file';
import type { Ring } from './ring';

const PIECE_BYTES = 1024 * 1024;
const read = promisify(readWithCallback);
const LINE_END = Buffer.from('\n');

interface Source {
  descriptor: number;
  file: LineFile;
}

/**
 * Resolves when the file is whole and on disk; until then whatever stood there stands there.
 * @throws Error where it cannot be written
 */
export async function saveRing(ring: Ring, file: string): Promise<void> {
  // At once: what is dropped from the ring from here on stays readable.
  const sources = ring.segments.flatMap((segment) => open(segment.file));
  // A name that nobody else has, nor can have put a link at.
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.part`);
  try {
    if (sources.length === 0) throw new Error('nothing is left of it on disk');
    await Promise.all(sources.map((source) => source.file.flushed()));
    await write(sources, ring.headerBytes, beside);
    await fs.rename(beside, file);
  } catch (error) {
    await fs.rm(beside, { force: true });
    throw error;
  } finally {
    for (const { descriptor } of sources) closeSync(descriptor);
  }
}

/** Nothing where somebody took it away. */
function open(file: LineFile): Source[] {
  try {
    return [{ descriptor: openSync(file.path, 'r'), file }];
  } catch {
    return [];
  }
}

async function write(sources: readonly Source[], headerBytes: number, file: string): Promise<void> {
  const target = await fs.open(file, 'wx', 0o600);
  try {
    for (const [index, source] of sources.entries()) await copy(source, index === 0 ? 0 : headerBytes, target);
    await target.sync();
  } finally {
    await target.close();
  }
}

/** Of a file that somebody has cut, the last line gets an end, lest it takes the next one with it. */
async function copy({ descriptor, file }: Source, start: number, target: fs.FileHandle): Promise<void> {
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  const end = file.written;
  for (let at = start; at < end; ) {
    const { bytesRead } = await read(descriptor, buffer, 0, Math.min(PIECE_BYTES, end - at), at);
    await writeAll(target, bytesRead > 0 ? buffer.subarray(0, bytesRead) : LINE_END);
    if (bytesRead === 0) return;
    at += bytesRead;
  }
}

async function writeAll(target: fs.FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await target.write(bytes, written)).bytesWritten;
  }
}
