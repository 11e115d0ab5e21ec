// What is wrong with a JSON text, and where: messages that a person types, here or in the timeline, are checked alike. What the
// engine says of it differs between versions, and does not always have the place.

/** A fault at a place, 0-based; `what` is missing there, or wrong. */
export interface JsonFault {
  at: number;
  what: 'value' | 'name' | 'colon' | 'commaOrBrace' | 'commaOrBracket' | 'quote' | 'escape' | 'number' | 'more';
}

class Fault extends Error {
  readonly fault: JsonFault;

  constructor(what: JsonFault['what'], at: number) {
    super(what);
    this.fault = { what, at };
  }
}

/** The first fault of a text; `null` where it is JSON. */
export function jsonFault(text: string): JsonFault | null {
  try {
    new Reader(text).readAll();
    return null;
  } catch (error) {
    if (error instanceof Fault) return error.fault;
    throw error;
  }
}

const SPACE = /[ \t\n\r]*/y;
const WORD = /true|false|null/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** All that may stand in a string but quotes and escapes: no control characters. */
const PLAIN = /[^"\\\p{Cc}]|[\u007f-\u009f]/uy;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): void {
    this.#value();
    if (this.#at < this.#text.length) throw new Fault('more', this.#at);
  }

  /** A value, and the space around it. */
  #value(): void {
    this.#space();
    const start = this.#text[this.#at];
    if (start === '{') this.#members();
    else if (start === '[') this.#items();
    else if (start === '"') this.#string();
    else if (!this.#take(WORD)) this.#number();
    this.#space();
  }

  #members(): void {
    this.#at++;
    this.#space();
    if (this.#skip('}')) return;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') this.#fail('name');
      this.#string();
      this.#space();
      if (!this.#skip(':')) this.#fail('colon');
      this.#value();
    } while (this.#skip(','));
    if (!this.#skip('}')) this.#fail('commaOrBrace');
  }

  #items(): void {
    this.#at++;
    this.#space();
    if (this.#skip(']')) return;
    do this.#value();
    while (this.#skip(','));
    if (!this.#skip(']')) this.#fail('commaOrBracket');
  }

  #string(): void {
    this.#at++;
    while (this.#take(PLAIN) || this.#take(ESCAPE));
    if (this.#text[this.#at] === '\\') throw new Fault('escape', this.#at);
    if (!this.#skip('"')) this.#fail('quote');
  }

  #number(): void {
    if (!this.#take(NUMBER)) this.#fail('value');
    if (/[\w.+-]/.test(this.#text[this.#at] ?? '')) throw new Fault('number', this.#at);
  }

  #space(): void {
    this.#take(SPACE);
  }

  #skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.#at += found?.length ?? 0;
    return found !== undefined;
  }

  #fail(what: JsonFault['what']): never {
    throw new Fault(what, this.#at);
  }
}
