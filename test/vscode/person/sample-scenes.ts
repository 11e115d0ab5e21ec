// What each sample is there to show: it is run and used, and what the tree says of it is held against what it wrote and answered.
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { get, hold, post } from './load';
import { SampleLoad } from './sample-load';
import { assertNear, type SampleRun, type SampleStage } from './sample-stage';

export interface Scene {
  sample: string;
  /** What must show. */
  shows: string;
  /** What rows say beside the state. */
  figures?: string[];
  /** Plays it until the program has ended, or gives it back to be killed. */
  play(stage: SampleStage): Promise<void>;
}

/** Workers as they have said that they listen: by id, their pid; and the port. */
async function listening(run: SampleRun, count: number): Promise<{ pids: Map<number, number>; port: number }> {
  const found = await run.printed(/Worker (\d+) \((\d+)\) listens on port (\d+)/, count);
  const ports = new Set(found.map((match) => Number(match[3])));
  assert.equal(ports.size, 1, 'all on one port');
  return { pids: new Map(found.map((match) => [Number(match[1]), Number(match[2])])), port: [...ports][0]! };
}

async function pidOfPrimary(run: SampleRun): Promise<number> {
  const [match] = await run.printed(/PID (\d+)/);
  return Number(match![1]);
}

/** How long a sample may compute, in ms, on a machine that has much other work. */
const COMPUTES_WITHIN = 150_000;
/** By then it is said how many workers are enough, in ms: they are measured for 30 s, 10 s after the last has started. */
const SAID_WITHIN = 60_000;

/** `HH:MM how · how long`. */
const past = (how: string) => String.raw`\d\d:\d\d ${how}( · [\d.]+ s)?`;

/** The number in a text that a pattern catches. */
function numberIn(text: string, pattern: RegExp): number {
  const match = pattern.exec(text);
  assert.ok(match, `no ${pattern} in ${text}`);
  return Number(match[1]);
}

async function basicCluster(stage: SampleStage): Promise<void> {
  const run = await stage.run('basic-cluster/app.js', { WORKERS: 3, RESTART_DELAY: 0 });
  const { pids, port } = await listening(run, 3);
  const primary = `  primary pid ${await pidOfPrimary(run)} · online`;
  const worker = (id: number) => `    worker ${id} pid ${pids.get(id)} · :${port}`;
  await run.reads(['app.js running', primary, ...[1, 2, 3].map(worker)]);
  process.kill(pids.get(1)!, 'SIGKILL');
  pids.set(4, (await listening(run, 4)).pids.get(4)!);
  const rows = [
    ...['app.js running', primary, worker(4), '      slot 1 restarted 1×'],
    ...[`        ${past('crashed · SIGKILL')}`, worker(2), worker(3)],
  ];
  await run.shows(new RegExp(`^${rows.join('\n')}$`));
  await stage.moment('basic-cluster');
  await run.interrupt();
  await run.printed(/All workers disconnected/);
  await run.shows(/^app\.js exited\n +primary exited\n +worker 4 voluntary exit\n/);
}

async function basicWorkerThread(stage: SampleStage): Promise<void> {
  const run = await stage.run('basic-worker-thread/main.js', { COUNT: 3_500_000_000 });
  await run.printed(/Thread 1 started/);
  await run.shows(/^main\.js running\n {2}main process pid \d+ · online\n {4}thread 1 stuck \d+ s · square-roots$/);
  await stage.moment('basic-worker-thread');
  await run.printed(/Main thread received[^}]*text: 'Calculation done'[^}]*}\nThread ended with code 0/);
  await run.shows(/^main\.js exited\n {2}main process exited\n {4}thread 1 square-roots · exited$/);
  await run.tells(/^thread 1/, /workerData: \{ count: number \}/, /End: exited/, /Messages: 1 sent, 0 received/);
}

