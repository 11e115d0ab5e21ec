import { loadBuiltin } from './originals';

type Os = typeof import('node:os');

/** The name of what a `kill` was asked to send; `null` for signal 0, which only looks, and for what is none. */
export function signalName(signal: unknown): string | null {
  if (signal === undefined || signal === null) return 'SIGTERM';
  // Not before it is asked for: most programs never kill.
  const { signals } = (loadBuiltin('node:os') as Os).constants;
  if (typeof signal === 'string') return [signal, signal.toUpperCase()].find((name) => name in signals) ?? null;
  const found = Object.entries(signals).find((entry) => entry[1] === signal);
  return found ? found[0] : null;
}
