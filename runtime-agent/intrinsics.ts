// Takes the place of these globals in the whole bundle: a program may replace their functions, and count who calls them.

/** The functions of a namespace or class as they are now; none of those in use asks for `this`. */
function keep<T extends object>(namespace: T): T {
  return globalThis.Object.defineProperties(
    globalThis.Object.create(null),
    globalThis.Object.getOwnPropertyDescriptors(namespace),
  );
}

const array = keep(globalThis.Array);
const buffer = keep(globalThis.Buffer);
const json = keep(globalThis.JSON);
const math = keep(globalThis.Math);
const object = keep(globalThis.Object);
const reflect = keep(globalThis.Reflect);

export { array as Array, buffer as Buffer, json as JSON, math as Math, object as Object, reflect as Reflect };
