// Vitest's pool of earlier days, with threads and with child processes.
import { MessageChannel } from 'node:worker_threads';
import Tinypool from 'tinypool';

const filename = new URL('./worker.mjs', import.meta.url).href;

for (const runtime of ['worker_threads', 'child_process']) {
  console.log(runtime);
  const pool = new Tinypool({ filename, runtime, minThreads: 2, maxThreads: 2, env: { ...process.env, ROLE: 'task' } });
  const squares = await Promise.all(Array.from({ length: 10 }, (_, n) => pool.run(n, { name: 'square' })));
  console.log('squares', squares.join(' '), 'in', pool.threads.length);
  console.log(await pool.run('a reason', { name: 'fail' }).catch((error) => `${error.name}: ${error.message}`));
  console.log(JSON.stringify(await pool.run(null, { name: 'surroundings' })));
  await pool.recycleWorkers();
  console.log('recycled', await pool.run(4, { name: 'square' }));
  // A thread that exits in a task leaves the task unsettled.
  if (runtime === 'child_process') {
    console.log(await pool.run(3, { name: 'exit' }).catch((error) => error.message));
  }
  console.log('again', await pool.run(5, { name: 'square' }));
  await pool.destroy();
  console.log('destroyed');
}

const isolated = new Tinypool({ filename, isolateWorkers: true, minThreads: 1, maxThreads: 1 });
const first = await isolated.run(null, { name: 'count' });
const second = await isolated.run(null, { name: 'count' });
console.log('isolated', first, second);
const { port1, port2 } = new MessageChannel();
const heard = new Promise((resolve) => port1.once('message', resolve));
await isolated.run({ port: port2 }, { name: 'speak', transferList: [port2] });
console.log('heard', await heard);
port1.close();
await isolated.destroy();
