// Progress for what is mostly quick.
import * as vscode from 'vscode';

/** After this long a person wants to know that something is going on, in ms. */
const PATIENCE = 1_000;

/** Waits for work, and shows that it goes on once it takes long. */
export async function withLateProgress<T>(title: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    const done = work.then(
      () => {},
      () => {},
    );
    void vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () => done);
  }, PATIENCE);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
