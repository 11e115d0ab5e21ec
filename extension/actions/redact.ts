// Takes out of what is copied what nobody should paste into an issue: passwords and tokens, where they can be told.

/** Stands for what was taken out. */
export const HIDDEN = '…hidden…';

/** A flag or variable whose value is nobody's business. */
const SECRET =
  /pass(?:word|wd|phrase)?(?![a-z])|secret|token|credential|api[-_]?key|private[-_]?key|(?<![a-z])auth(?![a-z])/i;
/** `--name`, `--name=value`, `NAME=value`. */
const FLAG = /^(-{1,2}[\w.-]+|\w+)(=?)/;
/** Who signs in, in an address. */
const SIGNED_IN = /\b([a-z][a-z\d+.-]*:\/\/)[^\s/@'"]+@/gi;

/** A copy of plain data in which no string holds a secret that can be told by its name or place. */
export function redacted<T>(value: T): T {
  return redactedAny(value) as T;
}

/** A text without whoever signs in in its addresses. */
export function redactedText(text: string): string {
  return text.replace(SIGNED_IN, `$1${HIDDEN}@`);
}

/** Words of a command line: also without the values of flags that name a secret. */
export function redactedWords(words: readonly string[]): string[] {
  return words.map((word, at) => {
    if (isSecretFlag(words[at - 1]) && !word.startsWith('-')) return HIDDEN;
    const [start = '', name = '', equals] = FLAG.exec(word) ?? [];
    return equals && SECRET.test(name) ? `${start}${HIDDEN}` : redactedText(word);
  });
}

/** Its value is the next word. */
function isSecretFlag(word: string | undefined): boolean {
  return word?.startsWith('-') === true && !word.includes('=') && SECRET.test(word);
}

function redactedAny(value: unknown): unknown {
  if (typeof value === 'string') return redactedText(value);
  if (Array.isArray(value)) return value.every(isText) ? redactedWords(value) : value.map(redactedAny);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, redactedAny(each)]));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
