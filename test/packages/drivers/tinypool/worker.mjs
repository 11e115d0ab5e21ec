let calls = 0;

export const count = () => ++calls;
export const square = (n) => n * n;
export const exit = (code) => process.exit(code);

export function fail(reason) {
  throw new RangeError(reason);
}

export function speak({ port }) {
  port.postMessage('a word');
  port.close();
}

export const surroundings = () => ({
  role: process.env.ROLE,
  options: process.env.NODE_OPTIONS ?? null,
  argv: process.argv.slice(2),
  execArgv: process.execArgv,
  isSending: typeof process.send,
  listeners: process.listenerCount('message'),
});
