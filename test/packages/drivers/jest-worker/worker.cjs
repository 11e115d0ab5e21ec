const { messageParent } = require('jest-worker');

let settings = [];
exports.setup = (...given) => {
  settings = given;
};
exports.teardown = () => {};
exports.square = (n) => n * n;
exports.fail = (reason) => {
  throw Object.assign(new RangeError(reason), { detail: 42 });
};
exports.say = (_, line) => console.log(line);
exports.exit = (code) => process.exit(code);
exports.tell = () => {
  messageParent('a word');
  return settings.join(' ');
};
exports.surroundings = () => ({
  role: process.env.ROLE ?? null,
  options: process.env.NODE_OPTIONS ?? null,
  execArgv: process.execArgv,
  id: process.env.JEST_WORKER_ID,
});
