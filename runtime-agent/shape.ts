// What a thread is given, read without running the program's code: names, types and sizes, never what it says.
import type { SharedBuffer } from '../protocol/agent';
import { ownProperty } from './originals';
import { isObject, isProxy, types } from './safely';

const getter = (prototype: object, key: PropertyKey) => ownProperty(prototype, key)?.get as (this: unknown) => unknown;
const typed = Object.getPrototypeOf(Uint8Array.prototype) as object;
const typedName = getter(typed, Symbol.toStringTag);
const typedLength = getter(typed, 'length');
const typedBuffer = getter(typed, 'buffer');
const viewBuffer = getter(DataView.prototype, 'buffer');
const typedBytes = getter(typed, 'byteLength');
const viewBytes = getter(DataView.prototype, 'byteLength');
const ownBytes = getter(ArrayBuffer.prototype, 'byteLength');
const sharedBytes = getter(SharedArrayBuffer.prototype, 'byteLength');
/** Of a Date. */
export const isoText = Date.prototype.toISOString;
const mapSize = getter(Map.prototype, 'size');
const setSize = getter(Set.prototype, 'size');

/** Of an object so many properties are told, and so many levels of objects. */
const MAX_KEYS = 12;
const MAX_DEPTH = 2;
const MAX_LENGTH = 500;

/** A description such as `{ file: string, rows: Array(3), memory: Int32Array(4) on SharedArrayBuffer(16) }`. */
export function shapeOf(value: unknown): string {
  return wordsOf(value, 0).slice(0, MAX_LENGTH);
}

function wordsOf(value: unknown, depth: number): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (isProxy(value)) return 'object';
  const native = nativeWords(value);
  if (native !== null) return native;
  if (Array.isArray(value)) return `Array(${value.length})`;
  return depth < MAX_DEPTH ? objectWords(value, depth) : 'object';
}

/** Of a buffer, or of what a view shows of one; what is shared is not copied, and has none. `null` for anything else. */
export function bufferBytes(value: object): number | null {
  if (types.isTypedArray(value)) return read(typedBytes, value) as number;
  if (types.isArrayBuffer(value)) return read(ownBytes, value) as number;
  if (types.isDataView(value)) return read(viewBytes, value) as number;
  return types.isSharedArrayBuffer(value) ? 0 : null;
}

/** Of what is told from other objects without asking it. */
export function nativeWords(value: object): string | null {
  if (types.isSharedArrayBuffer(value)) return `SharedArrayBuffer(${read(sharedBytes, value)})`;
  if (types.isArrayBuffer(value)) return `ArrayBuffer(${read(ownBytes, value)})`;
  if (types.isTypedArray(value)) return `${read(typedName, value)}(${read(typedLength, value)})${onShared(value)}`;
  if (types.isDataView(value)) return `DataView${onShared(value)}`;
  if (types.isMap(value)) return `Map(${read(mapSize, value)})`;
  if (types.isSet(value)) return `Set(${read(setSize, value)})`;
  if (types.isDate(value)) return 'Date';
  if (types.isRegExp(value)) return 'RegExp';
  return types.isNativeError(value) ? 'Error' : null;
}

function onShared(view: object): string {
  const buffer = bufferOf(view);
  return types.isSharedArrayBuffer(buffer) ? ` on SharedArrayBuffer(${read(sharedBytes, buffer)})` : '';
}

function objectWords(value: object, depth: number): string {
  const keys = Object.keys(value);
  const parts = keys.slice(0, MAX_KEYS).map((key) => `${key}: ${propertyWords(value, key, depth)}`);
  if (keys.length > MAX_KEYS) parts.push('…');
  return parts.length ? `{ ${parts.join(', ')} }` : '{}';
}

function propertyWords(value: object, key: string, depth: number): string {
  const property = ownProperty(value, key);
  return property && 'value' in property ? wordsOf(property.value, depth + 1) : 'getter';
}

/** Numbers the shared buffers that this process or thread hands out, each for as long as it lives. */
export class SharedBuffers {
  readonly #numbers = new WeakMap<object, number>();
  #last = 0;

  /** Those in a value: itself, and in the properties of its first levels. */
  in(value: unknown): SharedBuffer[] {
    const found: SharedBuffer[] = [];
    this.#collect(value, null, 0, found);
    return found;
  }

  #collect(value: unknown, name: string | null, depth: number, found: SharedBuffer[]): void {
    if (!isObject(value) || isProxy(value)) return;
    const buffer = bufferOf(value) ?? value;
    if (types.isSharedArrayBuffer(buffer)) this.#add(buffer, name, found);
    else if (depth < MAX_DEPTH && nativeWords(value) === null) {
      firstKeys(value).forEach((key) => {
        const inner = ownProperty(value, key)?.value;
        this.#collect(inner, Array.isArray(value) ? name : key, depth + 1, found);
      });
    }
  }

  #add(shared: object, name: string | null, found: SharedBuffer[]): void {
    const buffer = this.#numbers.get(shared) ?? ++this.#last;
    this.#numbers.set(shared, buffer);
    if (found.some((known) => known.buffer === buffer)) return;
    found.push({ buffer, bytes: read(sharedBytes, shared) as number, name });
  }
}

/** Of an array its first places: it may have millions. */
function firstKeys(value: object): string[] {
  if (!Array.isArray(value)) return Object.keys(value).slice(0, MAX_KEYS);
  return Array.from({ length: Math.min(value.length, MAX_KEYS) }, (_, at) => String(at));
}

/** The buffer beneath a view; null for what is none. */
function bufferOf(value: object): unknown {
  if (types.isTypedArray(value)) return read(typedBuffer, value);
  return types.isDataView(value) ? read(viewBuffer, value) : null;
}

function read(get: (this: unknown) => unknown, value: object): unknown {
  return Reflect.apply(get, value, []);
}
