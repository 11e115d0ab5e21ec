// Putting a function of ours in the place of one of Node's, so that a program can't tell by looking at its properties.

import { ownProperty } from './originals';
import { safely } from './safely';

// biome-ignore lint/complexity/noBannedTypes: any function of Node's, whatever it takes
type AnyFunction = Function;
type Emit = (this: object, ...args: unknown[]) => unknown;

/** Called before an emitter's listeners; what it returns is called after them, also when one threw. */
export type Sight = (emitter: object, args: unknown[]) => ((threw: boolean) => void) | undefined;

/** Gives `ours` the own properties of `theirs`: name, length, prototype, promisify symbols. */
export function disguise<T extends AnyFunction>(ours: T, theirs: AnyFunction): T {
  Reflect.ownKeys(ours).forEach((key) => void Reflect.deleteProperty(ours, key));
  Reflect.ownKeys(theirs).forEach((key) => {
    Object.defineProperty(ours, key, ownProperty(theirs, key)!);
  });
  return ours;
}

/** Replaces a method where it stands. Returns what undoes it. */
export function replaceMethod<T extends AnyFunction>(holder: object, key: PropertyKey, make: (theirs: T) => T) {
  const theirs = ownProperty(holder, key)?.value;
  return typeof theirs === 'function' ? replaceValue(holder, key, disguise(make(theirs as T), theirs)) : () => {};
}

/**
 * Sees what is emitted on all objects below `home`, without a listener.
 * The inherited `emit` is looked up at each call: `domain` replaces it when it is loaded.
 * The listeners run in this one frame of ours, outside any callback, so that no context of theirs is lost.
 */
export function hookEmit(home: object, see: Sight): () => void {
  // A program may have put its own there.
  const own = ownProperty(home, 'emit');
  const theirs = (): Emit => (own ? own.value : Object.getPrototypeOf(home).emit);
  const hook = {
    emit(this: object, ...args: unknown[]): unknown {
      const after = look(see, this, args);
      if (!after) return Reflect.apply(theirs(), this, args);
      let threw = true;
      // `finally`, never `catch`: a rethrown error is printed with the line of the rethrow.
      try {
        const result = Reflect.apply(theirs(), this, args);
        threw = false;
        return result;
      } finally {
        safely(() => after(threw));
      }
    },
  };
  const emit = disguise(hook.emit, theirs());
  if (own) return replaceValue(home, 'emit', emit);
  Object.defineProperty(home, 'emit', { value: emit, writable: true, enumerable: false, configurable: true });
  return () => {
    if (ownProperty(home, 'emit')?.value === emit) Reflect.deleteProperty(home, 'emit');
  };
}

/** Each event comes here: no closure is made for it. */
function look(see: Sight, emitter: object, args: unknown[]): ReturnType<Sight> {
  try {
    return see(emitter, args);
  } catch {
    return undefined;
  }
}

/** Puts another value where one stands, with its attributes kept. Returns what undoes it, unless somebody replaced ours since. */
export function replaceValue(holder: object, key: PropertyKey, value: unknown): () => void {
  const before = ownProperty(holder, key)!;
  Object.defineProperty(holder, key, { ...before, value });
  return () => {
    if (ownProperty(holder, key)?.value === value) Object.defineProperty(holder, key, before);
  };
}

/**
 * Lets `import { … } from 'node:…'` see replaced exports. Once for all of them: Node goes through its modules, and V8 takes
 * what runs for the third time for worth optimizing.
 */
export function syncExports(): void {
  // To require `node:module` would load what handles source maps and, on older Nodes, the ESM loader.
  (module.constructor as typeof import('node:module')).syncBuiltinESMExports();
}
