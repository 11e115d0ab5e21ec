// Which signals mean that somebody wants a process to end.

const ENDING = new Set(['SIGTERM', 'SIGINT', 'SIGKILL', 'SIGHUP', 'SIGQUIT', 'SIGABRT']);

/** Whether a signal asks its process to end. Any other one asks only where it is what ended it. */
export function asksToEnd(signal: string): boolean {
  return ENDING.has(signal);
}
