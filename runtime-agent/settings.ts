// What children and threads are started with, read without running the program's code.
import type { SpawnSettings, ThreadSettings } from '../protocol/agent';
import { dataProperty, isObject, isProxy, wordOf } from './safely';

/** By their types: the text counts at each start. */
const SPAWN = {
  string: ['exec', 'cwd', 'serialization'],
  boolean: ['silent', 'detached', 'windowsHide'],
  number: ['uid', 'gid', 'inspectPort'],
} as const;
const THREAD = { boolean: ['stdin', 'stdout', 'stderr'] } as const;
const LIMITS = {
  number: ['maxYoungGenerationSizeMb', 'maxOldGenerationSizeMb', 'codeRangeSizeMb', 'stackSizeMb'],
} as const;

interface Types {
  string: string;
  number: number;
  boolean: boolean;
}

/** Of the options that Node hands to a spawn, or of `cluster.settings`. */
export function spawnSettings(options: unknown): SpawnSettings {
  const settings = pick(options, SPAWN);
  const stdio = dataProperty(options, 'stdio');
  return {
    ...settings,
    inspectPort: typeof dataProperty(options, 'inspectPort') === 'function' ? 'function' : settings.inspectPort,
    // Of a spawn these are the whole command line.
    args: settings.exec === null ? null : words(options, 'args'),
    execArgv: words(options, 'execArgv'),
    stdio: typeof stdio === 'string' ? [stdio] : words(options, 'stdio', stdioWord),
  };
}

/** Of the options of `new Worker`; null where there are none. */
export function threadSettings(options: unknown): ThreadSettings | null {
  if (!isObject(options)) return null;
  const env = dataProperty(options, 'env');
  const limits = dataProperty(options, 'resourceLimits');
  return {
    ...pick(options, THREAD),
    execArgv: words(options, 'execArgv'),
    argv: words(options, 'argv'),
    env: typeof env === 'symbol' ? 'shared' : isObject(env) ? 'own' : 'inherited',
    resourceLimits: isObject(limits) ? pick(limits, LIMITS) : null,
  };
}

type Names = { readonly [T in keyof Types]?: readonly string[] };
type Picked<N extends Names> = {
  [T in keyof N & keyof Types as N[T] extends readonly (infer K extends string)[] ? K : never]: Types[T] | null;
};

/** The properties of these names that are of the type they should be. */
function pick<const N extends Names>(from: unknown, names: N): Picked<N> {
  const found: Record<string, unknown> = {};
  for (const type in names) {
    const keys = names[type] as readonly string[];
    for (let at = 0; at < keys.length; at++) {
      const value = dataProperty(from, keys[at]!);
      found[keys[at]!] = typeof value === type ? value : null;
    }
  }
  return found as Picked<N>;
}

function words(options: unknown, key: string, word: (item: unknown, at: number) => string = wordOf): string[] | null {
  const value = dataProperty(options, key);
  if (!Array.isArray(value) || isProxy(value)) return null;
  return Array.from({ length: value.length }, (_, at) => word(dataProperty(value, at), at));
}

/** Nothing given means a pipe for the first three, and nothing for others. https://nodejs.org/api/child_process.html#optionsstdio */
function stdioWord(item: unknown, at: number): string {
  if (typeof item === 'number') return `fd ${item}`;
  return isObject(item) ? 'stream' : String(item ?? (at < 3 ? 'pipe' : 'ignore'));
}
