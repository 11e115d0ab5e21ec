// An error as far as it can be read without running the program's code.
import type { ErrorInfo } from '../protocol/agent';
import { ownProperty } from './originals';
import { findProperty, isObject, stringProperty } from './safely';

const MAX_MESSAGE = 10_000;
const MAX_STACK = 20_000;

// Node 20 and later have a function here from the start; only another one is the program's.
const nodesPrepare = ownProperty(Error, 'prepareStackTrace')?.value;
const NativeError = Error;

export function errorInfo(thrown: unknown): ErrorInfo {
  if (!isObject(thrown)) {
    return { name: typeof thrown, message: String(thrown).slice(0, MAX_MESSAGE), stack: null, code: null };
  }
  return {
    name: stringProperty(thrown, 'name') ?? 'object',
    message: (stringProperty(thrown, 'message') ?? '').slice(0, MAX_MESSAGE),
    stack: stackOf(thrown)?.slice(0, MAX_STACK) ?? null,
    code: stringProperty(thrown, 'code'),
  };
}

/** V8 makes the text of a stack when it is first read, and asks `Error.prepareStackTrace` for it: not where that is the program's. */
function stackOf(thrown: object): string | null {
  const prepare = ownProperty(Error, 'prepareStackTrace');
  if (prepare && (prepare.get || (prepare.value !== undefined && prepare.value !== nodesPrepare))) return null;
  const stack = findProperty(thrown, 'stack');
  if (!stack) return null;
  const value = stack.get && stack.get === nativeStack() ? Reflect.apply(stack.get, thrown, []) : stack.value;
  return typeof value === 'string' ? value : null;
}

/** From Node 22 `stack` is a getter of V8's; any other getter is the program's. */
function nativeStack(): (() => unknown) | undefined {
  return ownProperty(new NativeError(), 'stack')?.get;
}
