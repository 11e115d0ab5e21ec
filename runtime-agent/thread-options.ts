// Options of `new Worker` under which the thread would not load the agent, made so that it does.
// A thread takes over its creator's preloads, but with an `execArgv` or `env` of its own: there it reads only those.
import util = require('node:util');

import { addStub } from '../protocol/injection';
import { dataProperty, isObject } from './safely';

/** The arguments of `new Worker` to use in place of `args`. */
export function observedOptions(args: unknown[], stub: string): unknown[] {
  const options = args[1];
  const replaced = isObject(options) ? replacement(options, stub) : null;
  return replaced ? [args[0], withValue(options as object, ...replaced), ...args.slice(2)] : args;
}

function replacement(options: object, stub: string): [key: string, value: unknown] | null {
  const execArgv = dataProperty(options, 'execArgv');
  if (Array.isArray(execArgv)) return ['execArgv', ['--require', stub].concat(execArgv)];
  // `SHARE_ENV` is a symbol, no object. `process.env` given by name is copied by Node like any other.
  const env = dataProperty(options, 'env');
  if (!isObject(env) || util.types.isProxy(env)) return null;
  return ['env', withStub(env, stub)];
}

/** A copy by descriptors: the program's getters run once, when Node reads them. */
function withStub(env: object, stub: string): object {
  const copy = Object.create(Object.getPrototypeOf(env), Object.getOwnPropertyDescriptors(env));
  const theirs = dataProperty(env, 'NODE_OPTIONS');
  const value = addStub(typeof theirs === 'string' ? theirs : undefined, stub);
  return Object.defineProperty(copy, 'NODE_OPTIONS', { value, enumerable: true, configurable: true, writable: true });
}

/** The options with one value replaced; every other access reaches the program's own object, with itself as `this`. */
function withValue(options: object, key: string, value: unknown): object {
  return new Proxy(Object.create(null), {
    get: (_, asked) => (asked === key ? value : Reflect.get(options, asked)),
    has: (_, asked) => Reflect.has(options, asked),
  });
}
