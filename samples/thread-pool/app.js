'use strict';

const { availableParallelism } = require('node:os');
const { ThreadPool } = require('./pool.js');

const size = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));
const taskCount = Number(process.env.TASKS || 200);
const iterations = Number(process.env.ITERATIONS || 200_000_000);
const failsEvery = 10; // every so many tasks, one crashes its thread

const pool = new ThreadPool(size);

process.once('SIGTERM', () => pool.end());
process.once('SIGINT', () => pool.end());
main();

/** Gives out all tasks at once: the queue is long at first, and empty in the end. */
async function main() {
  console.log(`${taskCount} tasks for ${size} threads`);
  const tasks = Array.from({ length: taskCount }, (_, i) => ({
    id: i + 1,
    iterations,
    fails: (i + 1) % failsEvery === 0,
  }));
  const results = await Promise.allSettled(tasks.map((task) => pool.executeTask(task)));

  const reasons = results.flatMap(({ reason }) => (reason ? [reason.message] : []));
  for (const reason of new Set(reasons)) console.log(reason);
  console.log(
    `${results.length - reasons.length} tasks done, ${reasons.length} not, ${pool.replaced} threads replaced`,
  );
  pool.end();
}
