import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './errors';

export interface ExportArguments {
  recording: string;
  /** `null`: the standard output. */
  out: string | null;
}

export interface CompareArguments {
  a: string;
  b: string;
  json: boolean;
}

/** Reads what stands behind `worker-lens export`. Throws a UsageError where it is not as the usage says. */
export function parseExportArguments(args: string[]): ExportArguments {
  const { values, positionals } = usable(() =>
    parseArgs({ args, allowPositionals: true, options: { out: { type: 'string' } } }),
  );
  const [recording, ...others] = positionals;
  if (recording === undefined) throw new UsageError('export needs a RECORDING.');
  if (others.length > 0) throw new UsageError('export takes one RECORDING.');
  if (values.out === '') throw new UsageError('--out needs the name of a file.');
  const out = values.out === undefined ? null : resolve(values.out);
  if (out === resolve(recording)) throw new UsageError('--out names the recording itself, which would be lost.');
  return { recording, out };
}

/** Reads what stands behind `worker-lens compare`. Throws a UsageError where it is not as the usage says. */
export function parseCompareArguments(args: string[]): CompareArguments {
  const { values, positionals } = usable(() =>
    parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' } } }),
  );
  const [a, b, ...others] = positionals;
  if (a === undefined || b === undefined || others.length > 0) throw new UsageError('compare needs two recordings.');
  return { a, b, json: values.json === true };
}

function usable<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
