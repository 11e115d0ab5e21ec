import { statSync } from 'node:fs';
import type { LintOptions } from '../rules/engine';
import type { Severity } from '../rules/rule';
import { surroundingsOf } from '../rules/surroundings';
import { nodeRangeFor } from './node-range';
import type { ReadOnce } from './read-once';

/** What a person chooses about checking a file; plain data, so that it can be sent to a thread. */
export interface Choices {
  /** The rules to run; all where it is left out. */
  readonly rules?: readonly string[] | undefined;
  /** How serious a person holds what a rule finds, or that it shall not run; by the rule's name. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>> | undefined;
  /** The range of Node versions that the code is taken to run on, whatever its package says. */
  readonly nodeVersion?: string | undefined;
}

/** What the rules need to know about a file. @param file its absolute path; undefined where it was never saved */
export function optionsFor(file: string | undefined, choices: Choices, files: ReadOnce): LintOptions {
  const { rules, severities, nodeVersion } = choices;
  if (file === undefined) return { rules, severities, nodeRange: nodeVersion };
  const nodeRange = nodeVersion ?? nodeRangeFor(file, files.read);
  return { rules, severities, nodeRange, surroundings: surroundingsOf(file, { readFile: files.read, isFile }) };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
