// Reads recordings to their ends, for what needs all of one at once.
import type * as vscode from 'vscode';
import type { TraceReader } from '../../viewer/trace/trace-reader';
import { withNotice } from '../notices';
import type { Traces } from './traces';

/**
 * Reads recordings, and does something with them once all are whole; a notification says how far it is, and can end it.
 * @returns `undefined` where a person ended it
 * @throws RecordingError where one can't be read
 */
export async function withWholeTraces<T>(
  traces: Traces,
  files: readonly string[],
  title: string,
  use: (readers: readonly TraceReader[]) => Promise<T>,
): Promise<T | undefined> {
  return withNotice(title, true, async (progress, token) => {
    const readers = files.map((file) => traces.open(file));
    const cancelled = new Promise<undefined>((resolve) => token.onCancellationRequested(() => resolve(undefined)));
    const done = async () => {
      await Promise.all(readers.map(({ whole }) => whole));
      return use(readers);
    };
    tellProgress(readers, progress);
    try {
      return await Promise.race([done(), cancelled]);
    } finally {
      for (const reader of readers) reader.dispose();
    }
  });
}

/** Each is an equal part of the whole. */
function tellProgress(readers: readonly TraceReader[], progress: vscode.Progress<{ increment: number }>): void {
  for (const reader of readers) {
    let told = 0;
    reader.onDidProgress((done) => {
      const share = (100 * (done ?? 1)) / readers.length;
      progress.report({ increment: share - told });
      told = share;
    });
  }
}
