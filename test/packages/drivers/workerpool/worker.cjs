const workerpool = require('workerpool');

workerpool.worker({
  square: (n) => n * n,
  fail(reason) {
    throw Object.assign(new RangeError(reason), { detail: 42 });
  },
  report() {
    for (const step of ['one', 'two']) workerpool.workerEmit(step);
  },
  hang() {
    for (;;);
  },
  never: () => new Promise(() => {}),
  exit: (code) => process.exit(code),
});
