// Workers that are revived while the program lives, and time to leave when it is told to end.
const cluster = require('node:cluster');
const throng = require('throng');

const lines = [];
let asked = false;

throng({
  count: 3,
  lifetime: 1e9,
  grace: 30_000,
  signals: ['SIGTERM'],
  master() {
    console.log('primary', cluster.isPrimary);
    let ready = 0;
    cluster.on('message', (_, message) => {
      if (message === 'ready' && ++ready === 3) cluster.workers[1].send('crash');
      if (message === 'ready' && ready === 4) stop();
      if (message.leaving) lines.push(`worker ${message.leaving} leaves`);
    });
    cluster.on('exit', (worker, code, signal) => {
      lines.push(`exit ${code} ${signal} ${worker.exitedAfterDisconnect}`);
    });
    process.on('exit', () => console.log(lines.sort().join('\n')));
  },
  worker(id, disconnect) {
    process.on('message', () => process.exit(7));
    process.once('SIGTERM', () => process.send({ leaving: id }, () => disconnect()));
    process.send('ready');
  },
});

function stop() {
  if (asked) return;
  asked = true;
  process.kill(process.pid, 'SIGTERM');
}
