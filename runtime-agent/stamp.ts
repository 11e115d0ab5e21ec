// A counter on an object of the program's, where only this file finds it: a private field is no property. To look there
// costs nothing like a look into a `WeakMap`, and each message needs one.
import type { Counter } from './counters';
import { isObject } from './safely';

class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: the one way to give a field to an object that is there already
    return object;
  }
}

class Stamp extends Given {
  #counter: Counter;

  constructor(object: object, counter: Counter) {
    super(object);
    this.#counter = counter;
  }

  static of(value: object): Counter | undefined {
    return #counter in value ? value.#counter : undefined;
  }

  static replace(value: object, counter: Counter): boolean {
    if (!(#counter in value)) return false;
    value.#counter = counter;
    return true;
  }
}

export function stamp(object: object, counter: Counter): void {
  if (!Stamp.replace(object, counter)) new Stamp(object, counter);
}

/** Never fails, and runs no trap of a proxy. */
export function counterOf(value: unknown): Counter | undefined {
  return isObject(value) ? Stamp.of(value) : undefined;
}
