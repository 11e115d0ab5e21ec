// What messages say, where somebody asked for it: as JSON, by the agent's own writer, which runs none of the program's code.
import type { AgentFilter, MessageRecord } from '../protocol/agent';
import { MASK } from '../protocol/mask';
import type { Counters } from './counters';
import { now, ownProperty } from './originals';
import { describe } from './records';
import { isObject, isProxy, safely, stringProperty, types } from './safely';
import { isoText, nativeWords } from './shape';

/** In characters of the JSON, before what ends it where it is cut. */
const MAX_LENGTH = 4096;
const MAX_DEPTH = 8;
const MAX_TEXT = 1000;
const MAX_A_SECOND = 50;
const SECOND_MS = 1000;
const CUT = '"…"';
const MASKED = `"${MASK}"`;
/** A text in a list is the name of what follows it up to so many characters. */
const MAX_NAME = 64;
const MAX_PARSED = 16 * 1024;
const NONE = {};
/** To write a larger one takes longer than anybody waits for. */
const LARGE = 2n ** 1024n;

export class Payloads {
  readonly #counters: Counters;
  /** Of the clock that all processes of a machine have: of many that pass, both ends tell the same ones. */
  #second = 0;
  #told = 0;
  /** The message that is to be told. */
  #sought: unknown = NONE;

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  /** From here on those that pass are told; with `null` none. */
  filter(filter: AgentFilter | null): void {
    this.#sought = NONE;
    this.#counters.seek = filter && ((way, message) => safely(() => this.#seek(filter, way, message)) === true);
    this.#counters.look = filter && ((record, message) => this.#look(filter, record, message));
  }

  #seek(filter: AgentFilter, way: MessageRecord['way'], message: unknown): boolean {
    if (!passes(filter, way, message)) return false;
    const second = Math.floor(now() / SECOND_MS);
    if (second !== this.#second) this.#told = 0;
    this.#second = second;
    if (this.#told < MAX_A_SECOND) {
      this.#told++;
      this.#sought = message;
      return true;
    }
    if (filter.ways.includes(way)) this.#counters.dropped++;
    return false;
  }

  #look(filter: AgentFilter, record: MessageRecord, message: unknown): void {
    // One that is told because there are few may be beyond what is asked for.
    if (message !== this.#sought) return;
    this.#sought = NONE;
    if (!filter.ways.includes(record.way)) return;
    record.payload = safely(() => new Writer(filter.masked).write(message, 0));
    if (record.payload === undefined) this.#counters.dropped++;
  }
}

function passes({ hint, field }: AgentFilter, way: MessageRecord['way'], message: unknown): boolean {
  if (hint !== null && hintOf(way, message) !== hint) return false;
  return field === null || textAt(message, field.path) === field.equals;
}

function hintOf(way: MessageRecord['way'], message: unknown): string | undefined {
  const record = { way } as MessageRecord;
  describe(record, message);
  return record.hint;
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
    if (typeof value === 'string' && this.#isSecretJson(value)) return this.#take(this.#maskedJson(value));
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
    for (let at = 0; at < value.length && this.#left > 0; at++) parts.push(this.#element(value, at, depth));
    if (parts.length < value.length) parts.push(CUT);
    return `[${parts.join()}]`;
  }

  /** Names and values may stand in turn, as headers do. */
  #element(value: unknown[], at: number, depth: number): string {
    const name = at % 2 === 1 ? ownProperty(value, at - 1)?.value : undefined;
    if (typeof name === 'string' && name.length <= MAX_NAME && this.#isMasked(name)) return this.#take(MASKED);
    return this.write(ownProperty(value, at)?.value, depth + 1);
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
    if (this.#isMasked(key)) return this.#take(MASKED);
    const found = ownProperty(value, key);
    return found && 'value' in found ? this.write(found.value, depth + 1) : this.#take('"getter"');
  }

  #isMasked(name: string): boolean {
    const small = name.toLowerCase();
    return this.#masked.some((each) => small.includes(each));
  }

  /** Many programs send what they have made a text of before. */
  #isSecretJson(text: string): boolean {
    return /^\s*[{[]/.test(text) && this.#isMasked(text);
  }

  /** Nobody can tell what stands in a text that is too long, or is none. */
  #maskedJson(text: string): string {
    if (text.length > MAX_PARSED) return MASKED;
    const parsed = safely(() => new Writer(this.#masked).write(JSON.parse(text), 0));
    return parsed === undefined ? MASKED : primitive(parsed, Math.min(MAX_TEXT, this.#left));
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
