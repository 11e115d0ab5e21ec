// Log lines written by threads, which are flushed at the exit, whatever way that comes.
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const pino = require('pino');

const how = process.argv[2];
if (how) log(how);
else for (const each of ['ends', 'exits', 'throws']) drive(each);

function drive(each) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [__filename, each], { encoding: 'utf8' });
  console.log(each, status, stdout.trim().split('\n').sort().join('\n'));
  console.log(stderr);
}

function log(way) {
  const targets = [
    { target: 'pino/file', options: { destination: 1 } },
    { target: path.join(__dirname, 'transport.mjs'), options: { prefix: '>' } },
  ];
  const logger = pino({ base: null, timestamp: false }, pino.transport({ targets }));
  for (let n = 0; n < 20; n++) logger.info({ n }, 'a line');
  if (way === 'exits') setImmediate(() => process.exit(3));
  if (way === 'throws') {
    logger.flush(() => {
      throw new RangeError('a reason');
    });
  }
}
