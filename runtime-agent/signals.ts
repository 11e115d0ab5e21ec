import os = require('node:os');

/** The name of what a `kill` was asked to send; `null` for signal 0, which only looks, and for what is none. */
export function signalName(signal: unknown): string | null {
  if (signal === undefined || signal === null) return 'SIGTERM';
  if (typeof signal === 'string') return signal in os.constants.signals ? signal : upperName(signal);
  if (typeof signal !== 'number') return null;
  const found = Object.entries(os.constants.signals).find((entry) => entry[1] === signal);
  return found ? found[0] : null;
}

function upperName(signal: string): string | null {
  const upper = signal.toUpperCase();
  return upper in os.constants.signals ? upper : null;
}
