// Child processes with calls in flight: results, errors, time limits, a lost child whose calls go to another.
const fs = require('node:fs');
const path = require('node:path');
const { promisify } = require('node:util');
const workerFarm = require('worker-farm');

const mark = path.join(__dirname, 'crashed');
const options = {
  maxConcurrentWorkers: 2,
  maxCallsPerWorker: 6,
  maxRetries: 1,
  autoStart: true,
};

async function main() {
  const farm = workerFarm(options, require.resolve('./worker.cjs'), ['square', 'fail', 'crashOnce', 'surroundings']);
  const [square, fail, crashOnce, look] = ['square', 'fail', 'crashOnce', 'surroundings'].map((name) =>
    promisify(farm[name]),
  );
  const squares = await Promise.all(Array.from({ length: 20 }, (_, n) => square(n)));
  console.log('squares', squares.join(' '));
  await fail('a reason').catch((error) => console.log(error.name, error.type, error.message, error.detail));
  console.log(await crashOnce(mark), fs.existsSync(mark));
  console.log(JSON.stringify(await look()));
  await new Promise((resolve) => workerFarm.end(farm, resolve));
  const impatient = workerFarm({ ...options, maxCallTime: 300 }, require.resolve('./worker.cjs'), ['never']);
  await promisify(impatient.never)().catch((error) => console.log(error.type, error.message));
  await new Promise((resolve) => workerFarm.end(impatient, resolve));
}

main();
