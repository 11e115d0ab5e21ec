import { isRange } from '../lint/node-range';
import { RULES } from '../rules/index';
import type { Severity } from '../rules/rule';
import { UsageError } from './errors';

const FORMATS = ['text', 'json', 'sarif'] as const;
const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'] as const;

export type Format = (typeof FORMATS)[number];

export interface LintArguments {
  readonly format: Format;
  readonly fix: boolean;
  /** The rules to run; undefined for all. */
  readonly rules: readonly string[] | undefined;
  /** What the findings of a rule count as, where that is not the rule's own choice. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** Globs of the files of folders that are checked; none for all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** The range of Node versions that the code is taken to run on, whatever its package says. */
  readonly nodeVersion: string | undefined;
  /** What the text from the standard input is taken for. */
  readonly stdinName: string;
  /** `-` is the standard input. */
  readonly paths: readonly string[];
}

const KNOWN_RULES: ReadonlySet<string> = new Set(RULES.map(({ name }) => name));
const STDIN = '-';

/** What is read so far. */
class Reading {
  format: Format = 'text';
  fix = false;
  stdinName = 'stdin.js';
  nodeVersion: string | undefined;
  readonly rules: string[] = [];
  readonly severities: Record<string, Severity | 'off'> = {};
  readonly include: string[] = [];
  readonly exclude: string[] = [];
  readonly paths: string[] = [];
}

type Option = (reading: Reading, value: string, rest: string[]) => void;

const FLAGS: Readonly<Record<string, (reading: Reading) => void>> = {
  '--json': (reading) => {
    reading.format = 'json';
  },
  '--fix': (reading) => {
    reading.fix = true;
  },
};

const OPTIONS: Readonly<Record<string, Option>> = {
  '--format': (reading, value) => {
    reading.format = oneOf(FORMATS, value, '--format');
  },
  '--rule': (reading, value, rest) => {
    reading.rules.push(knownRule(value), ...furtherRules(rest));
  },
  '--severity': (reading, value) => {
    const [rule, severity] = value.split('=');
    if (!rule || severity === undefined) throw new UsageError('--severity needs RULE=SEVERITY.');
    reading.severities[knownRule(rule)] = oneOf(SEVERITIES, severity, '--severity');
  },
  '--include': (reading, value) => {
    reading.include.push(value);
  },
  '--exclude': (reading, value) => {
    reading.exclude.push(value);
  },
  '--node-version': (reading, value) => {
    if (!isRange(value)) throw new UsageError(`'${value}' is not a range of versions, such as '>=18' or '20.x'.`);
    reading.nodeVersion = value;
  },
  '--stdin-name': (reading, value) => {
    reading.stdinName = value;
  },
};

const NEEDS: Readonly<Record<string, string>> = {
  '--format': FORMATS.join(', '),
  '--rule': 'the name of a rule',
  '--severity': 'RULE=SEVERITY',
  '--include': 'a glob',
  '--exclude': 'a glob',
  '--node-version': 'a range of versions',
  '--stdin-name': 'the name of a file',
};

/** Reads what stands behind `worker-lens lint`. Throws a UsageError where it is not as the usage says. */
export function parseLintArguments(args: readonly string[]): LintArguments {
  const reading = new Reading();
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) readArgument(arg, rest, reading);
  const { paths, rules, fix } = reading;
  if (paths.length === 0) throw new UsageError('lint needs a file or a folder.');
  if (fix && paths.includes(STDIN)) throw new UsageError('--fix changes files: it can’t go with -.');
  return { ...reading, rules: rules.length > 0 ? rules : undefined };
}

/** Whether a path stands for the standard input. */
export function isStdin(path: string): boolean {
  return path === STDIN;
}

function readArgument(arg: string, rest: string[], reading: Reading): void {
  if (arg === '--') {
    reading.paths.push(...rest.splice(0));
    return;
  }
  if (!arg.startsWith('-') || arg === STDIN) {
    reading.paths.push(arg);
    return;
  }
  const flag = own(FLAGS, arg);
  if (flag) flag(reading);
  else readOption(arg, rest, reading);
}

/** An option with its value, in one argument or in two. */
function readOption(arg: string, rest: string[], reading: Reading): void {
  const [, name = arg, attached] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? [];
  const option = own(OPTIONS, name);
  if (!option) throw new UsageError(`'${name}' is not an option of lint.`);
  const value = attached ?? rest.shift();
  if (!value) throw new UsageError(`${name} needs ${NEEDS[name]}.`);
  option(reading, value, rest);
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The names of further rules that follow the one after `--rule`. */
function furtherRules(rest: string[]): string[] {
  const taken: string[] = [];
  while (rest[0] !== undefined && KNOWN_RULES.has(rest[0])) taken.push(rest.shift()!);
  return taken;
}

function knownRule(name: string): string {
  if (KNOWN_RULES.has(name)) return name;
  throw new UsageError(`'${name}' is not a rule. There are: ${[...KNOWN_RULES].join(', ')}.`);
}

function oneOf<T extends string>(choices: readonly T[], value: string, option: string): T {
  const choice = choices.find((each) => each === value);
  if (choice === undefined) throw new UsageError(`${option} is one of ${choices.join(', ')}, not '${value}'.`);
  return choice;
}
