'use strict';

const cluster = require('node:cluster');
const path = require('node:path');

const duration = Number(process.env.DURATION || 0); // ms; 0: until it is stopped

cluster.on('exit', (worker, code, signal) => console.log(`Worker ${worker.id} ended with ${signal ?? `code ${code}`}`));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
if (duration > 0) setTimeout(stop, duration).unref();

// A relative path would be looked for in the working directory.
const exec = path.join(__dirname, 'worker.js');

cluster.setupPrimary({ exec, args: ['--use', 'https'], silent: true });
const quiet = fork();
quiet.process.stdout.setEncoding('utf8').on('data', (text) => process.stdout.write(`In silence: ${text}`));
quiet.process.stderr.pipe(process.stderr);

// What a second call does not name stays as the first one set it: without `silent` this worker would be silent too.
cluster.setupPrimary({ args: ['--use', 'http'], silent: false });
fork();

function fork() {
  const worker = cluster.fork();
  // Another call of `setupPrimary` changes nothing of a worker that is there.
  const { args, silent } = cluster.settings;
  console.log(`Worker ${worker.id} is forked with ${args.join(' ')}, ${silent ? 'silent' : 'aloud'}`);
  return worker;
}

function stop() {
  cluster.disconnect();
}
