// A pool of threads: results, errors, aborts, a crash, a thread without memory left, all ways to end.
import { MessageChannel } from 'node:worker_threads';
import { move, Piscina } from 'piscina';

const filename = new URL('./worker.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2, concurrentTasksPerWorker: 1 });
pool.on('error', (error) => console.log('pool error', error.message));

const squares = await Promise.all(Array.from({ length: 20 }, (_, n) => pool.run(n, { name: 'square' })));
console.log('squares', squares.join(' '));
console.log('threads', pool.threads.length, 'completed', pool.completed, 'queued', pool.queueSize);

const failure = await pool.run('a reason', { name: 'fail' }).catch((error) => error);
console.log(failure.name, failure.message, failure.code, failure instanceof RangeError);
console.log(failure.stack);
console.log(await pool.run(null, { name: 'missing' }).catch((error) => error.message));
console.log(await pool.run(() => {}, { name: 'square' }).catch((error) => `${error.name}: ${error.message}`));

const bytes = new Uint8Array([1, 2, 3]);
const moved = await pool.run(move(bytes.buffer), { name: 'sum' });
console.log('moved', moved, bytes.byteLength);

const { port1, port2 } = new MessageChannel();
const heard = new Promise((resolve) => port1.once('message', resolve));
await pool.run({ port: port2 }, { name: 'speak', transferList: [port2] });
console.log('heard', await heard);
port1.close();

const abort = new AbortController();
const { port1: ours, port2: theirs } = new MessageChannel();
const started = new Promise((resolve) => ours.once('message', resolve));
const aborted = pool.run({ port: theirs }, { name: 'hang', transferList: [theirs], signal: abort.signal });
await started;
abort.abort();
console.log(await aborted.catch((error) => `${error.name}: ${error.message}`));
ours.close();
console.log('after the abort', await pool.run(5, { name: 'square' }));

console.log(await pool.run(3, { name: 'exit' }).catch((error) => error.message));
console.log('after the exit', await pool.run(6, { name: 'square' }));
await pool.close();
console.log('closed', pool.threads.length);

const small = new Piscina({ filename, maxThreads: 1, resourceLimits: { maxOldGenerationSizeMb: 16 } });
console.log(await small.run(null, { name: 'hoard' }).catch((error) => `${error.code}: ${error.message}`));
await small.destroy();

const alone = new Piscina({ filename, maxThreads: 1, env: { ONLY: 'this' }, argv: ['word'], execArgv: [] });
console.log(JSON.stringify(await alone.run(null, { name: 'surroundings' })));
const pending = alone.run(null, { name: 'never' }).catch((error) => error.message);
await alone.destroy();
console.log(await pending);
