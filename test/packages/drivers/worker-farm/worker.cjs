const fs = require('node:fs');

exports.square = (n, done) => done(null, n * n);
exports.fail = (reason, done) => done(Object.assign(new RangeError(reason), { detail: 42 }));
exports.crashOnce = (mark, done) => {
  if (fs.existsSync(mark)) return done(null, 'retried');
  fs.writeFileSync(mark, '');
  process.exit(5);
};
exports.never = () => {};
exports.surroundings = (done) =>
  done(null, {
    options: process.env.NODE_OPTIONS,
    execArgv: process.execArgv,
    argv: process.argv.slice(2),
    listeners: ['message', 'disconnect', 'exit'].map((event) => process.listenerCount(event)),
  });