async function expressCluster(stage: SampleStage): Promise<void> {
  const env = { WORKERS: 2, RESTART_DELAY: 0, REPORT_INTERVAL: 200 };
  const run = await stage.run('express-cluster/app.js', env);
  const { pids, port } = await listening(run, 2);
  const load = new SampleLoad(port, '/api/data', 20, ({ body }) => JSON.parse(body).workerId);
  try {
    // Each request waits for 100 ms, and is answered by each worker in turn.
    const row = (id: number) => String.raw`worker ${id} ([\d.]+)/s · p95 ([\d.]+) ms`;
    const two = new RegExp(String.raw`^app\.js ([\d.]+)/s · p95 ([\d.]+) ms\n +primary .*\n +${row(1)}\n +${row(2)}`);
    await run.settles(two, ([, all, , ...shown]) => {
      const [first, firstTook, second, secondTook] = shown.map(Number);
      const rates = load.rates();
      assertNear(first!, rates.get(1) ?? 0, 0.3, 'requests a second of worker 1');
      assertNear(second!, rates.get(2) ?? 0, 0.3, 'requests a second of worker 2');
      assertNear(Number(all), first! + second!, 0.1, 'requests a second in all');
      for (const took of [firstTook!, secondTook!]) assert.ok(took >= 100 && took <= load.slowest, `${took} ms`);
    });
    for (const id of [1, 2]) {
      await run.tellsThat(new RegExp(`^worker ${id}`), (text) => {
        for (const what of ['connections', 'requests']) {
          const share = numberIn(text, new RegExp(`Share of ${what}: (\\d+) %`));
          assertNear(share, load.share(id) * 100, 0.1, `the share of ${what} of worker ${id}`);
        }
      });
    }
    process.kill(pids.get(1)!, 'SIGTERM');
    await run.printed(/Worker 1 left with code 0/);
    await listening(run, 3);
    const crashed = JSON.parse((await get(port, '/api/crash')).body).workerId;
    await run.printed(new RegExp(`Worker ${crashed} crashed with code 1`));
    await listening(run, 4);
    await run.shows(new RegExp(`slot 1 restarted \\d×\\n(.*\\n)*? +${past('voluntary exit')}`));
    await run.shows(new RegExp(`slot \\d restarted \\d×\\n(.*\\n)*? +${past('crashed · code 1')}`));
    await stage.moment('express-cluster');
  } finally {
    load.stop();
  }
  await run.interrupt();
  await run.printed(/Primary process ended with code 0/);
}

async function expressThreads(stage: SampleStage): Promise<void> {
  const run = await stage.run('express-threads/app.js', { WORKERS: 2 });
  const [match] = await run.printed(/listens on port (\d+)/);
  const port = Number(match![1]);
  const heavy = (iterations: number) => post(port, '/api/heavy-computation', { data: 'abc', iterations });
  // Each two are at work until the tree has surely been read.
  const four = Promise.all(Array.from({ length: 4 }, () => heavy(40_000_000)));
  const thread = (id: number) => String.raw` +thread ${id} (online|stuck \d+ s) · heavy-computation`;
  // No more than two at once, each named by its task.
  await run.shows(new RegExp(`main process .*\\n${thread(1)}\\n${thread(2)}$`));
  await run.shows(new RegExp(`main process .*\\n${thread(3)}\\n${thread(4)}\\n`));
  for (const { status } of await four) assert.equal(status, 200);
  const image = await post(port, '/api/image-processing', { imageData: 'i', operations: [{ type: 'resize' }] });
  assert.equal(JSON.parse(image.body).processedImage, 'resized_i');
  const failed = await post(port, '/api/data-analysis', { dataset: [1], analysisType: 'none' });
  assert.equal(JSON.parse(failed.body).error, 'Unknown analysis type: none');
  // These go on for as long as anybody looks.
  heavy(1_000_000_000).catch(() => {});
  await run.shows(
    new RegExp(
      [
        ' +thread 7 stuck \\d+ s · heavy-computation',
        ' +thread 6 data-analysis · crashed',
        ' +Error Unknown analysis type: none',
        ' +thread 5 exited · image-processing',
        ...Array(3).fill(' +thread [1-4] exited · heavy-computation'),
        ' +earlier 1 ended',
      ].join('\n'),
    ),
  );
  await run.tells(
    /^thread 5/,
    /workerData: \{ task: string, input: \{ imageData: string, operations: Array\(1\) \} \}/,
  );
  await stage.moment('express-threads');
  await run.kill();
}

