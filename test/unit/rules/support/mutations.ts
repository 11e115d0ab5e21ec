// Texts as nobody means them: cut, doubled, flipped, nested. The same for the same seed.
import assert from 'node:assert/strict';
import { fixAll, type LintOptions, lint } from '../../../../rules/engine';
import type { Change, Place } from '../../../../rules/rule';

/** Draws a number from 0 to below a bound. */
export type Random = (bound: number) => number;

export interface Source {
  readonly fileName: string;
  readonly text: string;
}

/** How long one file may take, in ms of processor time. */
const MOST_TIME = 1_000;
const DEPTH = 10_000;
/** One of so many texts is nested that deep. */
const NESTED_EACH = 500;

const PIECES = [
  ...['{', '}', '(', ')', '[', ']', ';', '.', '?.', '||', '=>', '`', '${', "'", '/*', '*/', '//', '\n'],
  ...['isMaster', 'cluster', 'await ', 'class ', '<a>', '\u2028', '\\u{', '#', '@', '...', '=', ': any', '\uD800'],
  ...['new Worker(', '.on(', 'if (', 'else ', 'function ', 'import ', 'export ', 'this.', '\0', '\r', '"', '0n'],
];
const NESTS = [
  ...[
    ['(', ')'],
    ['[', ']'],
    ['{a:', '}'],
    ['{', '}'],
    ['f(', ')'],
    ['()=>', ''],
    ['!', ''],
    ['`${', '}`'],
  ],
  ...[
    ['<a>', '</a>'],
    ['if(a)', ';'],
    ['a.b(', ')'],
    ['async()=>{await ', '}'],
    ['class{m(){', '}}'],
  ],
] as const;

/** A generator of numbers, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** Where nobody looks for what nobody has seen yet: a change is to be judged by what it changes. */
const USUAL_SEED = 1;

/** The seed to use: `FUZZ_SEED` to see something again, else any under `npm run test:all`. It is printed. */
export function seedFor(shard: string): number {
  const any = process.env.WORKER_LENS_TEST_ALL ? Math.floor(Math.random() * 2 ** 31) : USUAL_SEED;
  const seed = Number(process.env.FUZZ_SEED ?? any);
  console.log(`      ${shard}: FUZZ_SEED=${seed}`);
  return seed;
}

/** Changes texts in 1 to 4 places each, so many times, and lints what comes of it. */
export function fuzz(files: number, sources: readonly Source[], seed: number): void {
  const random = randomFrom(seed);
  for (let file = 0; file < files; file++) {
    const { fileName, text } = sources[random(sources.length)]!;
    let mutated = text;
    for (let times = random(4); times >= 0; times--) mutated = mutate(mutated, random);
    checkMutated(random(NESTED_EACH) === 0 ? nested(mutated, random) : mutated, fileName);
  }
}

function mutate(text: string, random: Random): string {
  const at = random(text.length + 1);
  const length = random(12);
  switch (random(6)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + (PIECES[random(PIECES.length)] ?? '') + text.slice(at);
    case 2:
      return text.slice(0, at);
    case 3:
      return text.slice(0, at) + text.slice(at, at + length) + text.slice(at);
    case 4:
      return flipped(text, at, random);
    default:
      return text.slice(at) + text.slice(0, at);
  }
}

/** One bit of a byte of the file as it stands on the disk. */
function flipped(text: string, at: number, random: Random): string {
  const bytes = Buffer.from(text);
  if (at < bytes.length) bytes[at] = bytes[at]! ^ (1 << random(8));
  return bytes.toString('utf8');
}

function nested(text: string, random: Random): string {
  const at = random(text.length + 1);
  const [open, close] = NESTS[random(NESTS.length)]!;
  const closed = random(2) === 0 ? close.repeat(DEPTH) : '';
  return `${text.slice(0, at)}${open.repeat(DEPTH)}1${closed}${text.slice(at)}`;
}

/** Nothing fails or takes long, and nothing is said about a place that is not there. */
export function checkMutated(text: string, fileName: string, options: LintOptions = {}): void {
  try {
    const start = process.cpuUsage();
    const findings = lint(text, fileName, options);
    const { user, system } = process.cpuUsage(start);
    assert.ok((user + system) / 1_000 < MOST_TIME, `${(user + system) / 1_000} ms`);
    for (const finding of findings) {
      checkPlace(finding, text);
      for (const related of finding.related) checkPlace(related, text);
      for (const change of [finding.fix, ...finding.suggestions]) if (change) checkChange(change, text);
    }
    if (findings.some(({ fix }) => fix)) assert.equal(typeof fixAll(text, fileName, options), 'string');
  } catch (error) {
    throw new Error(`${fileName}: ${JSON.stringify(text.slice(0, 20_000))}`, { cause: error });
  }
}

function checkPlace({ start, end }: Place, text: string): void {
  assert.ok(start >= 0 && end > start && end <= text.length, `${start} to ${end} of ${text.length}`);
}

function checkChange({ edits }: Change, text: string): void {
  for (const { start, end } of edits) assert.ok(start >= 0 && end >= start && end <= text.length);
}
