// Recordings as they are found on disk: whole, cut, damaged, of another version, or none at all.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { english, FAILURES, problemWords, RecordingError } from '../../../../viewer/trace/errors';
import { readRecording } from '../../../../viewer/trace/read-recording';
import { TraceBuilder } from '../../../../viewer/trace/trace-builder';
import { processState, workerState } from '../../support/states';
import { assemble, changes, child, HEADER, messages, PARENT, process, received, sent, text } from './support';

const WHOLE = text(
  HEADER,
  changes(1010, process(processState({ id: 'p1', primary: true })), process(workerState('p2', 1, 1))),
  messages(1100, 'p1', [
    sent('p2', child(1), 1, 1080, { id: 1, hint: 'größe' }),
    sent('p2', child(1), 2, 1081, { id: 2 }),
  ]),
  messages(1105, 'p2', [received('p1', PARENT, 1, 1082, { id: 1 }), sent('p1', PARENT, 1, 1085, { id: 1 })]),
  { type: 'keyframe', time: 1200, model: [process(processState({ id: 'p1', primary: true }))] },
  { type: 'end', time: 1300, code: 0, signal: null },
);

function problemsOf(content: string): string[] {
  const builder = new TraceBuilder({ file: 'run.wlens.jsonl' });
  builder.feed(content);
  builder.finish();
  return builder.takeProblems().map((problem) => problemWords(problem, english));
}

describe('a recording', () => {
  it('that is whole has no problems', () => {
    assert.deepEqual(problemsOf(WHOLE), []);
  });

  it('that ends without the end of its last line is whole if the line is', () => {
    assert.deepEqual(problemsOf(WHOLE.slice(0, -1)), []);
  });

  it('that is cut says so, and opens up to there', () => {
    const builder = new TraceBuilder({ file: 'run.wlens.jsonl' });
    builder.feed(WHOLE.slice(0, WHOLE.indexOf('"x":"p2"') - 10).slice(0, WHOLE.indexOf('{"type":"keyframe"') + 30));
    builder.feed('');
    builder.finish();
    assert.deepEqual(builder.takeProblems(), [{ is: 'cut' }]);
    assert.equal(assemble(builder).lanes.length, 2);
  });

  it('of a later version says so, and opens', () => {
    const builder = new TraceBuilder({ file: 'run.wlens.jsonl' });
    builder.feed(text({ ...HEADER, version: 9 }) + WHOLE.slice(WHOLE.indexOf('\n') + 1));
    builder.finish();
    assert.deepEqual(builder.takeProblems(), [{ is: 'newer', version: 9 }]);
    assert.equal(assemble(builder).messages.length, 3);
  });

  it('with lines that are none leaves these out, and counts them', () => {
    const strange = [
      'nonsense',
      '{"type":"messages","time":1}',
      '[1]',
      '{"type":"changes","time":1,"changes":[{"kind":"process","value":{}}]}',
      '',
    ];
    assert.deepEqual(problemsOf(WHOLE + text(...strange)), [
      '4 lines of this recording were not understood, and are left out.',
    ]);
    assert.deepEqual(problemsOf(WHOLE + text('nonsense')), [
      'One line of this recording was not understood, and is left out.',
    ]);
  });

  it('may have lines of kinds that this version does not know', () => {
    assert.deepEqual(problemsOf(WHOLE + text({ type: 'weather', time: 2000, target: 'p1' })), []);
  });

  it('is the same trace wherever it is cut into parts', () => {
    const expected = new TraceBuilder();
    expected.feed(WHOLE);
    const trace = assemble(expected);
    for (const length of [1, 2, 3, 7, 50, 333]) {
      const builder = new TraceBuilder();
      for (let at = 0; at < WHOLE.length; at += length) builder.feed(WHOLE.slice(at, at + length));
      assert.deepEqual(assemble(builder), trace);
    }
  });

  describe('on disk', () => {
    let folder: string;
    before(() => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-trace-'));
    });
    after(() => fs.rmSync(folder, { recursive: true }));

    const write = (content: string | Buffer) => {
      const file = path.join(folder, 'run.wlens.jsonl');
      fs.writeFileSync(file, content);
      return file;
    };

    it('is read part by part, and says how far', async () => {
      const shares: number[] = [];
      const trace = await readRecording(write(WHOLE), { onPart: (_, done) => shares.push(done) });
      assert.equal(trace.messages.rows.length, 3);
      assert.deepEqual(shares, [1]);
      assert.ok(trace.texts.all.includes('größe'));
    });

    it('is read no further once it was cancelled', async () => {
      const cancelled = new AbortController();
      const line = text(messages(1100, 'p1', [sent('p2', child(1), 1, 1080)]));
      const file = write(WHOLE + line.repeat(20_000));
      const trace = await readRecording(file, { signal: cancelled.signal, onPart: () => cancelled.abort() });
      assert.ok(trace.messages.rows.length > 100);
      assert.ok(trace.messages.rows.length < 19_000);
      const [problem, ...others] = trace.takeProblems();
      assert.ok(problem?.is === 'cancelled' && problem.share > 0 && problem.share < 1);
      assert.deepEqual(others, []);
    });

    const refusals: [string, keyof typeof FAILURES, string | Buffer][] = [
      ['that is empty', 'empty', ''],
      ['with nothing but empty lines', 'empty', '\n\n'],
      ['that is text', 'noRecording', 'hello\nworld\n'],
      ['that is one word', 'noRecording', 'hello'],
      ['that is other JSON', 'noRecording', '{"type":"recording","time":1,"format":"other"}\n'],
      ['that has no header', 'noRecording', WHOLE.slice(WHOLE.indexOf('\n') + 1)],
      ['that is cut within its header', 'noRecording', WHOLE.slice(0, 40)],
      ['that is no text', 'noRecording', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 255, 254, 10, 3])],
    ];
    for (const [what, failure, content] of refusals) {
      it(`${what} is refused`, async () => {
        await assert.rejects(readRecording(write(content)), refusal(failure));
      });
    }

    it('that is not there, or a folder, is refused', async () => {
      await assert.rejects(readRecording(path.join(folder, 'none')), refusal('unreadable'));
      await assert.rejects(readRecording(folder), refusal('unreadable'));
    });
  });
});

function refusal(failure: keyof typeof FAILURES) {
  return (error: Error) => {
    assert.ok(error instanceof RecordingError, error.stack);
    assert.equal(error.failure, failure);
    assert.equal(error.code, FAILURES[failure]);
    return true;
  };
}
