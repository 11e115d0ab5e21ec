// What the agent uses of Node, kept at preload: before fake timers, mocked file systems and wrappers can take its place.
import fs = require('node:fs');
import net = require('node:net');
import vm = require('node:vm');
import threads = require('node:worker_threads');

export { threads };

export const setTimer = setTimeout;
export const clearTimer = clearTimeout;
export const readFile = fs.readFileSync;
export const fileStatus = fs.statSync;
export const removeFile = fs.unlinkSync;
export const renameFile = fs.renameSync;
export const openFile = fs.openSync;
export const closeFile = fs.closeSync;
export const readLink = fs.readlinkSync;
export const readDescriptor = fs.readSync;
export const writeDescriptor = fs.writeSync;
export const sendSignal = process.kill;
/** Loaded already: the stub runs the agent by it. */
export const compile = vm.compileFunction;
const waitFor = Atomics.wait;
export const environment = process.env;
export const captureStack = Error.captureStackTrace;
export const ownProperty = Object.getOwnPropertyDescriptor;

/** Past what the program made of `require`. Older Nodes have no public way there, and `node:module` loads more than it. */
export const loadBuiltin: (id: string) => unknown =
  process.getBuiltinModule ?? (module.constructor as unknown as { _load(id: string): unknown })._load;

const { Socket } = net;
const { connect } = Socket.prototype;

/** As `net.connect`, past what the program made of it. */
export function connectTo(options: net.IpcSocketConnectOpts & net.SocketConstructorOpts): net.Socket {
  return Reflect.apply(connect, new Socket(options), [options]);
}

const monotonic = process.hrtime.bigint;

/** Milliseconds of the host's monotonic clock. */
export function now(): number {
  return Number(monotonic()) / 1e6;
}

/** Stops this thread for so long; a debugger can still have it do something. */
export function sleep(ms: number): void {
  waitFor(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** A timer that never keeps the program alive. */
export function setQuietTimer(callback: () => void, ms: number): NodeJS.Timeout {
  const timer = setTimer(callback, ms);
  timer.unref();
  return timer;
}
