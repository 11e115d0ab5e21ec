// Giving Node another value than the program gave it, without reading the program's object: getters and traps run when,
// and as often as, they would without the lens.

/**
 * What Node is to read in place of `object`: the same, but for one property, which is there in any case.
 * @param make gets the value that Node would have found there, by reading or by copying own properties.
 */
export function overlay(object: object, key: PropertyKey, make: (theirs: unknown) => unknown): object {
  let missing = false;
  return new Proxy(Object.create(null), {
    ownKeys() {
      const keys = Reflect.ownKeys(object);
      missing = !keys.includes(key as string);
      return missing ? keys.concat(key as string) : keys;
    },
    getOwnPropertyDescriptor(_, asked) {
      const found = asked === key && missing ? undefined : Reflect.getOwnPropertyDescriptor(object, asked);
      if (asked !== key) return found && { ...found, configurable: true };
      missing = found?.enumerable !== true;
      return { enumerable: true, configurable: true };
    },
    get(_, asked) {
      if (asked !== key) return Reflect.get(object, asked);
      return make(missing ? undefined : Reflect.get(object, key));
    },
    has: (_, asked) => Reflect.has(object, asked),
  });
}