async function performanceComparison(stage: SampleStage): Promise<void> {
  const run = await stage.run('performance-comparison/app.js', {
    WORKERS: 2,
    COUNT: stage.lasts ? 600_000_000 : 240_000_000,
  });
  // Which computes is busy, and stuck where the machine has little time for it.
  const worker = (id: number) => String.raw` +worker ${id} (?:busy|online|stuck.*) · \d+ % · (\d+) MB`;
  const first = await run.shows(
    new RegExp(`^app\\.js \\d+ % · (\\d+) MB\\n +primary .*\\n${worker(1)}\\n${worker(2)}`),
  );
  const [cluster] = await run.printed(/^Cluster: (\d+) ms, memory of each: ([\d.]+), ([\d.]+) MB/, 1, COMPUTES_WITHIN);
  for (const id of [1, 2]) assertNear(Number(first[id + 1]), Number(cluster![id + 1]), 0.4, `MB of worker ${id}`);
  const thread = (id: number) => String.raw` +thread ${id} ((?:busy|stuck.*) · )?(\d+ % · )?\d+ MB · thread\.js`;
  await run.shows(new RegExp(`primary .*\\n${thread(1)}\\n${thread(2)}\\n +worker 1 \\S* ?exit`));
  await stage.moment('performance-comparison');
  const [threads] = await run.printed(
    /^Worker threads: (\d+) ms, memory of each: ([\d.]+), ([\d.]+) MB/,
    1,
    COMPUTES_WITHIN,
  );
  await run.shows(/^app\.js exited\n +primary exited\n +worker 1 .* exit.*\n +worker 2 .* exit.*\n +thread [12]/);
  for (const [row, took] of [
    [/^worker 1/, cluster],
    [/^thread 1/, threads],
  ] as const) {
    const [, life, unit] = /Up for: ([\d.]+) (s|min)/.exec(await run.tells(row, /Up for: [\d.]+ (s|min)/))!;
    const ms = unit === 'min' ? 60_000 : 1000;
    assert.ok((Number(life) - 1) * ms <= Number(took![1]), `${row} up for ${life} ${unit}, of ${took![1]} ms`);
  }
}

async function highAvailability(stage: SampleStage): Promise<void> {
  const run = await stage.run('high-availability-cluster/app.js', { WORKERS: 2, RESTART_DELAY: 100 });
  const { port } = await listening(run, 2);
  await get(port, '/crash-loop').catch(() => {});
  const [match] = await run.printed(/Slot (\d) is given up after 5 restarts/);
  const ends = await run.printed(new RegExp(`Worker (\\d+) in slot ${match![1]} ended with code 1`));
  assert.equal(ends.length, 6, 'the first, and five restarts');
  await run.shows(
    new RegExp(
      [
        ` +worker ${ends.at(-1)![1]} crashed · code 1`,
        ' +Error The workers of this slot can no longer start',
        ' +restarted 5× in [\\d.]+ s given up',
        ` +slot ${match![1]} restarted 5×`,
        ...Array(5).fill(` +${past('crashed · code 1')}`),
      ].join('\n'),
    ),
  );
  await run.tells(/^restarted 5/, /crashed 6 times, one after the other/, /as did 4 of the others/);
  await stage.moment('high-availability-cluster');
  await run.interrupt();
}

async function hashThread(stage: SampleStage): Promise<void> {
  const run = await stage.run('hash-thread/app.js', { ROUNDS: 1000 });
  await run.printed(/Hash after 1000 rounds: [0-9a-f]{64}\nEncrypted to 14 bytes/);
  await run.shows(
    /^app\.js exited\n +main process exited\n +thread \d (hash|encrypt) · exited\n +thread \d (hash|encrypt) · exited$/,
  );
  await run.tells(/hash/, /workerData: \{ operation: string, algorithm: string, data: string, rounds: number \}/);
  await run.tells(
    /encrypt/,
    /workerData: \{ operation: string, algorithm: string, data: string, key: Uint8Array\(32\) \}/,
  );
  await stage.moment('hash-thread');
}

async function sharedMemory(stage: SampleStage): Promise<void> {
  const run = await stage.run('shared-memory/app.js', { WORKERS: 2, PAUSE: 300_000 });
  const bytes = Number((await run.printed(/2 threads share (\d+) bytes/))[0]![1]);
  const thread = (id: number) => String.raw` +thread ${id} in Atomics\.wait · counter ${id}`;
  await run.shows(
    new RegExp(`main process .*\\n +cells ${bytes / 1024} KB · threads 1, 2\\n${thread(1)}\\n${thread(2)}$`),
  );
  await run.tells(
    /^thread 1/,
    /Condition: blocked for \d+ s, in Atomics\.wait/,
    new RegExp(`Shares: cells \\(${bytes} bytes\\)`),
  );
  await run.tells(/^cells/, new RegExp(`A SharedArrayBuffer of ${bytes} bytes, given to threads 1, 2\\.`));
  await stage.moment('shared-memory');
  await run.interrupt();
}

