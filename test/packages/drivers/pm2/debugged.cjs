// Keeps a cluster of two alive until its input ends.
const path = require('node:path');
const { promisify } = require('node:util');
const pm2 = require('pm2');

const call = Object.fromEntries(
  ['connect', 'start', 'delete', 'killDaemon'].map((name) => [name, promisify(pm2[name].bind(pm2))]),
);

async function main() {
  await call.connect();
  await call.start({
    name: 'served',
    script: path.join(__dirname, 'serves.cjs'),
    exec_mode: 'cluster',
    instances: 2,
    wait_ready: true,
  });
  await new Promise((resolve) => process.stdin.once('end', resolve).resume());
  await call.delete('served');
  await call.killDaemon();
  process.exit();
}

main();
