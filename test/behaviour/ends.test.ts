// How each end is told: real programs under the real hub, each compared with its plain run.
import assert from 'node:assert/strict';
import type { End, ProcessState, ThreadState } from '../../protocol/viewer';
import { makeMemoryGroup } from './support/memory-group';
import { nodeOf } from './support/nodes';
import type { Ended, RunOptions } from './support/observe';
import { useRealStage } from './support/real-hub';

/** What a test expects of an end: an error by its name, message and, where given, the file and line of its stack. */
interface Expected extends Partial<Omit<End, 'error' | 'before'>> {
  error?: [name: string, message: string | RegExp, at?: RegExp];
}

const CRASHED: Expected = { how: 'crashed', code: 1 };

/** A program of one process, and how it ends. */
type Case = [program: string, args: string[], options: RunOptions, expected: Expected];

const CASES: Case[] = [
  ['abort.js', [], {}, { how: 'crashed', code: null, signal: 'SIGABRT', why: 'abort' }],
  [
    'heap-full.js',
    [],
    { flags: ['--max-old-space-size=30'] },
    { how: 'crashed', code: null, signal: 'SIGABRT', why: 'fatal' },
  ],
  ['throws.js', ['error'], {}, { ...CRASHED, error: ['RangeError', 'thrown', /throws\.js:4/] }],
  ['throws.js', ['later'], {}, { ...CRASHED, error: ['RangeError', 'thrown', /throws\.js:4/] }],
  ['throws.js', ['text'], {}, { ...CRASHED, error: ['string', 'just text'] }],
  ['throws.js', ['null'], {}, { ...CRASHED, error: ['object', 'null'] }],
  ['throws.js', ['object'], {}, { ...CRASHED, error: ['Own', 'an object'] }],
  ['throws.js', ['rejection'], {}, { ...CRASHED, error: ['RangeError', 'rejected', /throws\.js:16/] }],
  ['throws.js', ['rejectedText'], {}, { ...CRASHED, error: ['UnhandledPromiseRejection', /reason "just text"/] }],
  ['throws.js', ['coded'], {}, { ...CRASHED, error: ['Error', /^ENOENT/, /throws\.js:18/] }],
  ['throws.js', ['handlerThrows'], {}, { ...CRASHED, code: 7, why: 'node-code', error: ['RangeError', 'thrown'] }],
  ['exit-in-handler.js', [], {}, { ...CRASHED, code: 3, error: ['TypeError', 'fatal', /exit-in-handler\.js:3/] }],
  ['handled-then-exit.js', [], {}, CRASHED],
  ['captured-then-exit.js', [], {}, CRASHED],
  ['unsettled.mjs', [], {}, { ...CRASHED, code: 13, why: 'node-code' }],
  ['sync-uncaught.js', [], {}, { ...CRASHED, error: ['Error', /^Command failed/, /sync-uncaught\.js:2/] }],
];

/** What shows that a version of Node ends its processes and threads in the ways that are told. */
const SMOKE = new Set(['abort.js', 'heap-full.js', 'handled-then-exit.js', 'sync-uncaught.js']);

