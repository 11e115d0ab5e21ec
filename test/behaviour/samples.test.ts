// Each sample, plain and under the lens: it does what it says, leaves nothing, and the lens shows what it is there to show.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { Program } from './support/observe';
import { useRealStage } from './support/real-hub';
import { ask, assertEnd, listening, openStream, runSample, type SampleOptions, seen } from './support/samples';

type Drive = NonNullable<SampleOptions['drive']>;

const stop = (program: Program) => program.child.kill('SIGTERM');

/** Stops a sample once it has printed something so often. */
function stopAfter(pattern: RegExp, count = 1): Drive {
  return async (program) => {
    await seen(program, pattern, count);
    stop(program);
  };
}

/** Signals a worker by its `worker.id`, as a person would from a shell. */
async function signal(program: Program, worker: number, name: NodeJS.Signals): Promise<void> {
  const [found] = await seen(program, new RegExp(`Worker ${worker} \\((\\d+)\\) listens`, 'g'));
  process.kill(Number(found![1]), name);
}

const PRIMARY = 'Primary process started (PID 0)';
const listens = (worker: number) => `Worker ${worker} (0) listens on port 0`;
const TWO_LEFT = [
  'primary · exited (0)',
  '  worker 1 (slot 1) · left voluntarily (0)',
  '  worker 2 (slot 2) · left voluntarily (0)',
];

