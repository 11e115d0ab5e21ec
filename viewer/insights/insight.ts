// What a good engineer would say who looks at a run, and the words that all of it is said with.
import type { Site } from '../../protocol/agent';

/** Something that is worth a person's attention, beside a row. */
export interface Insight {
  /** Stays the same for as long as it is said. */
  readonly id: string;
  /** Id of the process, thread or slot whose row it stands under. */
  readonly owner: string;
  readonly kind: 'crash-loop' | 'balance' | 'worker-count' | 'thread-leak' | 'shared-memory';
  readonly severity: 'info' | 'warning';
  /** What it is, in a few words. */
  readonly label: string;
  /** The numbers, for the end of a row. */
  readonly description: string;
  /** Sentences: the numbers, why, and what to try. Not escaped: it may hold what a program said. */
  readonly detail: string;
  /** Whom it is about. */
  readonly targets: readonly string[];
}

/** Puts a message into a person's language, with the arguments in place of `{0}` …. The English one is the key. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** `24 %`; `share` is 0 to 1. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `0.4 s`, `12 s`, `5 min`, of a time in ms. */
export function spanWords(ms: number, t: Translate): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return t('{0} s', Math.round(seconds * 10) / 10);
  if (seconds < 120) return t('{0} s', Math.round(seconds));
  return t('{0} min', Math.round(seconds / 60));
}

/** `app.js:33`. */
export function placeWords({ file, line }: Site): string {
  return `${scriptWords(file)}:${line}`;
}

/** The last part of a script's path or URL; `[eval]` as it is. */
export function scriptWords(script: string): string {
  return script.split(/[\\/]/).at(-1) || script;
}

/** Sentences in a row; those that are null are not said. */
export function sentences(...all: (string | null)[]): string {
  return all.filter((each) => each !== null).join(' ');
}

export function sum<T>(all: Iterable<T>, of: (each: T) => number): number {
  let total = 0;
  for (const each of all) total += of(each);
  return total;
}

/** Groups in the order in which their first members come. */
export function groupedBy<T>(all: Iterable<T>, keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}