describe('ends', function () {
  this.timeout(120_000);
  const stage = useRealStage();

  for (const [program, args, options, expected] of CASES) {
    it(`${[program, ...args].join(' ')}: ${inWords(expected)}`, async () => {
      await sameAsPlain(program, args, options);
      assertEnd(stage.hub.root, expected);
    });
  }

  it('threads: each in its way, nested ones too', () => assertThreads());
  it('synchronous children: with the code and signal they had', () => assertSync());

  it('a thread’s error that takes its process', async () => {
    await sameAsPlain('thread-takes-all.js');
    assertEnd(stage.hub.root, { ...CRASHED, error: ['RangeError', 'in a thread', /worker eval/] });
    const thread = stage.hub.thread('fatal');
    // Its own last words can still reach the hub, or go down with the process.
    const code = thread?.end?.code === 1 ? 1 : null;
    assertEnd(thread, { how: 'crashed', code, error: ['RangeError', 'in a thread', /worker eval/] });
  });

  it('workers of a cluster', async () => {
    await sameAsPlain('cluster.js');
    const ends: Expected[] = [
      { ...CRASHED, error: ['RangeError', 'in a worker', /cluster\.js:16/] },
      { ...CRASHED, error: ['TypeError', 'in a worker', /cluster\.js:17/] },
      { how: 'crashed', signal: 'SIGABRT', why: 'abort' },
      { how: 'asked', signal: 'SIGKILL' },
      { how: 'voluntary', code: 0 },
    ];
    for (const [i, end] of ends.entries()) assertEnd(workerOf(i + 1), end);
    const { before } = workerOf(3)!.end!;
    // The primary may hear that the worker is online only after the worker aborted, and of the disconnect after its exit.
    const events = before.map(({ event }) => event).filter((event) => event !== 'disconnect');
    assert.deepEqual(events.sort(), ['abort', 'online']);
    assert.equal(before.find(({ event }) => event === 'abort')?.detail, 'cluster.js:18');
    assert.ok(before.every(({ time }) => time <= workerOf(3)!.ended!));
  });

  for (const signal of ['SIGKILL', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGTRAP'] as const) {
    it(`${signal} from outside the run`, async () => {
      const program = stage.bench.observed('ends/waits.js');
      await program.printed('ready');
      process.kill(program.child.pid!, signal);
      await stage.hub.ended(program);
      assertEnd(stage.hub.root, { how: 'crashed', signal });
    });
  }

  it('killed by the kernel, where memory ran out', async function () {
    const group = makeMemoryGroup();
    if (!group) return this.skip();
    try {
      const { stdout } = await sameAsPlain('killed-by-kernel.js', [group.folder]);
      assert.equal(stdout, 'null SIGKILL\n');
      assertEnd(stage.hub.children[0], { how: 'crashed', signal: 'SIGKILL', why: 'killed-by-kernel' });
    } finally {
      group.remove();
    }
  });

  for (const major of [18, 26] as const) {
    describe(`on Node ${major}`, () => {
      for (const [program, args, options, expected] of CASES.filter(([program]) => SMOKE.has(program))) {
        it(`${program}: ${inWords(expected)}`, async () => {
          await sameAsPlain(program, args, { ...options, node: await nodeOf(major) });
          assertEnd(stage.hub.root, expected);
        });
      }
      it('threads', async () => assertThreads({ node: await nodeOf(major) }));
      it('synchronous children', async () => assertSync({ node: await nodeOf(major) }));
    });
  }

  async function assertThreads(options: RunOptions = {}): Promise<void> {
    await sameAsPlain('threads.js', [], options);
    const thrown: Expected = { ...CRASHED, error: ['RangeError', 'thrown', /threads\.js:8/] };
    const { hub } = stage;
    assertEnd(hub.thread('full'), { ...CRASHED, why: 'resource-limits', error: ['Error', /reaching memory limit/] });
    assert.equal(hub.thread('full')?.end?.error?.code, 'ERR_WORKER_OUT_OF_MEMORY');
    assertEnd(hub.thread('throws'), thrown);
    assertEnd(hub.thread('rejects'), { ...CRASHED, error: ['TypeError', 'rejected', /threads\.js:10/] });
    assertEnd(hub.thread('text'), { ...CRASHED, error: ['string', 'just text'] });
    assertEnd(hub.thread('exits'), { how: 'crashed', code: 5 });
    assertEnd(hub.thread('waits'), { how: 'asked', code: 1 });
    assertEnd(hub.thread('nests'), thrown);
    const nested = [...hub.viewer.threads.values()].find(({ creator }) => creator !== 0);
    assertEnd(nested, { how: 'crashed', error: thrown.error! });
  }

  async function assertSync(options: RunOptions = {}): Promise<void> {
    await sameAsPlain('sync.js', [], options);
    const refused: Expected = { how: 'crashed', why: 'not-started', error: ['Error', 'ENOENT'] };
    const ends: Expected[] = [
      { how: 'crashed', code: 3 },
      { how: 'crashed', signal: 'SIGABRT', why: 'abort' },
      { how: 'exited', code: 0 },
      { how: 'crashed', code: 4 },
      { how: 'asked', signal: 'SIGTERM' },
      refused,
      refused,
      { how: 'crashed', code: 6 },
    ];
    assert.equal(stage.hub.children.length, ends.length);
    for (const [i, end] of ends.entries()) assertEnd(stage.hub.children[i], end);
  }

  function workerOf(id: number): ProcessState | undefined {
    return stage.hub.children.find(({ worker }) => worker?.id === id);
  }

  /** Runs a program plain and under the real hub: it prints and ends the same. */
  async function sameAsPlain(program: string, args: string[] = [], options: RunOptions = {}): Promise<Ended> {
    const { bench, hub } = stage;
    const plain = await bench.plain(`ends/${program}`, args, options).ended;
    const observed = await hub.ended(bench.observed(`ends/${program}`, args, options));
    assert.deepEqual(blurred(observed), blurred(plain));
    return observed;
  }
});

function assertEnd(ended: ProcessState | ThreadState | undefined, expected: Expected): void {
  assert.ok(ended?.end, 'it ended');
  const { how, code, signal, why, error } = ended.end;
  const { error: wanted, ...rest } = { how: 'exited', code: null, signal: null, why: null, ...expected };
  assert.deepEqual({ how, code, signal, why }, rest);
  const [name, message, at] = wanted ?? [];
  assert.equal(error?.name, name);
  if (!message) return;
  if (typeof message === 'string') assert.equal(error?.message, message);
  else assert.match(error!.message, message);
  if (at) assert.match(error!.stack!, at);
}

function inWords({ how, code, signal, why, error }: Expected): string {
  return [how, signal ?? code, why, error?.[0]].filter((each) => each !== undefined && each !== null).join(', ');
}

/** What differs from run to run, the frame that a hook leaves, and those that it pushes past the limit of ten. */
const DIFFERS = /^$|worker-lens:|agent\.cjs:|node:internal|0x[0-9a-f]{4}| ms: |pid: |FATAL ERROR: .* Allocation failed/;

function blurred({ code, signal, stdout, stderr }: Ended): Ended {
  const lines = (text: string) => text.split('\n').map((line) => line.replace(/^\d+: /, ''));
  // Threads speak in any order.
  const stable = (text: string) =>
    lines(text)
      .filter((line) => !DIFFERS.test(line))
      .sort()
      .join('\n');
  return { code, signal, stdout: stable(stdout), stderr: stable(stderr) };
}