describe('samples', function () {
  this.timeout(30_000);
  const stage = useRealStage();

  const run = (file: string, options: Omit<SampleOptions, 'file'> = {}) => runSample(stage, { file, ...options });
  /** Of each slot, how often its worker was replaced. */
  const restarts = () => [...stage.hub.viewer.slots.values()].map((slot) => slot.restarts);
  const workers = () => stage.hub.children.filter(({ kind }) => kind === 'worker');
  const threads = () => [...stage.hub.viewer.threads.values()];

  it('basic-cluster: all on one port, and another worker in the slot of one that was killed', async () => {
    const drive: Drive = async (program) => {
      const port = await listening(program, 2);
      const answers = [await ask(port, '/'), await ask(port, '/')].sort();
      await signal(program, 1, 'SIGKILL');
      await listening(program, 3);
      stop(program);
      return answers;
    };
    assertEnd(await run('basic-cluster/app.js', { env: { RESTART_DELAY: '0' }, drive }), {
      answers: ['Hello from worker 1 (0)\n', 'Hello from worker 2 (0)\n'],
      printed: [
        PRIMARY,
        ...[1, 2, 3].map(listens),
        'Worker 1 (0) ended with SIGKILL',
        'Worker 2 (0) ended with code 0',
        'Worker 3 (0) ended with code 0',
        'All workers disconnected',
      ],
      tree: [
        'primary · exited (0)',
        '  worker 1 (slot 1) · crashed (SIGKILL): the signal came from outside the run',
        '  worker 2 (slot 2) · left voluntarily (0)',
        '  worker 3 (slot 1) · left voluntarily (0)',
      ],
    });
    assert.deepEqual(restarts(), [1, 0]);
  });

  it('basic-worker-thread: a thread under its process', async () => {
    assertEnd(await run('basic-worker-thread/main.js', { env: { COUNT: '1000' } }), {
      printed: [
        'Main thread started',
        'Thread 1 started',
        "Main thread received { sum: 21065.833110879048, text: 'Calculation done' }",
        'Thread ended with code 0',
      ],
      tree: ['main.js · exited (0)', '  thread 1 · square-roots · exited (0)'],
    });
  });

  it('express-cluster: one leaves, one crashes', async () => {
    const drive: Drive = async (program) => {
      const port = await listening(program);
      const answers = [
        await ask(port, '/'),
        await ask(port, '/api/data'),
        await ask(port, '/api/process', { data: 'x' }),
      ];
      await seen(program, /Active workers/g);
      await signal(program, 1, 'SIGTERM');
      answers.push(await ask(await listening(program, 2), '/api/crash'));
      await listening(program, 3);
      stop(program);
      return answers.map((answer) => JSON.parse(answer).message ?? answer.slice(0, 20));
    };
    const env = { RESTART_DELAY: '0', REPORT_INTERVAL: '50', WORKERS: '1' };
    // Between two workers it may report that there is none.
    const blur = (line: string) => line.replace(/Active workers: \d/, 'Active workers: N');
    assertEnd(await run('express-cluster/app.js', { env, drive, blur, once: true }), {
      answers: ['Hello from the cluster!', '{"data":"Sample data', '{"result":21081692.7', 'This worker crashes'],
      printed: [
        PRIMARY,
        ...[1, 2, 3].flatMap((worker) => [`Worker ${worker} (0) forked`, listens(worker)]),
        'Active workers: N of 1',
        'Worker 1 (0) is leaving',
        'Worker 1 left with code 0',
        'Worker 2 crashed with code 1',
        'Primary received SIGTERM: workers finish their requests',
        'Worker 3 (0) is leaving',
        'Worker 3 left with code 0',
        'Primary process ended with code 0',
      ],
      complained: /Error: Worker 2 was asked to crash/,
      tree: [
        'primary · exited (0)',
        '  worker 1 (slot 1) · left voluntarily (0)',
        '  worker 2 (slot 1) · crashed (1)',
        '  worker 3 (slot 1) · left voluntarily (0)',
      ],
    });
  });

  it('express-threads: a thread for each heavy request', async () => {
    const drive: Drive = async (program) => {
      const port = await listening(program);
      const heavy = () => ask(port, '/api/heavy-computation', { data: 'abc', iterations: 3 });
      const answers = await Promise.all([heavy(), heavy(), heavy(), ask(port, '/')]);
      answers.push(await ask(port, '/api/image-processing', { imageData: 'i', operations: [{ type: 'resize' }] }));
      answers.push(await ask(port, '/api/data-analysis', { dataset: [3, 1, 2], analysisType: 'pattern' }));
      answers.push(await ask(port, '/api/data-analysis', { dataset: [3, 1, 2], analysisType: 'none' }));
      stop(program);
      return answers.map((answer) => answer.replace(',"pid":0,"timestamp":""', ''));
    };
    assertEnd(await run('express-threads/app.js', { drive }), {
      answers: [
        ...Array(3).fill('{"result":{"computationResult":5.289137443327671,"processedData":"cba","iterations":3}}'),
        '{"message":"Hello from the main thread!"}',
        '{"processedImage":"resized_i","operations":[{"type":"resize"}]}',
        '{"analysisResult":{"rises":1,"trend":"not increasing"},"analysisType":"pattern"}',
        '{"error":"Unknown analysis type: none"}',
      ],
      printed: ['Main thread (PID 0) listens on port 0', 'Server closed'],
      tree: [
        'app.js · exited (0)',
        '  thread 1 · heavy-computation · exited (0)',
        '  thread 2 · heavy-computation · exited (0)',
        '  thread 3 · heavy-computation · exited (0)',
        '  thread 4 · image-processing · exited (0)',
        '  thread 5 · data-analysis · exited (0)',
        '  thread 6 · data-analysis · crashed (1)',
      ],
    });
  });

  it('performance-comparison: workers and threads side by side', async () => {
    const blur = (line: string) => line.replace(/:.* MB/, ':').replace(/.* took .* less time/, 'took less');
    assertEnd(await run('performance-comparison/app.js', { env: { COUNT: '1000' }, blur }), {
      printed: [
        'The same sum of 1000 numbers, in 2 workers and in 2 threads',
        'Cluster:',
        '  sum: 21066.795807857587',
        'Worker threads:',
        '  sum: 21066.795807857587',
        'took less',
        ...['', ''],
      ],
      tree: [
        TWO_LEFT[0]!,
        '  thread 1 · thread.js · exited (0)',
        '  thread 2 · thread.js · exited (0)',
        ...TWO_LEFT.slice(1),
      ],
    });
  });

  it('cluster-and-threads: a thread ends with its worker', async () => {
    const drive: Drive = async (program) => {
      const port = await listening(program);
      const answers = [await ask(port, '/'), await ask(port, '/heavy'), await ask(port, '/crash')];
      await listening(program, 2);
      stop(program);
      return answers;
    };
    const env = { COUNT: '1000', RESTART_DELAY: '0', WORKERS: '1' };
    assertEnd(await run('cluster-and-threads/app.js', { env, drive }), {
      answers: ['Hello from worker 1 (0)\n', 'The sum is 21065.833110879048\n', 'gone'],
      printed: [listens(1), 'Worker 1 (0) ended with code 1', listens(2), 'Worker 2 (0) ended with code 0'],
      complained: /Error: Worker 1 was asked to crash/,
      tree: [
        'primary · exited (0)',
        '  worker 1 (slot 1) · crashed (1)',
        '    thread 1 · sum · unknown: its process ended',
        '  worker 2 (slot 1) · left voluntarily (0)',
        '    thread 1 · sum · left voluntarily: its process ended',
      ],
    });
    assert.deepEqual(restarts(), [1]);
  });

  it('high-availability-cluster: a slot is restarted, and given up', async () => {
    const drive: Drive = async (program) => {
      const port = await listening(program);
      const answers = [await ask(port, '/'), await ask(port, '/crash')];
      return [...answers, await ask(await listening(program, 2), '/crash-loop')];
    };
    const env = { MAX_RESTARTS: '3', RESTART_DELAY: '0', WORKERS: '1' };
    assertEnd(await run('high-availability-cluster/app.js', { env, drive }), {
      answers: ['Hello from worker 1 (0)\n', 'gone', 'gone'],
      printed: [
        PRIMARY,
        listens(1),
        listens(2),
        ...[1, 2, 3, 4].map((worker) => `Worker ${worker} in slot 1 ended with code 1`),
      ],
      // A slot was lost: that is no success.
      code: 1,
      complained: /The workers of this slot can no longer start[\s\S]*Slot 1 is given up after 3 restarts/,
      tree: ['primary · crashed (1)', ...[1, 2, 3, 4].map((worker) => `  worker ${worker} (slot 1) · crashed (1)`)],
    });
    assert.deepEqual(restarts(), [3]);
    assert.deepEqual(
      [...stage.hub.viewer.slots.values()].map(({ current }) => current),
      [null],
    );
  });

  it('high-availability-cluster: ends in order', async () => {
    assertEnd(await run('high-availability-cluster/app.js', { drive: stopAfter(/listens/g, 2) }), {
      printed: [PRIMARY, listens(1), listens(2), ...[1, 2].map((id) => `Worker ${id} in slot ${id} left with code 0`)],
      tree: TWO_LEFT,
    });
  });

  it('hash-thread: one hashes, one encrypts', async () => {
    assertEnd(await run('hash-thread/app.js', { env: { ROUNDS: '100' } }), {
      printed: [
        'Hash after 100 rounds: 64d81b9efd65bf06a5b26fb3b78754caac49ee164de02dcc16370a3ffb4093ae',
        'Encrypted to 14 bytes, and decrypted again: sensitive data',
        'Thread encrypt ended with code 0',
        'Thread hash ended with code 0',
      ],
      tree: ['app.js · exited (0)', '  thread 1 · hash · exited (0)', '  thread 2 · encrypt · exited (0)'],
    });
  });

  describe('shared-memory', () => {
    const tree = ['app.js · exited (0)', '  thread 1 · counter 1 · exited (0)', '  thread 2 · counter 2 · exited (0)'];
    const share = '2 threads share 1024 bytes';

    it('loses no count', async () => {
      const env = { ROUNDS: '2', PAUSE: '1', COUNT: '1000' };
      const rounds = [1, 2].map((round) => `Round ${round}: 2 threads counted to 2000`);
      assertEnd(await run('shared-memory/app.js', { env }), { printed: [share, ...rounds], tree });
    });

    it('ends in order while its threads wait', async () => {
      assertEnd(await run('shared-memory/app.js', { drive: stopAfter(/share/g) }), { printed: [share], tree });
    });
  });

  describe('real-time-data-processor', () => {
    it('has as many threads at its end as at its start', async () => {
      assertEnd(await run('real-time-data-processor/app.js', { env: { ITEMS: '20', INTERVAL: '1' } }), {
        printed: ['2 threads for all readings', 'Processed 20 readings in 2 threads, their sum is 210'],
        tree: ['app.js · exited (0)', '  thread 1 · processor 1 · exited (0)', '  thread 2 · processor 2 · exited (0)'],
      });
    });

    it('ends in order', async () => {
      const blur = (line: string) => line.replace(/(ed|is) \d+/g, '$1 N');
      const end = await run('real-time-data-processor/app.js', { drive: stopAfter(/all readings/g), blur });
      assert.equal(end.code, 0);
      assert.deepEqual(
        end.tree.slice(1).map((line) => line.split(' · ')[2]),
        ['exited (0)', 'exited (0)'],
      );
    });

    it('leaks as it was written: one place made threads that never end', async () => {
      const env = { ITEMS: '6', INTERVAL: '1' };
      const end = await run('broken/real-time-data-processor/app.js', { env, drive: stopAfter(/처리된/g, 6) });
      assert.equal(end.signal, 'SIGTERM');
      assert.deepEqual(
        threads().map((thread) => thread.end?.why),
        Array(6).fill('process-ended'),
      );
      const places = threads().map(({ site }) => `${path.basename(site!.file)}:${site!.line}`);
      assert.deepEqual(places, Array(6).fill('app.js:12'));
    });
  });

  it('optimized-cluster: who computes, and who waits', async () => {
    const drive: Drive = async (program) => {
      await Promise.all([seen(program, /cpu\): \d/g), seen(program, /io\): \d/g)]);
      stop(program);
    };
    const blur = (line: string) => line.replace(/: \d+ % busy, \d+ tasks\/s/, ' works');
    const env = { CPU_WORKERS: '1', IO_WORKERS: '1', REPORT_INTERVAL: '100' };
    assertEnd(await run('optimized-cluster/app.js', { env, drive, blur, once: true }), {
      printed: [
        PRIMARY,
        'Worker 1 (cpu) works',
        'Worker 2 (io) works',
        'Worker 1 (cpu) ended with code 0',
        'Worker 2 (io) ended with code 0',
      ],
      tree: TWO_LEFT,
    });
  });

  it('load-balanced-cluster: each job goes out and comes back as one message', async () => {
    const blur = (line: string) => line.replace(/after \d+/, 'after its');
    assertEnd(await run('load-balanced-cluster/app.js', { env: { JOBS: '20', INTERVAL: '1' }, blur }), {
      printed: [PRIMARY, '20 jobs given out', ...[1, 2].map((id) => `Worker ${id} ended with code 0 after its jobs`)],
      tree: TWO_LEFT,
    });
    const total = (way: 'sent' | 'received') => workers().reduce((sum, { messages }) => sum + messages[way], 0);
    assert.deepEqual([total('sent'), total('received')], [20, 20]);
  });

  describe('thread-pool', () => {
    it('replaces what fails', async () => {
      const end = await run('thread-pool/app.js', { env: { TASKS: '20', ITERATIONS: '1000' } });
      assert.deepEqual(end.printed, [
        '18 tasks done, 2 not, 2 threads replaced',
        '20 tasks for 2 threads',
        'Task 10 failed',
        'Task 20 failed',
      ]);
      assert.deepEqual([end.code, end.complained], [0, []]);
      // Either of the two can be the one that fails.
      const ends = threads()
        .map((thread) => thread.end?.how)
        .sort();
      assert.deepEqual(ends, ['crashed', 'crashed', 'exited', 'exited']);
      for (const { name } of threads()) assert.match(name!, /^pool [12]$/);
    });

    it('ends in order, with the tasks that its threads are at', async () => {
      const drive = stopAfter(/200 tasks/g);
      const env = { ITERATIONS: '1000000' };
      // How far it comes is up to the machine.
      const blur = (line: string) => line.replace(/^\d+ tasks done.*|^(Task|The).*/, '');
      const end = await run('thread-pool/app.js', { drive, env, blur, once: true });
      assert.equal(end.code, 0);
      assert.ok(threads().length >= 2);
    });
  });

  it('shared-memory-manager: three threads, each with its buffers', async () => {
    assertEnd(await run('shared-memory-manager/app.js', { env: { ROUNDS: '2', PAUSE: '1', SIZE: '65536' } }), {
      printed: [
        'A picture of 65536 pixels, drawn and counted in place',
        'Round 1: shade 1 is the most frequent, in 33024 of 65536 pixels',
        'Round 2: shade 2 is the most frequent, in 32768 of 65536 pixels',
      ],
      tree: [
        'app.js · exited (0)',
        ...['draw', 'count', 'find'].map((name, i) => `  thread ${i + 1} · ${name} · exited (0)`),
      ],
    });
  });

  it('benchmark: a cluster, then threads', async () => {
    const blur = (line: string) => (line.startsWith('│') ? line.split('│')[1]!.trim() : line.replace(/^[┌├└].*/, ''));
    assertEnd(await run('benchmark/app.js', { env: { DURATION: '50' }, blur }), {
      printed: [
        'The server made of a cluster listens on port 0',
        'The server made of threads listens on port 0',
        ...['(index)', 'cluster: requests', 'cluster: tasks', 'threads: requests', 'threads: tasks', '', '', ''],
      ],
      tree: [
        'app.js · exited (0)',
        ...TWO_LEFT.map((line) => `  ${line}`),
        '  threads.js · exited (0)',
        '    thread 1 · tasks 1 · exited (0)',
        '    thread 2 · tasks 2 · exited (0)',
      ],
    });
  });

  it('cluster-messages: events, counts and echoes', async () => {
    const drive: Drive = async (program) => {
      const port = await listening(program, 2);
      await seen(program, /echoes/g, 2);
      const answers = [await ask(port, '/'), await ask(port, '/'), await ask(port, '/')];
      stop(program);
      return answers;
    };
    assertEnd(await run('cluster-messages/app.js', { drive }), {
      answers: Array(3).fill('hello world\n'),
      printed: [
        PRIMARY,
        ...[1, 2].flatMap((id) => [
          ...['fork', 'online', 'listening on port 0', 'disconnect', 'exit with code 0'].map(
            (word) => `Worker ${id}: ${word}`,
          ),
          `Worker ${id} echoes: hi there`,
        ]),
        '3 requests in all',
      ],
      tree: TWO_LEFT,
    });
    const messages = workers().map((worker) => worker.messages);
    assert.deepEqual(
      messages.map(({ received }) => received),
      [1, 1],
    );
    // An echo each, and the requests.
    assert.equal(
      messages.reduce((sum, { sent }) => sum + sent, 0),
      2 + 3,
    );
  });

  describe('graceful-shutdown', () => {
    /** Holds a connection open while the program is told to end. */
    const hold =
      (url: string): Drive =>
      async (program) => {
        const { first, rest } = await openStream(await listening(program), url);
        stop(program);
        return [first, await rest];
      };
    const file = 'graceful-shutdown/app.js';
    const printed = [PRIMARY, listens(1), 'Worker 1 disconnected'];

    it('finishes what is in flight', async () => {
      assertEnd(await run(file, { env: { WORKERS: '1' }, drive: hold('/stream') }), {
        answers: ['Worker 1 streams\n', 'Worker 1 streams\nThat was all\n'],
        printed: [...printed, 'Worker 1 ended with code 0'],
        tree: TWO_LEFT.slice(0, 2),
      });
    });

    it('kills what is not done in time', async () => {
      assertEnd(await run(file, { env: { WORKERS: '1', TIME_LIMIT: '100' }, drive: hold('/stubborn') }), {
        answers: ['Worker 1 never ends this\n', 'Worker 1 never ends this\ngone'],
        printed: [...printed, 'Worker 1 is not done after 100 ms', 'Worker 1 ended with SIGKILL'],
        tree: ['primary · exited (0)', '  worker 1 (slot 1) · ended as asked (SIGKILL)'],
      });
    });
  });

  it('setup-primary: each worker with the settings that it was forked with', async () => {
    assertEnd(await run('setup-primary/app.js', { drive: stopAfter(/was started with/g, 2) }), {
      printed: [
        'Worker 1 is forked with --use https, silent',
        'In silence: Worker 1 was started with --use https',
        'Worker 1 ended with code 0',
        'Worker 2 is forked with --use http, aloud',
        'Worker 2 was started with --use http',
        'Worker 2 ended with code 0',
      ],
      tree: TWO_LEFT,
    });
    assert.deepEqual(
      workers().map(({ settings }) => [settings!.args, settings!.silent]),
      [
        [['--use', 'https'], true],
        [['--use', 'http'], false],
      ],
    );
  });
});
