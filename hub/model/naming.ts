// How a process is called, from what its parent or its agent tells of its command line.
import * as path from 'node:path';
import type { ProcessState } from '../../protocol/viewer';
import { WATCH } from './launchers';

/** Options of Node that take the next word as their value. */
const TAKES_VALUE = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
  '--env-file',
  '--input-type',
  '--title',
]);
const EVALUATES = new Set(['-e', '--eval', '-p', '--print', '-pe']);

/** The test runner has no script of its own: its arguments are what it searches for tests. */
const TEST_RUNNER = 'node --test';

/** The script of a process that said hello: its file, `[eval]`, `node --test`, or the executable where it has none. */
export function scriptOf(argv: readonly string[], execArgv: readonly string[]): string {
  if (execArgv.includes('--test')) return TEST_RUNNER;
  if (execArgv.some((word) => EVALUATES.has(word.split('=', 1)[0]!))) return '[eval]';
  return argv[1] ?? argv[0] ?? '';
}

/** The script in a command line of Node that is known only from outside; the command where there is none. */
export function scriptOfCommand(file: string, args: readonly string[]): string {
  const words = withoutFile(file, args);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--test') return TEST_RUNNER;
    if (EVALUATES.has(word.split('=', 1)[0]!)) return '[eval]';
    if (!word.startsWith('-')) return word;
    if (TAKES_VALUE.has(word)) i++;
  }
  return file;
}

/** `spawnargs` begin with the file itself, as the child's `argv[0]`. */
function withoutFile(file: string, args: readonly string[]): readonly string[] {
  return args[0] !== undefined && basename(args[0]) === basename(file) ? args.slice(1) : args;
}

/** Whether a spawned file is Node by its name, or is what its parent runs itself. */
export function isNode(file: string, parentArgv: readonly string[]): boolean {
  return /^node(js)?(\.exe)?$/i.test(basename(file)) || file === parentArgv[0];
}

/** Name of a run that nobody named: its script's. */
export function runName(script: string): string {
  return basename(script) || 'node';
}

/** Name of a run by the process that it began with: its script's, or the words given to a package manager. */
export function commandName({ launcher, script, argv }: Pick<ProcessState, 'launcher' | 'script' | 'argv'>): string {
  if (launcher === null || launcher === WATCH) return runName(script);
  return [launcher, ...argv.slice(2)].join(' ');
}

function basename(file: string): string {
  return path.posix.basename(file.replaceAll('\\', '/'));
}
