// Jest's workers, on their own: errors over the channel, a lost process, output, graceful and forced ends.
const path = require('node:path');
const { Worker } = require('jest-worker');

const script = path.join(__dirname, 'worker.cjs');

async function drive(enableWorkerThreads) {
  console.log(enableWorkerThreads ? 'threads' : 'processes');
  const farm = new Worker(script, {
    enableWorkerThreads,
    numWorkers: 2,
    maxRetries: 1,
    exposedMethods: ['square', 'fail', 'say', 'exit', 'tell', 'surroundings'],
    computeWorkerKey: (_, key) => (typeof key === 'string' ? key : null),
    forkOptions: { env: { ROLE: 'worker' } },
    setupArgs: ['set', 'up'],
  });
  let output = '';
  farm.getStdout().on('data', (chunk) => {
    output += chunk;
  });
  const squares = await Promise.all(Array.from({ length: 10 }, (_, n) => farm.square(n)));
  console.log('squares', squares.join(' '));
  const failure = await farm.fail('a reason').catch((error) => error);
  console.log(failure.name, failure.message, failure.detail, failure.stack.split('\n')[1]);
  const { tell } = farm;
  const told = [];
  const call = tell.call(farm, 'key');
  call.UNSTABLE_onCustomMessage((message) => told.push(message));
  console.log('told', await call, told.join());
  console.log(JSON.stringify(await farm.surroundings('key')));
  await farm.say('key', 'a line');
  console.log(await farm.exit(3).catch((error) => error.message));
  console.log('again', await farm.square(12));
  console.log('forced', JSON.stringify(await farm.end()));
  console.log('output', JSON.stringify(output));
}

async function main() {
  await drive(false);
  await drive(true);
}

main();
