/** What can be open at the end. Each goes to a line of its own, as the text can end in a comment. */
const CLOSERS = ['}', ')', ']', ');', '})'];
const MAX_STEPS = 8;
/** Each step parses the text again, so only files of a size people type in are repaired. */
const MAX_LENGTH = 200_000;

type Attempt<T> = (text: string) => T | { failedAt: number };

interface Candidate<T> {
  readonly text: string;
  readonly parsed: T | null;
  readonly failedAt: number;
}

/**
 * Mends a text that does not parse, so that what is complete in a half-typed file is still checked. A missing name is
 * put in, a line that is in the way is blanked, and what is open at the end is closed there: no offset before it moves.
 */
export function repairs<T extends object>(text: string, attempt: Attempt<T>): T | null {
  if (text.length > MAX_LENGTH) return null;
  let current = tryText(text, attempt);
  for (let step = 0; step < MAX_STEPS && !current.parsed; step++) {
    const next = best(candidates(current).map((candidate) => tryText(candidate, attempt)));
    if (!next || next.text === current.text) return null;
    current = next;
  }
  return current.parsed;
}

function tryText<T extends object>(text: string, attempt: Attempt<T>): Candidate<T> {
  const result = attempt(text);
  return 'failedAt' in result
    ? { text, parsed: null, failedAt: result.failedAt }
    : { text, parsed: result, failedAt: Number.POSITIVE_INFINITY };
}

/** The candidate that the parser reads furthest into. */
function best<T>(tried: Candidate<T>[]): Candidate<T> | undefined {
  return tried.reduce<Candidate<T> | undefined>(
    (winner, candidate) => (!winner || candidate.failedAt > winner.failedAt ? candidate : winner),
    undefined,
  );
}

function candidates({ text, failedAt }: Candidate<object>): string[] {
  if (text.slice(failedAt).trim() === '') return CLOSERS.map((closer) => `${text}\n${closer}`);
  const line = lineAround(text, failedAt);
  const above = lineAround(text, Math.max(0, text.slice(0, line.start).trimEnd().length - 1));
  return [withName(text, failedAt), blank(text, above), blank(text, line)];
}

/** A name where the parser misses one (`cluster.`), in the place of the white space there. */
function withName(text: string, failedAt: number): string {
  const end = text.slice(0, failedAt).trimEnd().length;
  return end < failedAt ? `${text.slice(0, end)}_${text.slice(end + 1)}` : text;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function lineAround(text: string, offset: number): Span {
  const end = text.indexOf('\n', offset);
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: end < 0 ? text.length : end };
}

function blank(text: string, { start, end }: Span): string {
  return text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
}
