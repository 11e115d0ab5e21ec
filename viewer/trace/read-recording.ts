// Reads a recording's file into a builder, part by part.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { RecordingError } from './errors';
import { TraceBuilder, type TraceOptions } from './trace-builder';

/** In bytes. After each part others have their turn; and what was a text of 1 MB lay around for long. */
const PART = 64 * 1024;

export interface ReadOptions extends TraceOptions {
  /** Called after each part: the share that is read. */
  onPart?(builder: TraceBuilder, done: number): void;
  /** Reads no further; what was read stays. */
  signal?: AbortSignal;
}

/**
 * Reads a recording to its end, or until its signal.
 * @throws RecordingError
 */
export async function readRecording(file: string, options: ReadOptions = {}): Promise<TraceBuilder> {
  const builder = new TraceBuilder({ ...options, file });
  const size = await sizeOf(file);
  const decoder = new StringDecoder('utf8');
  let read = 0;
  try {
    for await (const part of createReadStream(file, { highWaterMark: PART })) {
      read += (part as Buffer).length;
      builder.feed(decoder.write(part as Buffer));
      const share = size === 0 ? 1 : Math.min(1, read / size);
      options.onPart?.(builder, share);
      if (!options.signal?.aborted) continue;
      builder.breakOff(share);
      return builder;
    }
  } catch (error) {
    throw asRecordingError(error as Error, file);
  }
  builder.feed(decoder.end());
  builder.finish();
  return builder;
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw asRecordingError(error as Error, file);
  }
}

function asRecordingError(error: Error, file: string): Error {
  return 'syscall' in error ? new RecordingError('unreadable', file, error.message) : error;
}