async function leak(stage: SampleStage): Promise<void> {
  const run = await stage.run('broken/real-time-data-processor/app.js', { ITEMS: 1000, INTERVAL: 400 });
  const found = await run.shows(/main process .*\n +(\d+) threads leak\? app\.js:12\n +app\.js × (\d+)/);
  // One is made for each that is answered.
  const answered = (await run.printed(/처리된 데이터/)).length;
  assertNear(Number(found[1]), answered, 0.2, 'threads that never ended');
  assertNear(Number(found[2]), answered, 0.2, 'threads in the group');
  await run.tells(/threads leak/, /threads made at app\.js:12 live, none has ended\./, /await worker\.terminate\(\)/);
  await stage.moment('leak');
  await run.interrupt();
}

async function noLeak(stage: SampleStage): Promise<void> {
  const run = await stage.run('real-time-data-processor/app.js', { WORKERS: 2, ITEMS: 60, INTERVAL: 20 });
  await run.printed(/2 threads for all readings/);
  const row = (id: number, word: string) => ` +thread ${id} processor ${id} · ${word}`;
  // They are a pool once both have answered twice.
  const pool = String.raw`( +thread\.js × 2 .*\n)?`;
  await run.shows(new RegExp(`main process .*\\n${pool}${row(1, '\\w+')}\\n${row(2, '\\w+')}$`));
  await run.printed(/Processed 60 readings in 2 threads/);
  await run.shows(
    /^app\.js exited\n +main process exited\n +thread \d processor \d · exited\n +thread \d processor \d · exited$/,
  );
}

async function loadBalanced(stage: SampleStage): Promise<void> {
  const run = await stage.run('load-balanced-cluster/app.js', { WORKERS: 2 });
  // Reports come each 5 s.
  const jobs = async () => (await run.printed(/Worker (\d): (\d+) jobs done/, 2)).map((match) => Number(match[2]));
  await jobs();
  const row = (id: number) => String.raw` +worker ${id} online · ([\d.]+) msg/s`;
  const [first, second] = await jobs();
  await run.settles(new RegExp(`${row(1)}\\n${row(2)}$`), ([, one, two]) => {
    // Each job is a message there, and one back.
    assertNear(Number(one), (2 * first!) / 5, 0.4, 'messages a second of worker 1');
    assertNear(Number(two), (2 * second!) / 5, 0.4, 'messages a second of worker 2');
  });
  await stage.moment('load-balanced-cluster');
  await run.interrupt();
  const ends = await run.printed(/Worker (\d) ended with code 0 after (\d+) jobs/, 2);
  for (const [, id, done] of ends) {
    await run.tells(new RegExp(`^worker ${id}`), new RegExp(`Messages: ${done} sent, \\d+ received`));
  }
}

async function threadPool(stage: SampleStage): Promise<void> {
  const run = await stage.run('thread-pool/app.js', { WORKERS: 3, TASKS: 1000, ITERATIONS: 100_000_000 });
  // On a busy machine the tasks take so long that their threads are stuck.
  // At first, when their loops were measured mostly before their first tasks, none counts as busy.
  const [, tasks] = await run.shows(/ +thread\.js × 3 (?:\d stuck · )?[1-3] busy · ([\d.]+) tasks\/s/);
  assert.ok(Number(tasks) > 0);
  // Every tenth task ends its thread.
  await run.shows(/ +thread (\d+) pool (\d) · \w+.*\n(.*\n)* +thread \d+ pool \2 · crashed\n +Error Task \d+ failed/);
  let shown = 0;
  await run.tellsThat(/^thread\.js/, (text) => {
    assert.equal(numberIn(text, /Members: (\d+)/), 3);
    assert.equal(numberIn(text, /Busy: (\d+)/) + numberIn(text, /Idle: (\d+)/), 3);
    assert.ok(numberIn(text, /Tasks: ([\d.]+) tasks\/s/) > 0);
    shown = numberIn(text, /Replaced: (\d+)/);
  });
  await stage.moment('thread-pool');
  await run.interrupt();
  const [done] = await run.printed(/^\d+ tasks done, (\d+) not, (\d+) threads replaced/);
  assert.ok(shown <= Number(done![2]), `${shown} replaced, of ${done![2]}`);
  // Where few ended, all of them stand in the open.
  await run.settles(/^app\.js exited\n([\s\S]*?)(?: +earlier \d+ ended(?: · (\d+) crashed)?)?$/, ([, open, more]) => {
    const crashed = [...open!.matchAll(/· crashed/g)].length + Number(more ?? 0);
    assert.equal(crashed, Number(done![2]), 'all that crashed');
  });
}

