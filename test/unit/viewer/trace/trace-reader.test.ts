// The thread that reads traces, as the extension host has it: the bundle of dist/.
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TraceChunk } from '../../../../protocol/timeline';
import { english, RecordingError } from '../../../../viewer/trace/errors';
import { RecordingSource } from '../../../../viewer/trace/recording-source';
import { TraceReader } from '../../../../viewer/trace/trace-reader';
import { writeBigRecording } from '../../../bench/lib/big-recording';
import { processState, workerState } from '../../support/states';
import { Assembled, changes, child, HEADER, messages, process, sent, text } from './support';

const OPTIONS = { thread: path.join(__dirname, '../../../../dist/trace.js'), t: english };
const RECORDS = 60_000;

describe('the reader of traces', function () {
  this.timeout(30_000);
  let folder: string;
  let file: string;
  let readers: TraceReader[];

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-reader-'));
    file = path.join(folder, 'run.wlens.jsonl');
    writeBigRecording(file, { records: RECORDS, workers: 3, threads: 0 });
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  beforeEach(() => {
    readers = [];
  });
  afterEach(() => {
    for (const reader of readers) reader.dispose();
  });

  function open(path: string): Listened {
    const reader = TraceReader.open(path, OPTIONS);
    readers.push(reader);
    return listen(reader);
  }

  function live(): Listened {
    const reader = TraceReader.live(OPTIONS);
    readers.push(reader);
    return listen(reader);
  }

  it('reads a recording in chunks, and says how far it is', async () => {
    const { trace, progress, read } = open(file);
    await read;
    assert.equal(trace.messages.length, RECORDS / 2);
    assert.ok(trace.messages.every(({ received, sent }) => received !== null && sent !== null));
    assert.equal(progress[0], 0);
    assert.deepEqual(progress, progress.toSorted(byNumber));
  });

  it('tells all again', async () => {
    const { reader, chunks, read } = listen(track(TraceReader.open(file, OPTIONS)), false);
    await read;
    const again = new Assembled();
    reader.onDidChunk((chunk) => again.add(chunk));
    reader.again();
    while (again.messages.length < RECORDS / 2) await once(chunks, 'chunk');
    assert.ok(again.messages.every(({ received, reply, request }) => received !== null && reply + request > -2));
    assert.equal(again.lanes.length, 4);
  });

  it('is read at once by what will show it, which tells nothing before it is asked', async () => {
    const reader = track(TraceReader.open(file, OPTIONS));
    const source = new RecordingSource(() => reader);
    const trace = new Assembled();
    const progress: (number | null)[] = [];
    source.onDidChunk((chunk) => trace.add(chunk));
    source.onDidProgress((share) => progress.push(share));
    await reader.whole;
    assert.deepEqual([trace.messages.length, progress], [0, []]);
    source.again();
    assert.equal(trace.messages.length, RECORDS / 2);
    assert.deepEqual([progress[0], progress.at(-1)], [0, null]);
    source.dispose();
  });

  it('is opened anew by what shows a recording, and none stays', async () => {
    const readers: TraceReader[] = [];
    const source = new RecordingSource(() => {
      readers.push(track(TraceReader.open(file, OPTIONS)));
      return readers.at(-1)!;
    });
    for (const round of [1, 2]) {
      const trace = new Assembled();
      const adding = source.onDidChunk((chunk) => trace.add(chunk));
      const read = new Promise<void>((resolve) => {
        source.onDidProgress((share) => share === null && resolve());
      });
      source.again();
      await read;
      adding.dispose();
      assert.equal(trace.messages.length, RECORDS / 2);
      assert.equal(readers.length, round);
      await assert.rejects(readers.at(-1)!.summarize(), /its reader has ended/);
    }
    source.dispose();
  });

  it('never mixes what was on its way with what is told again', async () => {
    const { reader, chunks } = listen(track(TraceReader.open(file, OPTIONS)), false);
    const again = new Assembled();
    await once(chunks, 'chunk');
    const done = new Promise<void>((resolve) => {
      reader.onDidProgress((share) => share === null && resolve());
    });
    reader.onDidChunk((chunk) => again.add(chunk));
    reader.again();
    await done;
    assert.equal(again.messages.length, RECORDS / 2);
    assert.equal(again.edges.length, 6);
  });

  it('reads no further when it is cancelled', async () => {
    const long = path.join(folder, 'long.wlens.jsonl');
    fs.writeFileSync(long, Buffer.concat(Array.from({ length: 10 }, () => fs.readFileSync(file))));
    const { reader, read, chunks, progress, problems } = listen(track(TraceReader.open(long, OPTIONS)), false);
    await once(chunks, 'chunk');
    reader.cancel();
    await read;
    assert.ok(progress.at(-1)! < 0.8, String(progress));
    assert.match(problems.join(), /^Reading was cancelled: only the first \d{1,2} % of this recording is shown\./);
  });

  it('makes a trace of lines as they come', async () => {
    const { reader, trace, chunks } = live();
    reader.add(text(HEADER, changes(1010, process(processState({ id: 'p1' })), process(workerState('p2', 1, 1)))));
    await once(chunks, 'chunk');
    assert.deepEqual(
      trace.lanes.map(({ id }) => id),
      ['p1', 'p2'],
    );
    reader.add(text(messages(1100, 'p1', [sent('p2', child(1), 1, 1080)])));
    await once(chunks, 'chunk');
    assert.equal(trace.messages[0]?.sent, 1080);
  });

  it('says what is wrong with a file', async () => {
    const { problems, read } = open(path.join(folder, 'none'));
    await read;
    assert.match(problems.join(), /none could not be read: ENOENT.*Check its path/);
  });

  it('says that a recording is cut', async () => {
    const cut = path.join(folder, 'cut.wlens.jsonl');
    fs.writeFileSync(cut, fs.readFileSync(file).subarray(0, 100_000));
    const { problems, read, trace } = open(cut);
    await read;
    assert.match(problems.join(), /is cut/);
    assert.ok(trace.messages.length > 100);
  });

  it('sums up what there is', async () => {
    const { reader, read } = open(file);
    await read;
    const { sent: total, latency, processes } = await reader.summarize();
    assert.equal(total, RECORDS / 2);
    assert.equal(processes, 4);
    assert.ok(Math.abs(latency!.median - 0.4) < 0.01);
  });

  it('exports what there is, and says why it can not', async () => {
    const { reader, read } = open(file);
    await read;
    const out = path.join(folder, 'run.trace.json');
    await reader.exportTo(out);
    const { traceEvents } = JSON.parse(fs.readFileSync(out, 'utf8'));
    assert.equal(traceEvents.filter(({ ph }: { ph: string }) => ph === 's').length, RECORDS / 2);
    await assert.rejects(reader.exportTo(path.join(folder, 'none', 'out.json')), /could not be written/);
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('leaves nothing of an export that was cancelled', async () => {
    const { reader, read } = open(file);
    await read;
    const out = path.join(folder, 'cancelled.trace.json');
    const watcher = fs.watch(folder);
    const begun = once(watcher, 'change');
    const exporting = assert.rejects(reader.exportTo(out), /its reader has ended/);
    await begun;
    reader.dispose();
    await exporting;
    watcher.close();
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => name.startsWith('cancelled')),
      [],
    );
  });

  it('answers nothing once it is disposed of', async () => {
    const { reader } = live();
    const asked = assert.rejects(reader.summarize(), RecordingError);
    reader.dispose();
    await asked;
    await assert.rejects(reader.summarize(), RecordingError);
    reader.add('more');
  });

  function track(reader: TraceReader): TraceReader {
    readers.push(reader);
    return reader;
  }
});

interface Listened {
  reader: TraceReader;
  trace: Assembled;
  /** Emits 'chunk'. */
  chunks: EventEmitter;
  progress: (number | null)[];
  problems: string[];
  /** Nothing more is read. */
  read: Promise<void>;
}

function listen(reader: TraceReader, assembles = true): Listened {
  const trace = new Assembled();
  const chunks = new EventEmitter();
  const progress: (number | null)[] = [];
  const problems: string[] = [];
  reader.onDidChunk((chunk: TraceChunk) => {
    if (assembles) trace.add(chunk);
    chunks.emit('chunk');
  });
  reader.onDidProblem((problem) => problems.push(problem));
  const read = new Promise<void>((resolve) => {
    reader.onDidProgress((done) => {
      if (done === null) resolve();
      else progress.push(done);
    });
  });
  return { reader, trace, chunks, progress, problems, read };
}

function byNumber(a: number | null, b: number | null): number {
  return (a ?? 0) - (b ?? 0);
}
