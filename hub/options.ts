// The hub's command line.
import { parseArgs } from 'node:util';

export interface HubOptions {
  /** The rendezvous directory. */
  directory: string;
  /** How long the hub stays when nobody is connected, in ms. */
  linger: number;
}

const DEFAULT_LINGER = 10_000;

/** @throws Error with a sentence for a person where the words make no sense. */
export function parseOptions(args: string[]): HubOptions {
  const { values } = parseArgs({ args, options: { directory: { type: 'string' }, linger: { type: 'string' } } });
  if (!values.directory) throw new Error('The hub needs --directory DIR, the directory where it can be found.');
  const linger = values.linger === undefined ? DEFAULT_LINGER : Number(values.linger);
  if (!Number.isFinite(linger) || linger < 0) {
    throw new Error(`--linger takes a number of milliseconds, not '${values.linger}'.`);
  }
  return { directory: values.directory, linger };
}
