'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { load } = require('./load.js');

const duration = Number(process.env.DURATION || 5000); // ms of each measurement
const kinds = { requests: '/', tasks: '/task' };

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

async function main() {
  const rows = {};
  for (const shape of ['cluster', 'threads']) {
    const server = fork(path.join(__dirname, `${shape}.js`));
    const [{ port }] = await once(server, 'message');
    console.log(`The server made of ${shape === 'cluster' ? 'a cluster' : shape} listens on port ${port}`);
    for (const [kind, url] of Object.entries(kinds)) rows[`${shape}: ${kind}`] = await measure(server, { port, url });
    server.send('stop');
    await once(server, 'exit');
  }
  console.table(rows);
}

async function measure(server, target) {
  const { count, averageTime } = await load({ ...target, duration });
  server.send('memory');
  const [{ memory }] = await once(server, 'message');
  return {
    'per second': Math.round((count / duration) * 1000),
    'average time (ms)': Number(averageTime.toFixed(2)),
    'memory of each process (MB)': memory.map((bytes) => Math.round(bytes / 2 ** 20)).join(', '),
  };
}
