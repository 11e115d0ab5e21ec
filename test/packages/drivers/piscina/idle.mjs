// A pool that has done its work, and waits for more; one of its threads is given some that takes as long as the file is not there.
import * as fs from 'node:fs';
import { Piscina } from 'piscina';

const filename = new URL('./worker.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: 3, maxThreads: 3, idleTimeout: 60_000 });
await Promise.all([1, 2, 3].map((n) => pool.run(n, { name: 'square' })));
console.log('idle');

for await (const data of process.stdin) {
  const file = String(data).trim();
  console.log(await pool.run(file, { name: 'spin' }));
  if (fs.existsSync(file)) break;
}
await pool.close();
