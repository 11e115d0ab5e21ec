import { RULES } from '../rules/index';
import { UsageError } from './errors';

export interface LintArguments {
  readonly json: boolean;
  readonly fix: boolean;
  /** The rules to run; undefined for all. */
  readonly rules: readonly string[] | undefined;
  readonly paths: readonly string[];
}

const KNOWN_RULES: ReadonlySet<string> = new Set(RULES.map(({ name }) => name));

/** Reads `[--json] [--fix] [--rule NAME…] PATH…`. Throws a UsageError where that is not what is there. */
export function parseLintArguments(args: readonly string[]): LintArguments {
  const rules: string[] = [];
  const paths: string[] = [];
  const flags = new Set<string>();
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') paths.push(...rest.splice(0));
    else if (arg === '--json' || arg === '--fix') flags.add(arg);
    else if (arg === '--rule') rules.push(...takeRules(rest));
    else if (arg.startsWith('--rule=')) rules.push(knownRule(arg.slice('--rule='.length)));
    else if (arg.startsWith('-')) throw new UsageError(`'${arg}' is not an option of lint.`);
    else paths.push(arg);
  }
  if (paths.length === 0) throw new UsageError('lint needs a file or a folder.');
  return { json: flags.has('--json'), fix: flags.has('--fix'), rules: rules.length > 0 ? rules : undefined, paths };
}

/** The name after `--rule`, and those of further rules that follow it. */
function takeRules(rest: string[]): string[] {
  const taken = [knownRule(rest.shift())];
  while (rest[0] !== undefined && KNOWN_RULES.has(rest[0])) taken.push(rest.shift()!);
  return taken;
}

function knownRule(name: string | undefined): string {
  if (!name) throw new UsageError('--rule needs the name of a rule.');
  if (KNOWN_RULES.has(name)) return name;
  throw new UsageError(`'${name}' is not a rule. There are: ${[...KNOWN_RULES].join(', ')}.`);
}
