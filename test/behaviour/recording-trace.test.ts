// What becomes of real recordings: those that `worker-lens run --record` makes, read as VS Code and the command line do.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Lane } from '../../protocol/timeline';
import { readRecording } from '../../viewer/trace/read-recording';
import { summarize } from '../../viewer/trace/summary';
import { type Assembled, assemble } from '../unit/viewer/trace/support';

const ROOT = path.join(__dirname, '../..');
const CLI = path.join(ROOT, 'dist/cli.js');
/** So few that all are told, even if at once. */
const COUNT = 10;

describe('the trace of a real recording', function () {
  this.timeout(60_000);
  let home: string;

  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-'));
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  function lens(args: string[], own: Record<string, string> = {}) {
    const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: home, NODE_OPTIONS: '', ...own };
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
      env,
      cwd: ROOT,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return stdout;
  }

  async function traceOf(program: string, env: Record<string, string>) {
    const file = path.join(home, 'run.wlens.jsonl');
    lens(['run', '--record', file, '--', process.execPath, path.join(ROOT, program)], env);
    const builder = await readRecording(file);
    assert.deepEqual(builder.takeProblems(), []);
    return { file, summary: summarize(builder), trace: assemble(builder) };
  }

  it('has each message of a known pattern once, with its reply', async () => {
    const { summary, trace } = await traceOf('test/fixtures/behaviour/trace/echo.js', { COUNT: String(COUNT) });
    for (const [there, back] of [
      ['p1 > p2 ipc', 'p2 > p1 ipc'],
      ['p1 > p1:1 postMessage', 'p1:1 > p1 postMessage'],
    ] as const) {
      const [jobs, replies] = [told(trace, there, 'job'), told(trace, back, 'done')];
      assert.deepEqual([jobs.length, replies.length], [COUNT, COUNT]);
      for (const { sent, received, reply, key } of jobs) {
        const answer = trace.messages[reply]!;
        assert.deepEqual([answer.edge, answer.key], [back, key]);
        const times = [sent, received, answer.sent, answer.received];
        assert.ok(!times.includes(null));
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a! - b!),
        );
      }
      assert.match(jobs[0]!.site, /echo\.js:\d+:\d+$/);
    }
    // And the two that say stop.
    assert.deepEqual([summary.tasks, summary.sent], [COUNT * 2, COUNT * 4 + 2]);
    assert.ok(summary.memory! > 0 && summary.roundTrip!.median < 1_000);
  });

  it('has the lanes of a sample with a cluster and threads, from their start to their end', async () => {
    const { trace } = await traceOf('samples/performance-comparison/app.js', { WORKERS: '2', COUNT: '200000' });
    const lanes = trace.lanes.map(({ kind, number, parent }) => `${kind} ${number} in ${parent}`).toSorted();
    assert.deepEqual(lanes, [
      'primary null in null',
      'thread 1 in p1',
      'thread 2 in p1',
      'worker 1 in p1',
      'worker 2 in p1',
    ]);
    for (const lane of trace.lanes) assertWhole(trace, lane);
    const shares = trace.messages.filter(({ edge }) => /^p1 > p[23] ipc$/.test(edge));
    assert.equal(shares.length, 2);
  });

  it('can be exported and compared', async () => {
    const { file } = await traceOf('test/fixtures/behaviour/trace/echo.js', { COUNT: String(COUNT) });
    const { traceEvents } = JSON.parse(lens(['export', file]));
    const arrows = traceEvents.filter(({ ph }: { ph: string }) => ph === 'f');
    assert.ok(arrows.length >= COUNT * 4);
    assert.match(
      lens(['compare', file, file]),
      new RegExp(`^Tasks \\(messages answered\\) +${COUNT * 2} +${COUNT * 2} `, 'm'),
    );
  });
});

function told(trace: Assembled, edge: string, hint: string) {
  return trace.messages.filter((message) => message.edge === edge && message.hint === hint);
}

/** It began, came online, and ended of itself; its states follow each other. */
function assertWhole(trace: Assembled, { id, started, ended }: Lane): void {
  const states = trace.statesOf(id);
  const times = states.map((state) => Number.parseFloat(state));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a! - b!),
  );
  assert.equal(times[0], started);
  assert.equal(times.at(-1), ended);
  assert.match(states.at(-1)!, / exited 0$/);
  const marks = trace.marksOf(id).map((mark) => mark.split(' ')[1]);
  for (const mark of ['created', 'online', 'exit']) assert.equal(marks.filter((each) => each === mark).length, 1);
}
