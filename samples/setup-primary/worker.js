'use strict';

const cluster = require('node:cluster');

console.log(`Worker ${cluster.worker.id} was started with ${process.argv.slice(2).join(' ')}`);

process.on('message', () => {}); // Stands for a server: as long as it listens, this worker lives.
process.on('SIGINT', () => {}); // Ctrl-C reaches every process: leave it to the primary.
