const { parentPort, threadId } = require('node:worker_threads');
const { greet } = require('./greet.ts');

parentPort.postMessage(greet(threadId));
