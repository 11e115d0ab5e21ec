// Cut and damaged recordings: whatever stands in them, a trace comes of it that holds together, or an error for a person.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromeTrace } from '../../../../viewer/trace/chrome-trace';
import { RecordingError } from '../../../../viewer/trace/errors';
import { summarize } from '../../../../viewer/trace/summary';
import { TraceBuilder } from '../../../../viewer/trace/trace-builder';
import { writeBigRecording } from '../../../bench/lib/big-recording';
import { assemble } from './support';

const ROUNDS = 300;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const VALUES = [
  'null',
  '-1',
  '1e400',
  '"x"',
  '{}',
  '[]',
  'true',
  '0',
  '"p1"',
  '""',
  '1e15',
  '[null]',
  '{"kind":"port"}',
];

/** mulberry32 */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('damaged recordings', () => {
  let lines: string[];

  before(() => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-fuzz-'));
    const file = path.join(folder, 'run.wlens.jsonl');
    writeBigRecording(file, { records: 1000, workers: 2, threads: 2 });
    lines = fs.readFileSync(file, 'utf8').split('\n');
    fs.rmSync(folder, { recursive: true });
  });

  it(`never make it throw, hang or name what is not there (SEED=${SEED})`, () => {
    const next = random(SEED);
    const below = (bound: number) => Math.floor(next() * bound);
    for (let round = 0; round < ROUNDS; round++) check(damage(lines, below), `round ${round} of SEED=${SEED}`, below);
  }).timeout(60_000);
});

function damage(lines: readonly string[], below: (bound: number) => number): string {
  const damaged = [...lines];
  for (let count = below(8); count >= 0; count--) {
    const at = below(damaged.length);
    damaged[at] = damageLine(damaged[at]!, below);
  }
  // Lines come twice, are gone, or change places.
  if (below(3) === 0) damaged.splice(below(damaged.length), 1);
  if (below(3) === 0) damaged.splice(below(damaged.length), 0, damaged[below(damaged.length)]!);
  const text = damaged.join('\n');
  return below(3) === 0 ? text.slice(0, below(text.length)) : text;
}

function damageLine(line: string, below: (bound: number) => number): string {
  const at = below(line.length);
  switch (below(4)) {
    case 0:
      return line.slice(0, at);
    case 1:
      return `${line.slice(0, at)}${String.fromCharCode(below(300))}${line.slice(at + 1)}`;
    default:
      return replaceValue(line, below);
  }
}

/** Another value in the place of one of the line's: it stays JSON. */
function replaceValue(line: string, below: (bound: number) => number): string {
  const places = [...line.matchAll(/:("[^"]*"|-?[\d.]+|null|true|false)/g)];
  const place = places[below(places.length)];
  if (!place) return line;
  return `${line.slice(0, place.index)}:${VALUES[below(VALUES.length)]}${line.slice(place.index + place[0].length)}`;
}

function check(text: string, what: string, below: (bound: number) => number): void {
  const builder = new TraceBuilder({ file: 'damaged' });
  try {
    const cut = below(text.length);
    builder.feed(text.slice(0, cut));
    builder.feed(text.slice(cut));
    builder.finish();
  } catch (error) {
    if (error instanceof RecordingError) return;
    throw new Error(what, { cause: error });
  }
  const trace = assemble(builder, 100);
  const strange = [...trace.edges, ...trace.messages.map(({ edge }) => edge)].filter((edge) => edge.startsWith('no '));
  assert.deepEqual(strange, [], what);
  for (const { id, parent } of trace.lanes) assert.notEqual(id, parent, what);
  summarize(builder);
  JSON.parse([...chromeTrace(builder)].join(''));
}
