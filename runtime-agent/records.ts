// What a message is about, read without running the program's code: what is told of those that are told by themselves.
import type { MessageRecord } from '../protocol/agent';
import { ownProperty } from './originals';
import { dataProperty, findProperty, isObject, isProxy, types } from './safely';
import { bufferBytes, nativeWords } from './shape';

const HINTS = 'type cmd event action kind method op topic'.split(' ');
const IDS = 'id requestId reqId correlationId messageId taskId jobId callId seq'.split(' ');
const MAX_TEXT = 64;
/** A message with more values than these is not measured. */
const MAX_VALUES = 200;

const plainPrototype = Object.prototype;
const eachOfMap = Map.prototype.forEach;
const eachOfSet = Set.prototype.forEach;

/**
 * Adds what a message says it is, in one of the places where programs say so, else what it is made of; and what a reply to it
 * would bear too.
 */
export function describe(record: MessageRecord, message: unknown): void {
  if (!isObject(message)) record.hint = message === null ? 'null' : typeof message;
  else if (isProxy(message)) record.hint = 'object';
  else if (Array.isArray(message)) record.hint = 'Array';
  else {
    record.hint = (firstOf(message, HINTS, isShortText) as string) ?? kindOf(message);
    record.id = firstOf(message, IDS, isId) as MessageRecord['id'];
  }
}

/** The name of the class of a handle that goes along. */
export function handleOf(handle: unknown): string | undefined {
  if (!isObject(handle)) return undefined;
  const name = dataProperty(findProperty(handle, 'constructor')?.value, 'name');
  return isShortText(name) ? name : 'object';
}

/** Bytes of the buffers and texts in a message, and 8 for each number; `undefined` where that would take long to find. */
export function bytesOf(message: unknown): number | undefined {
  const values: unknown[] = [message];
  let bytes = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (typeof value === 'string') bytes += Buffer.byteLength(value);
    else if (typeof value === 'number' || typeof value === 'bigint') bytes += 8;
    else if (isObject(value)) bytes += bufferBytes(value) ?? unfold(value, values);
    if (values.length > MAX_VALUES) return undefined;
  }
  return bytes;
}

/** Adds what stands in an object to `values`; no bytes are its own. */
function unfold(value: object, values: unknown[]): 0 {
  if (isProxy(value)) return 0;
  if (types.isMap(value))
    Reflect.apply(eachOfMap, value, [(each: unknown, key: unknown) => void values.push(key, each)]);
  else if (types.isSet(value)) Reflect.apply(eachOfSet, value, [(each: unknown) => void values.push(each)]);
  else if (Array.isArray(value) && value.length > MAX_VALUES) values.length = value.length;
  else {
    const keys = Object.keys(value);
    for (let at = 0; at < keys.length && at < MAX_VALUES; at++) values.push(ownProperty(value, keys[at]!)?.value);
  }
  return 0;
}

function kindOf(message: object): string {
  if (Object.getPrototypeOf(message) === plainPrototype) return 'object';
  const words = nativeWords(message);
  return words === null ? 'object' : words.replace(/[( ].*/, '');
}

/** The first of its own values under these names that fits. */
function firstOf(message: object, names: string[], fits: (value: unknown) => boolean): unknown {
  for (let at = 0; at < names.length; at++) {
    const value = ownProperty(message, names[at]!)?.value;
    if (fits(value)) return value;
  }
  return undefined;
}

function isId(value: unknown): boolean {
  return typeof value === 'number' ? Number.isFinite(value) : isShortText(value);
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_TEXT;
}
