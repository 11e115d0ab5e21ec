// A program for each row of the threads' reference, and for each of the guide's threads.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './support/bundle';
import type { FakeHub } from './support/fake-hub';
import { describeMatrix } from './support/matrix';
import { assertWhole, endOf, replay } from './support/replay';
import { sameAsPlain, useStage } from './support/suite';

/** Ends of all threads, in the order in which they were made. */
function endsOf(hub: FakeHub): string[] {
  const { threads } = assertWhole(hub);
  return threads.sort((a, b) => a.thread - b.thread).map(endOf);
}

function scriptsOf(hub: FakeHub): string[] {
  return replay(hub).threads.map(({ script }) => (script.startsWith('data:') ? 'data:' : path.basename(script)));
}

describeMatrix('threads: every way of creation', 'rows/threads-created.js', {
  told(hub) {
    const { threads } = assertWhole(hub);
    const own = threads.filter(({ thread }) => thread <= 20);
    assert.deepEqual(
      own.map(({ thread }) => thread).sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    assert.deepEqual(
      own.map(({ creator }) => creator).filter((creator) => creator !== 0),
      [18, 19],
    );
    assert.deepEqual(
      own.filter(({ name }) => name !== null).map(({ name, thread }) => [name, thread]),
      [['named', 9]],
    );
    assert.deepEqual(scriptsOf(hub).slice(0, 9), [
      'threads-created.js',
      'threads-created.js',
      'threads-created.js',
      'data:',
      'data:',
      '[eval]',
      '[eval]',
      'thread.mjs',
      'threads-created.js',
    ]);
    assert.ok(own.every((thread) => endOf(thread) === 'exited 0'));
  },
});

describeMatrix('threads: messages', 'rows/threads-messages.js', {
  told(hub, { stdout }) {
    assert.deepEqual(endsOf(hub), ['exited 0']);
    const { sent, received } = JSON.parse(/^counted (.*)$/m.exec(stdout)![1]!);
    // Seen from the thread.
    assert.deepEqual(replay(hub).threads[0]!.messages, { sent: received, received: sent });
  },
});

describeMatrix('threads: every end', 'rows/threads-ends.js', {
  told(hub) {
    assert.deepEqual(endsOf(hub), [
      ...['exited 0', 'exited 0', 'crashed 3', 'crashed 4', 'exited 0'],
      ...Array(5).fill('crashed 1'),
      'exited 0',
      ...Array(3).fill('crashed 1'),
      ...Array(3).fill('asked 1'),
      'crashed 6',
      'exited null',
    ]);
    const { threads } = replay(hub);
    const why = threads.filter(({ end }) => end?.why).map(({ thread, end }) => [thread, end!.why]);
    assert.deepEqual(why.sort(), [
      [13, 'resource-limits'],
      [19, 'process-ended'],
    ]);
    const errors = threads.flatMap(({ end }) => (end?.error ? [end.error.message] : []));
    assert.deepEqual(errors.slice(0, 3), ['nobody caught this', 'only text', 'undefined']);
    assert.equal(errors.length, 8);
  },
});

describeMatrix('threads: streams', 'rows/threads-streams.js', {
  told: (hub) => assert.deepEqual(endsOf(hub), Array(4).fill('exited 0')),
});

describeMatrix('threads: short-lived', 'rows/threads-short.js', {
  told(hub) {
    assert.equal(hub.connections.length, 1);
    assert.deepEqual(
      endsOf(hub)
        .map((end) => end.at(-1))
        .join(''),
      '0123456789'.repeat(4),
    );
  },
});

describeMatrix('ThreadPool', 'rows/threads-pool.js', {
  told(hub) {
    const ends = endsOf(hub).map((end) => end.split(' ', 1)[0]);
    // Either thread of the first two takes the task that crashes.
    assert.deepEqual(ends.sort(), ['asked', 'asked', 'crashed']);
  },
});

describeMatrix('SharedMemoryManager', 'rows/threads-shared.js', {
  told: (hub) => assert.deepEqual(endsOf(hub), Array(3).fill('exited 0')),
});

describeMatrix('RealTimeDataProcessor', 'rows/threads-leak.js', {
  told(hub) {
    assert.deepEqual(endsOf(hub), Array(8).fill('exited null'));
    // One place made them all: that is the leak.
    assert.deepEqual([...new Set(replay(hub).threads.map(({ site }) => site!.line))], [12]);
  },
});

describeMatrix('threads: TypeScript by type stripping', 'rows/typescript.mts', {
  since: 26,
  told(hub) {
    const { threads } = assertWhole(hub);
    assert.deepEqual(
      threads.map(({ script }) => path.basename(script)),
      ['typescript.mts'],
    );
    assert.equal(threads[0]!.site?.line, 32);
  },
});

describeMatrix('threads: TypeScript by tsx', 'rows/typescript.mts', {
  flags: ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href],
  since: 20,
  told(hub) {
    // tsx has threads of its own where it has nothing in its cache yet.
    const threads = assertWhole(hub).threads.filter(({ script }) => !script.includes('node_modules'));
    assert.deepEqual(
      threads.map(({ script }) => script),
      ['[eval]'],
    );
    assert.match(threads[0]!.site!.file, /typescript\.mts$/);
  },
});

describe('the guide’s thread, as it was written', function () {
  this.timeout(60_000);
  const stage = useStage();

  it('runs as ever, and its whole life is told', async () => {
    const folder = path.join(ROOT, 'samples/broken/basic-worker-thread');
    // What a thread prints goes through its creator, and comes before or after what that prints itself.
    const sorted = (text: string) => text.split('\n').sort().join('\n');
    const { code } = await sameAsPlain(stage, path.join(folder, 'main.js'), [], { cwd: folder }, sorted);
    assert.equal(code, 0);
    assert.deepEqual(endsOf(stage.hub), ['exited 0']);
  });
});
