import { english, problemWords } from '../viewer/trace/errors';
import { readRecording } from '../viewer/trace/read-recording';
import type { TraceBuilder } from '../viewer/trace/trace-builder';

/** Reads a recording, and says on the standard error what of it could not be read. Throws where none of it could. */
export async function readAndTell(file: string): Promise<TraceBuilder> {
  const trace = await readRecording(file);
  for (const problem of trace.takeProblems()) {
    process.stderr.write(`worker-lens: ${file}: ${problemWords(problem, english)}\n`);
  }
  return trace;
}
