// Stacks side by side: who is folded with whom, and how the page reads.
import assert from 'node:assert/strict';
import { english } from '../../../adapter/texts';
import { boundedAll } from '../../../extension/actions/bounded';
import { groupStacks, type Taken } from '../../../extension/actions/stack-groups';
import { stacksPage } from '../../../extension/actions/stacks-page';
import type { Frame } from '../../../protocol/viewer';

const frame = (name: string, file: string, line: number): Frame => ({ name, file, line, column: 1 });
const query = frame('query', '/app/src/db.js', 88);
const handle = frame('', '/app/src/app.js', 12);
const pool = frame('run', '/app/node_modules/pool/index.js', 5);
const emit = frame('emit', 'node:events', 513);

const taken = (name: string, stack: Taken['stack'], kind: Taken['kind'] = 'worker'): Taken => ({ name, kind, stack });
const inCode = (name: string, frames: Frame[], kind?: Taken['kind']) => taken(name, { state: 'code', frames }, kind);
const idle = { state: 'idle' as const, frames: [] };
const needs = { t: english, shorten: (file: string) => file.replace('/app/', '') };

const pageOf = (all: Taken[]) => stacksPage('Title', groupStacks(all), needs);
const headings = (all: Taken[]) =>
  pageOf(all)
    .text.split('\n')
    .filter((line) => line && !line.startsWith(' '));

describe('stacks side by side', () => {
  it('folds those who are at the same place in the person’s own code', () => {
    const all = [inCode('worker 1', [query, handle, emit]), inCode('worker 2', [pool, query, handle])];
    assert.deepEqual(headings(all), ['Title', '2 workers at src/db.js:88']);
  });

  it('keeps apart who came there another way, or is at another line', () => {
    const all = [
      inCode('worker 1', [query, handle]),
      inCode('worker 2', [query]),
      inCode('worker 3', [{ ...query, line: 89 }]),
    ];
    const places = ['worker 1 at src/db.js:88', 'worker 2 at src/db.js:88', 'worker 3 at src/db.js:89'];
    assert.deepEqual(headings(all), ['Title', ...places]);
  });

  it('compares all frames where none is the person’s own', () => {
    const all = [inCode('worker 1', [emit]), inCode('worker 2', [emit]), inCode('worker 3', [{ ...emit, line: 1 }])];
    assert.deepEqual(headings(all), ['Title', '2 workers at node:events:513', 'worker 3 at node:events:1']);
  });

  it('puts the largest group first, then who is idle, who lets nobody in, and who was not reached, with why', () => {
    const all = [
      taken('worker 1', 'its event loop is blocked.'),
      taken('worker 2', { state: 'silent', frames: [] }),
      taken('primary', idle, 'other'),
      taken('worker 3', idle),
      inCode('worker 4', [handle]),
      inCode('thread 1', [query], 'thread'),
      inCode('thread 2', [query], 'thread'),
    ];
    assert.deepEqual(headings(all), [
      'Title',
      '2 threads at src/db.js:88',
      'worker 4 at src/app.js:12',
      '2 processes and threads idle: the event loop waits for something to do',
      'worker 2 in a call that lets nobody in, such as synchronous I/O, or stopped',
      'worker 1 could not be asked: its event loop is blocked.',
    ]);
  });

  it('shows who they are and the whole stack, each place of a file a link', () => {
    const { text, links } = pageOf([inCode('worker 1', [query, handle, emit]), inCode('worker 2', [query, handle])]);
    const lines = text.split('\n');
    assert.deepEqual(lines.slice(2), [
      '2 workers at src/db.js:88',
      '  worker 1, worker 2',
      '    query  src/db.js:88',
      '    (anonymous)  src/app.js:12',
      '    emit  node:events:513',
      '',
    ]);
    const linked = links.map(({ line, start, end, frame: to }) => [lines[line]?.slice(start, end), to.file, to.line]);
    assert.deepEqual(linked, [
      ['src/db.js:88', '/app/src/db.js', 88],
      ['src/db.js:88', '/app/src/db.js', 88],
      ['src/app.js:12', '/app/src/app.js', 12],
    ]);
  });
});

describe('bounded work', () => {
  it('does so many at a time, and keeps the order of the results', async () => {
    let atWork = 0;
    let most = 0;
    const work = async (item: number) => {
      most = Math.max(most, ++atWork);
      await new Promise((resolve) => setImmediate(resolve));
      atWork--;
      return item * 2;
    };
    assert.deepEqual(await boundedAll([1, 2, 3, 4, 5], 2, work), [2, 4, 6, 8, 10]);
    assert.equal(most, 2);
  });

  it('begins no more once it is cancelled', async () => {
    const begun: number[] = [];
    const work = async (item: number) => void begun.push(item);
    await boundedAll([1, 2, 3], 1, work, () => begun.length === 2);
    assert.deepEqual(begun, [1, 2]);
  });
});
