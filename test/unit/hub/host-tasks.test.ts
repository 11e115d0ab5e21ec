// Of threads that this test itself starts.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import { hostTasks, TICK } from '../../../hub/host/tasks';

const PROGRAM = `
const { parentPort } = require('node:worker_threads');
const tid = require('node:fs').readlinkSync('/proc/thread-self').split('/').pop();
parentPort.postMessage(Number(tid));
if (process.argv[2] === 'wait') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
else if (process.argv[2] === 'loop') while (true);
else parentPort.on('message', () => {});
`;

describe('hub: what the system says of threads', function () {
  this.timeout(10_000);
  const { pid } = process;
  let worker: Worker;

  async function start(does: string): Promise<number> {
    worker = new Worker(PROGRAM, { eval: true, argv: [does] });
    const [tid] = await once(worker, 'message');
    return tid;
  }
  afterEach(() => worker.terminate());

  /** Looks until what was to come has come. */
  async function until<T>(look: () => T | false): Promise<T> {
    while (true) {
      const found = look();
      if (found !== false) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it('when they began, and what they use', async () => {
    const before = hostTasks.uptime();
    const tid = await start('loop');
    const task = hostTasks.read(pid, tid)!;
    assert.ok(task.start >= before - TICK && task.start <= hostTasks.uptime() + TICK, `${task.start}, ${before}`);
    assert.ok(task.faults > 100);
    await until(() => hostTasks.read(pid, tid)!.cpu > task.cpu + 100);
    assert.equal(hostTasks.read(pid, tid)!.state, 'R');
    assert.equal(hostTasks.all(pid)[0]!.tid, pid);
    assert.ok(hostTasks.all(pid).some((each) => each.tid === tid));
  });

  it('what they wait in', async () => {
    const waiting = await start('wait');
    await until(() => hostTasks.waitsIn(pid, waiting) === 'futex');
    await worker.terminate();
    const idle = await start('idle');
    await until(() => hostTasks.waitsIn(pid, idle) === 'events');
  });

  it('nothing of what is gone', async () => {
    const tid = await start('idle');
    await worker.terminate();
    await until(() => !fs.existsSync(`/proc/${pid}/task/${tid}`));
    assert.equal(hostTasks.read(pid, tid), null);
    assert.equal(hostTasks.waitsIn(pid, tid), null);
    assert.deepEqual(hostTasks.all(2 ** 22 + 1), []);
  });
});