async function sharedMemoryManager(stage: SampleStage): Promise<void> {
  const run = await stage.run('shared-memory-manager/app.js', { PAUSE: 300_000 });
  const bytes = Number((await run.printed(/A picture of (\d+) pixels/))[0]![1]);
  await run.shows(
    new RegExp(
      [
        `main process .*`,
        ` +picture ${bytes / 2 ** 20} MB · threads 1, 2`,
        ' +histogram 1 KB · threads 2, 3',
        ' +thread 1 draw · online',
        ' +thread 2 count · online',
        ' +thread 3 find · online$',
      ].join('\n'),
    ),
  );
  await run.tells(/^thread 2/, new RegExp(`Shares: picture \\(${bytes} bytes\\), histogram \\(1024 bytes\\)`));
  await stage.moment('shared-memory-manager');
  await run.interrupt();
}

async function benchmark(stage: SampleStage): Promise<void> {
  const run = await stage.run('benchmark/app.js', { WORKERS: 5, DURATION: 6000 });
  const worker = (id: number) => String.raw` +worker ${id} ([\d.]+)/s · p95 ([\d.]+) ms · (\d+) MB`;
  const workers = [1, 2, 3, 4, 5].map(worker).join('\n');
  const all = String.raw`^app\.js (\d+)/s · p95 ([\d.]+) ms · (\d+) MB\n +main process .*\n +primary .*\n${workers}`;
  const shown = await run.samples(new RegExp(all), /threads listens/);
  // Between two beats all rows are of one moment; while they are drawn they are not.
  const addUp = shown.some(([, total, , memory, ...each]) => {
    const sum = (at: number) => each.filter((_, i) => i % 3 === at).reduce((before, one) => before + Number(one), 0);
    // In memory are the primary besides, and the process that started it.
    return Math.abs(Number(total) - sum(0)) <= 0.02 * sum(0) && Number(memory) > sum(2);
  });
  assert.ok(addUp, `requests a second, and memory, in all:\n${shown.join('\n')}`);
  await run.shows(
    / +child threads\.js \d+\/s · p95 [\d.]+ ms · \d+ MB\n +task-thread\.js × 5 (?:\d stuck · )?\d busy · ([\d.]+) tasks\/s · \d+ MB/,
  );
  await stage.moment('benchmark');
  const table = await run.printed(/│ (cluster|threads): (requests|tasks) +│ (\d+)/, 4);
  const requests = Number(table[0]![3]);
  const highest = Math.max(...shown.map((match) => Number(match[1])));
  assert.ok(highest > requests / 2 && highest < requests * 3, `${highest}/s shown, ${requests}/s measured`);
}

async function clusterMessages(stage: SampleStage): Promise<void> {
  const run = await stage.run('cluster-messages/app.js', { WORKERS: 2 });
  const [first] = await run.printed(/Worker \d: listening on port (\d+)/, 2);
  await run.printed(/echoes: hi there/, 2);
  for (let i = 0; i < 6; i++) assert.equal((await get(Number(first![1]))).body, 'hello world\n');
  await run.shows(/worker 1 pid \d+ · :\d+\n +worker 2 pid \d+ · :\d+$/);
  await stage.moment('cluster-messages');
  await run.interrupt();
  await run.printed(/^6 requests in all/);
  await run.shows(/worker 1 voluntary exit\n +worker 2 voluntary exit$/);
  for (const id of [1, 2]) {
    // An echo, and three of the requests.
    await run.tells(
      new RegExp(`^worker ${id}`),
      /Messages: 4 sent, 1 received/,
      /online[\s\S]*listening :\d+[\s\S]*disconnected/,
    );
  }
  await stage.moment('cluster-messages-end');
}

async function gracefulShutdown(stage: SampleStage): Promise<void> {
  const run = await stage.run('graceful-shutdown/app.js', { WORKERS: 2, TIME_LIMIT: 300_000 });
  const { port } = await listening(run, 2);
  const held = await hold(port, '/stubborn');
  const holder = numberIn(held.first, /Worker (\d)/);
  await run.interrupt();
  await run.shows(new RegExp(`worker ${holder} disconnecting [1-9]\\d* s`));
  await run.shows(new RegExp(`worker ${3 - holder} voluntary exit`));
  await run.tells(new RegExp(`^worker ${holder}`), /State: disconnecting \d+ s/, /Still holds: 1 socket/);
  await stage.moment('graceful-shutdown');
  held.letGo();
  await run.printed(new RegExp(`Worker ${holder} ended with code 0`));
  await run.shows(/^app\.js exited\n +primary exited\n +worker 1 voluntary exit\n +worker 2 voluntary exit$/);
}

