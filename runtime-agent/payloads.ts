// What messages say, where somebody asked for it: as JSON, by the agent's own writer, which runs none of the program's code.
import type { MessageRecord, PayloadFilter } from '../protocol/agent';
import type { Counters } from './counters';
import { ownProperty } from './originals';
import { isObject, isProxy, safely, stringProperty, types } from './safely';
import { isoText, nativeWords } from './shape';

/** In characters of the JSON, before what ends it where it is cut. */
const MAX_LENGTH = 4096;
const MAX_DEPTH = 8;
const MAX_TEXT = 1000;
const MAX_A_SECOND = 50;
const SECOND_MS = 1000;
const CUT = '"…"';
/** To write a larger one takes longer than anybody waits for. */
const LARGE = 2n ** 1024n;

export class Payloads {
  readonly #counters: Counters;
  #second = 0;
  #told = 0;

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  /** From here on those that pass are told; with `null` none. */
  filter(filter: PayloadFilter | null): void {
    this.#counters.look = filter && ((record, message) => this.#look(filter, record, message));
  }

  #look(filter: PayloadFilter, record: MessageRecord, message: unknown): void {
    if (!passes(filter, record, message)) return;
    if (record.time - this.#second >= SECOND_MS) {
      this.#second = record.time;
      this.#told = 0;
    }
    const payload = this.#told < MAX_A_SECOND ? safely(() => new Writer(filter.masked).write(message, 0)) : undefined;
    if (payload === undefined) this.#counters.dropped++;
    else this.#told++;
    record.payload = payload;
  }
}

/** What was received is told once, where it was received, unless it is asked for as it was sent. */
function passes({ way, hint, field }: PayloadFilter, record: MessageRecord, message: unknown): boolean {
  if (record.way !== (way ?? 'received') || (hint !== null && record.hint !== hint)) return false;
  return field === null || textAt(message, field.path) === field.equals;
}

/** Of a primitive value; `undefined` where there is none. */
function textAt(message: unknown, path: string): string | undefined {
  let value = message;
  for (const key of path.split('.')) {
    if (!isObject(value) || isProxy(value)) return undefined;
    value = ownProperty(value, key)?.value;
  }
  return isObject(value) || value === undefined ? undefined : String(value);
}

class Writer {
  readonly #masked: readonly string[];
  /** Those that are being written, the outermost first. */
  readonly #open: object[] = [];
  #left = MAX_LENGTH;

  constructor(masked: readonly string[]) {
    this.#masked = masked;
  }

  write(value: unknown, depth: number): string {
    if (isObject(value) && typeof value !== 'function') return this.#object(value, depth);
    return this.#take(primitive(value, Math.min(MAX_TEXT, this.#left)));
  }

  #take(text: string): string {
    // With what stands between it and the next.
    this.#left -= text.length + 1;
    return text;
  }

  #object(value: object, depth: number): string {
    const words = isProxy(value) ? 'Proxy' : this.#open.includes(value) ? '(itself)' : wordsOf(value);
    if (words !== null) return this.#take(JSON.stringify(words));
    if (depth === MAX_DEPTH) return this.#take(CUT);
    // Also where it is empty: of very many such ones not all are looked at.
    this.#left -= 2;
    this.#open.push(value);
    const text = Array.isArray(value) ? this.#array(value, depth) : this.#properties(value, depth);
    this.#open.pop();
    return text;
  }

  #array(value: unknown[], depth: number): string {
    const parts: string[] = [];
    for (let at = 0; at < value.length && this.#left > 0; at++)
      parts.push(this.write(ownProperty(value, at)?.value, depth + 1));
    if (parts.length < value.length) parts.push(CUT);
    return `[${parts.join()}]`;
  }

  #properties(value: object, depth: number): string {
    const parts: string[] = [];
    const keys = Object.keys(value);
    for (let at = 0; at < keys.length && this.#left > 0; at++) {
      const name = this.#take(primitive(keys[at], Math.min(MAX_TEXT, this.#left)));
      parts.push(`${name}:${this.#property(value, keys[at]!, depth)}`);
    }
    if (parts.length < keys.length) parts.push(`${CUT}:${CUT}`);
    return `{${parts.join()}}`;
  }

  #property(value: object, key: string, depth: number): string {
    const name = key.toLowerCase();
    if (this.#masked.some((each) => name.includes(each))) return this.#take('"•••"');
    const found = ownProperty(value, key);
    return found && 'value' in found ? this.write(found.value, depth + 1) : this.#take('"getter"');
  }
}

function primitive(value: unknown, room: number): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > room ? `${value.slice(0, Math.max(0, room))}…` : value);
  if (typeof value === 'boolean' || value === null || Number.isFinite(value)) return String(value);
  if (typeof value === 'bigint') return value > -LARGE && value < LARGE ? `"${value}n"` : '"bigint"';
  return JSON.stringify(typeof value === 'number' ? String(value) : typeof value);
}

/** Of what has no properties to tell; `null` of all others. */
function wordsOf(value: object): string | null {
  if (types.isDate(value)) return safely(() => Reflect.apply(isoText, value, [])) ?? 'Date';
  if (types.isNativeError(value)) return `Error: ${stringProperty(value, 'message') ?? ''}`.slice(0, MAX_TEXT);
  return nativeWords(value);
}
