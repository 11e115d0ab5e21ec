// Threads and child processes behind one interface: time limits, cancellation, events, crashes.
const path = require('node:path');
const workerpool = require('workerpool');

const script = path.join(__dirname, 'worker.cjs');

async function drive(workerType) {
  console.log(workerType);
  const made = [];
  const pool = workerpool.pool(script, {
    workerType,
    maxWorkers: 2,
    onCreateWorker: (options) => {
      made.push('created');
      return options;
    },
    onTerminateWorker: () => made.push('terminated'),
  });
  const proxy = await pool.proxy();
  console.log(Object.keys(proxy).sort().join());
  const squares = await Promise.all(Array.from({ length: 10 }, (_, n) => proxy.square(n)));
  console.log('squares', squares.join(' '));
  console.log('sent a function', await pool.exec((a, b) => a + b, [2, 3]));
  await pool.exec('fail', ['a reason']).catch((error) => console.log(error.name, error.message, error.detail));
  const heard = [];
  await pool.exec('report', [], { on: (event) => heard.push(event) });
  console.log('heard', heard.join());
  const { totalWorkers, busyWorkers, pendingTasks } = pool.stats();
  console.log(totalWorkers, busyWorkers, pendingTasks);
  await pool
    .exec('hang')
    .timeout(300)
    .catch((error) => console.log(error.name, error.message));
  const cancelled = pool.exec('never');
  cancelled.cancel();
  await cancelled.catch((error) => console.log(error.name, error.message));
  await pool.exec('exit', [3]).catch((error) => console.log(error.message.split('\n')[0], error.exitCode));
  console.log('again', await pool.exec('square', [7]));
  await pool.terminate();
  console.log('ended', pool.stats().totalWorkers);
  console.log(made.filter((each) => each === 'created').length - made.filter((each) => each === 'terminated').length);
  const forced = workerpool.pool(script, { workerType, maxWorkers: 1 });
  const task = forced.exec('never').catch((error) => console.log(error.message));
  await forced.terminate(true);
  await task;
}

async function main() {
  await drive('thread');
  await drive('process');
}

main();