async function setupPrimary(stage: SampleStage): Promise<void> {
  const run = await stage.run('setup-primary/app.js');
  await run.printed(/Worker 1 is forked with --use https, silent/);
  await run.printed(/Worker 2 is forked with --use http, aloud/);
  await run.printed(/was started with/, 2);
  await run.shows(/worker 1 pid \d+ · online\n +worker 2 pid \d+ · online$/);
  const first = await run.tells(/^worker 1/, /Forked with: .*args: \["--use","https"\]/);
  assert.match(first, /silent: true/);
  const second = await run.tells(/^worker 2/, /Forked with: .*args: \["--use","http"\]/);
  assert.doesNotMatch(second, /silent/);
  await stage.moment('setup-primary');
  await run.interrupt();
}

async function optimized(stage: SampleStage): Promise<void> {
  const cores = availableParallelism();
  const workers = 4 * cores + 1;
  const run = await stage.run('optimized-cluster/app.js', { CPU_WORKERS: workers - 1, IO_WORKERS: 1 });
  const computes = ' +worker 1 (busy|online|stuck.*) · (100|[5-9]\\d) % loop\\n';
  await run.shows(new RegExp(`${computes}( +worker .*\\n)* +worker ${workers} online · \\d % loop$`));
  const [before, from] = [stage.processorTime(), performance.now()];
  const words = new RegExp(` +too many workers\\? ${workers} for ${cores} cores\\n`);
  const isSaid = await run.shows(words, SAID_WITHIN).then(
    () => true,
    () => false,
  );
  const share = (stage.processorTime() - before) / (performance.now() - from) / cores;
  // Where others have the machine as well, as many workers as these may get no more than their part of it.
  if (share > 0.85 || isSaid)
    assert.ok(isSaid && share > 0.7, `said: ${isSaid}, while they used ${share} of all cores`);
  await stage.moment('optimized-cluster');
  await run.interrupt();
}

export const SCENES: Scene[] = [
  {
    sample: 'basic-cluster',
    shows: 'workers on one port, and another in the slot of one that was killed',
    play: basicCluster,
  },
  {
    sample: 'basic-worker-thread',
    shows: 'a thread under its process, its message and its end',
    play: basicWorkerThread,
  },
  {
    sample: 'express-cluster',
    shows: 'requests, response time and share of each worker; who left and who crashed',
    figures: ['requests', 'response'],
    play: expressCluster,
  },
  { sample: 'express-threads', shows: 'threads that come and go, each with its task', play: expressThreads },
  {
    sample: 'performance-comparison',
    shows: 'workers and threads side by side: time, and memory of each',
    figures: ['cpu', 'memory'],
    play: performanceComparison,
  },
  {
    sample: 'high-availability-cluster',
    shows: 'restarts of a slot, its last exits and why; that it was given up',
    play: highAvailability,
  },
  { sample: 'hash-thread', shows: 'what each thread was given', play: hashThread },
  {
    sample: 'shared-memory',
    shows: 'which threads share which buffer, and that they wait in Atomics.wait',
    play: sharedMemory,
  },
  {
    sample: 'broken/real-time-data-processor',
    shows: 'threads that never end, by the place that makes them',
    play: leak,
  },
  { sample: 'real-time-data-processor', shows: 'as many threads at its end as at its start', play: noLeak },
  {
    sample: 'optimized-cluster',
    shows: 'how busy each event loop is, and that they are too many',
    figures: ['loop'],
    play: optimized,
  },
  {
    sample: 'load-balanced-cluster',
    shows: 'messages a second of each worker',
    figures: ['messages'],
    play: loadBalanced,
  },
  { sample: 'thread-pool', shows: 'a pool of so many, who is busy, and who took whose place', play: threadPool },
  { sample: 'shared-memory-manager', shows: 'buffers by name, and who holds them', play: sharedMemoryManager },
  {
    sample: 'benchmark',
    shows: 'requests, response time, memory and tasks, of each and in all',
    figures: ['requests', 'response', 'memory'],
    play: benchmark,
  },
  { sample: 'cluster-messages', shows: 'events in their order, and messages counted', play: clusterMessages },
  { sample: 'graceful-shutdown', shows: 'who disconnects, since when, and what it holds', play: gracefulShutdown },
  { sample: 'setup-primary', shows: 'what each worker was forked with', play: setupPrimary },
];
