'use strict';

const { availableParallelism } = require('node:os');
const { setTimeout: delay } = require('node:timers/promises');
const { RealTimeDataProcessor } = require('./processor.js');

const threadCount = Number(process.env.WORKERS || Math.min(Math.max(availableParallelism(), 2), 4));
const items = Number(process.env.ITEMS || 1000);
const interval = Number(process.env.INTERVAL || 50); // ms from one reading to the next

let stopping = false;

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
main();

async function main() {
  console.log(`${threadCount} threads for all readings`);
  let sum = 0;
  const processor = new RealTimeDataProcessor(threadCount, ({ smoothed }) => {
    sum += smoothed;
  });

  for (let i = 0; i < items && !stopping; i++) {
    processor.processData({ id: i, values: [i, i + 1, i + 2] });
    await delay(interval);
  }
  const processed = await processor.end();
  console.log(`Processed ${processed} readings in ${threadCount} threads, their sum is ${sum}`);
}

function stop() {
  stopping = true;
}
