// Options of `new Worker` under which the thread would not load the agent, made so that it does.
// A thread takes over its creator's preloads, but with an `execArgv` or `env` of its own: there it reads only those.
// Node alone reads the program's objects: getters and traps run when, and as often as, they would without the lens.
import util = require('node:util');

import { addStub } from '../protocol/injection';
import { findProperty, isObject } from './safely';

const OPTIONS = 'NODE_OPTIONS';

/** The arguments of `new Worker` to use in place of `args`. */
export function observedOptions(args: unknown[], stub: string): unknown[] {
  const [file, options, ...rest] = args;
  return isObject(options) && mayReplace(options) ? [file, withStub(options, stub), ...rest] : args;
}

function mayReplace(options: object): boolean {
  return util.types.isProxy(options) || ['execArgv', 'env'].some((key) => findProperty(options, key) !== undefined);
}

function withStub(options: object, stub: string): object {
  let ownFlags = false;
  return new Proxy(Object.create(null), {
    get(_, key) {
      const value = Reflect.get(options, key);
      if (key === 'execArgv' && Array.isArray(value)) {
        ownFlags = true;
        return ['--require', stub].concat(value);
      }
      // Node reads `execArgv` first. `SHARE_ENV` is a symbol, no object.
      return key === 'env' && isObject(value) && !ownFlags ? withStubInVariables(value, stub) : value;
    },
    has: (_, key) => Reflect.has(options, key),
  });
}

/** What Node copies by `Object.assign`: all of `env`, and NODE_OPTIONS with the stub. */
function withStubInVariables(env: object, stub: string): object {
  let theirs = false;
  return new Proxy(Object.create(null), {
    ownKeys() {
      const keys = Reflect.ownKeys(env);
      theirs = keys.includes(OPTIONS);
      return theirs ? keys : [...keys, OPTIONS];
    },
    getOwnPropertyDescriptor(_, key) {
      const found = key === OPTIONS && !theirs ? undefined : Reflect.getOwnPropertyDescriptor(env, key);
      if (key === OPTIONS) theirs = found?.enumerable === true;
      return key === OPTIONS ? { enumerable: true, configurable: true } : found && { ...found, configurable: true };
    },
    get(_, key) {
      if (key !== OPTIONS) return Reflect.get(env, key);
      const value = theirs ? Reflect.get(env, key) : undefined;
      return addStub(typeof value === 'string' ? value : undefined, stub);
    },
  });
}
