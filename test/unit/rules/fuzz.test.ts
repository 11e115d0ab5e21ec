import assert from 'node:assert/strict';
import { fixAll, lint } from '../../../rules/engine';
import { HITS, MISSES } from './cluster-api-cases';

const FILES = 2_000;
const PIECES = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  '.',
  '?.',
  '||',
  '=>',
  '`',
  '${',
  "'",
  '/*',
  '*/',
  '//',
  '\n',
  'isMaster',
  'cluster',
  'await ',
  'class ',
  '<a>',
  '\u2028',
  '\\u{',
  '#',
  '@',
  '...',
  '=',
  ': any',
  '\uD800',
];

/** A generator of numbers below a bound, the same for the same seed (mulberry32). */
function randomFrom(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

function mutate(text: string, random: (bound: number) => number): string {
  const at = random(text.length + 1);
  const length = random(12);
  const inserted = PIECES[random(PIECES.length)] ?? '';
  switch (random(4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + inserted + text.slice(at);
    case 2:
      return text.slice(0, at);
    default:
      return text.slice(0, at) + text.slice(at, at + length) + text.slice(at);
  }
}

describe('mutated files', () => {
  it('never make the engine fail, nor its fixes', function () {
    this.timeout(60_000);
    const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`      FUZZ_SEED=${seed}`);
    const random = randomFrom(seed);
    const examples = [...HITS, ...MISSES];
    for (let file = 0; file < FILES; file++) {
      const [fileName, code] = examples[random(examples.length)]!;
      let text = code;
      for (let times = random(4); times >= 0; times--) text = mutate(text, random);
      check(text, fileName);
    }
  });
});

function check(text: string, fileName: string): void {
  try {
    for (const { start, end, fix } of lint(text, fileName)) {
      assert.ok(start >= 0 && end > start && end <= text.length);
      for (const edit of fix?.edits ?? [])
        assert.ok(edit.start >= 0 && edit.end >= edit.start && edit.end <= text.length);
    }
    assert.equal(typeof fixAll(text, fileName), 'string');
  } catch (error) {
    throw new Error(`${fileName}: ${JSON.stringify(text)}`, { cause: error });
  }
}
