import type { LintOptions } from '../rules/engine';
import { nodeRangeFor } from './node-range';
import type { ReadOnce } from './read-once';

/** What a person chooses about checking a file; plain data, so that it can be sent to a thread. */
export interface Choices {
  /** The rules to run; all where it is left out. */
  readonly rules?: readonly string[] | undefined;
  /** The range of Node versions that the code is taken to run on, whatever its package says. */
  readonly nodeVersion?: string | undefined;
}

/** What the rules need to know about a file. @param file its absolute path; undefined where it was never saved */
export function optionsFor(file: string | undefined, { rules, nodeVersion }: Choices, files: ReadOnce): LintOptions {
  const nodeRange = nodeVersion ?? (file === undefined ? undefined : nodeRangeFor(file, files.read));
  return { rules, nodeRange };
}
