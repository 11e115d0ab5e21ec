// What children and threads are started with, read without running the program's code.
import type { SpawnSettings, ThreadSettings } from '../protocol/agent';
import { dataProperty, isObject, isProxy, wordOf } from './safely';

const SPAWN = {
  exec: 'string',
  cwd: 'string',
  silent: 'boolean',
  serialization: 'string',
  uid: 'number',
  gid: 'number',
  detached: 'boolean',
  windowsHide: 'boolean',
  inspectPort: 'number',
} as const;
const THREAD = { stdin: 'boolean', stdout: 'boolean', stderr: 'boolean' } as const;
const LIMITS = {
  maxYoungGenerationSizeMb: 'number',
  maxOldGenerationSizeMb: 'number',
  codeRangeSizeMb: 'number',
  stackSizeMb: 'number',
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

/** The properties that are of the type they should be. */
function pick<T extends Record<string, keyof Types>>(from: unknown, types: T): { [K in keyof T]: Types[T[K]] | null } {
  const found: Record<string, unknown> = {};
  for (const key in types) {
    const value = dataProperty(from, key);
    found[key] = typeof value === types[key] ? value : null;
  }
  return found as ReturnType<typeof pick<T>>;
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
