// Progress for what is mostly quick.
import type * as vscode from 'vscode';
import { withNotice } from './notices';

/** After this long a person wants to know that something is going on, in ms. */
const PATIENCE = 1_000;

/**
 * Waits for work, and shows that it goes on once it takes long.
 * @param work can be cancelled where it is a function: that is given the signal for it
 */
export async function withLateProgress<T>(
  title: string,
  work: Promise<T> | ((cancelled: AbortSignal) => Promise<T>),
): Promise<T> {
  const abort = new AbortController();
  const cancellable = typeof work === 'function';
  const working = cancellable ? work(abort.signal) : work;
  const timer = setTimeout(() => {
    const done = working.then(
      () => {},
      () => {},
    );
    void withNotice(title, cancellable, (_, token) => {
      token.onCancellationRequested(() => abort.abort());
      return done;
    });
  }, PATIENCE);
  try {
    return await working;
  } finally {
    clearTimeout(timer);
  }
}

/** The same as a signal. */
export function abortedBy(token: vscode.CancellationToken): AbortSignal {
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}
