'use strict';

const cluster = require('node:cluster');
const { availableParallelism } = require('node:os');
const path = require('node:path');
const { Worker } = require('node:worker_threads');
const { calculate } = require('./calculate.js');

const workerCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));
const numberCount = Number(process.env.COUNT || 20_000_000);

if (cluster.isPrimary) {
  comparePerformance().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
} else {
  process.once('message', async (share) => {
    const answer = { sum: await calculate(share), memory: process.memoryUsage().rss };
    process.send(answer, () => cluster.worker.disconnect());
  });
}

async function comparePerformance() {
  console.log(`The same sum of ${numberCount} numbers, in ${workerCount} workers and in ${workerCount} threads\n`);

  const inCluster = await measure('Cluster', (share) => {
    const worker = cluster.fork();
    worker.send(share);
    return answerOf(worker);
  });
  const inThreads = await measure('Worker threads', (share) => {
    const worker = new Worker(path.join(__dirname, 'thread.js'), { workerData: share });
    return answerOf(worker);
  });

  const [faster, slower] = inCluster.time < inThreads.time ? [inCluster, inThreads] : [inThreads, inCluster];
  const gain = ((slower.time - faster.time) / slower.time) * 100;
  console.log(`\n${faster.name} took ${gain.toFixed(1)} % less time`);
}

/** Gives every worker or thread an equal share of the numbers. Their start and end count as well as their work. */
async function measure(name, start) {
  const startedAt = performance.now();
  const answers = await Promise.all(equalShares().map(start));
  const time = performance.now() - startedAt;

  const megabytes = answers.map(({ memory }) => (memory / 2 ** 20).toFixed(1));
  console.log(`${name}: ${time.toFixed(0)} ms, memory of each: ${megabytes.join(', ')} MB`);
  console.log(`  sum: ${answers.reduce((total, { sum }) => total + sum, 0)}`);
  return { name, time };
}

function equalShares() {
  const bound = (i) => Math.floor((numberCount * i) / workerCount);
  return Array.from({ length: workerCount }, (_, i) => ({ from: bound(i), to: bound(i + 1) }));
}

/** What a cluster worker or a thread answered, once it has ended. */
function answerOf(worker) {
  return new Promise((resolve, reject) => {
    let answer;
    worker.on('message', (message) => {
      answer = message;
    });
    worker.on('error', reject);
    worker.on('exit', (code, signal) => {
      if (answer) resolve(answer);
      else reject(new Error(`Ended with ${signal ?? `code ${code}`} and no answer`));
    });
  });
}
