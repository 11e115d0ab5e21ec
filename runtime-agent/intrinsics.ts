// Takes the place of these globals in the whole bundle: a program may replace their functions, and count who calls them.

const all = globalThis;

/** The functions of a namespace or class as they are now; none of those in use asks for `this`. */
function keep<T extends object>(namespace: T): T {
  return all.Object.defineProperties(all.Object.create(null), all.Object.getOwnPropertyDescriptors(namespace));
}

const array = keep(all.Array);
const buffer = keep(all.Buffer);
const json = keep(all.JSON);
const math = keep(all.Math);
const object = keep(all.Object);
const reflect = keep(all.Reflect);

const { stringify } = json;
/** Of what is the agent's alone: a program's own `toJSON` on a built-in prototype would be called. */
json.stringify = (value: unknown) => {
  if ('toJSON' in []) shield(value);
  return stringify(value);
};

function shield(value: unknown): void {
  if (typeof value === 'object' && value) {
    object.defineProperty(value, 'toJSON', {});
    object.values(value).forEach(shield);
  }
}

export { array as Array, buffer as Buffer, json as JSON, math as Math, object as Object, reflect as Reflect };
