// Reading the program's values without running its code, and running ours without failing its calls.
import util = require('node:util');

import { ownProperty } from './originals';

export const { types } = util;
export const { isProxy } = types;

/** Runs the agent's own work: whatever fails in it, the program's call goes on. */
export function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The descriptor a property access would use; none where a proxy stands in the way, since looking would run its traps. */
export function findProperty(value: unknown, key: PropertyKey): PropertyDescriptor | undefined {
  let holder: unknown = value;
  for (let depth = 0; depth < 20 && isObject(holder) && !isProxy(holder); depth++) {
    const found = ownProperty(holder, key);
    if (found) return found;
    holder = Object.getPrototypeOf(holder);
  }
  return undefined;
}

/** The value of a data property; `undefined` for a getter, which is never called. */
export function dataProperty(value: unknown, key: PropertyKey): unknown {
  return findProperty(value, key)?.value;
}

export function stringProperty(value: unknown, key: PropertyKey): string | null {
  const found = dataProperty(value, key);
  return typeof found === 'string' ? found : null;
}

/** An argument as Node hands it to the system; only an object is not converted, since that runs the program's code. */
export function wordOf(argument: unknown): string {
  return isObject(argument) ? '[object]' : String(argument);
}

export function numberProperty(value: unknown, key: PropertyKey): number | null {
  const found = dataProperty(value, key);
  return typeof found === 'number' ? found : null;
}
