// `worker-lens export`: a recording as a Chrome trace.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { chromeTrace, writeChromeTrace } from '../viewer/trace/chrome-trace';
import { readAndTell } from './read-recording';
import { parseExportArguments } from './recording-arguments';

/** Writes the trace of a recording; gives the exit status. Throws where the arguments or the files can't be followed. */
export async function exportTrace(args: string[]): Promise<number> {
  const { recording, out } = parseExportArguments(args);
  const trace = await readAndTell(recording);
  if (out !== null) await writeChromeTrace(trace, out);
  else await print(chromeTrace(trace));
  return 0;
}

async function print(pieces: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), process.stdout, { end: false });
  } catch (error) {
    // Who reads it has enough, as `head` has.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}
