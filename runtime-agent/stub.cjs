// @ts-nocheck -- plain old script
// What NODE_OPTIONS names. Stands at a path that never changes, and runs in whatever Node a shell, a daemon or a saved
// environment starts, for months: old syntax only, never a word on stderr, never a throw.

/** In a main thread the variable; in a thread what its main thread's agent left, since it hid the variable. */
function find() {
  const text = process.env.WORKER_LENS;
  // A hub that is gone is the common case of an old environment: nothing is loaded to learn that.
  if (text && !isServed(JSON.parse(text))) return null;
  const threads = require('node:worker_threads');
  if (threads.isMainThread) return text ? JSON.parse(text) : null;
  if (isHooksThread(threads)) return null;
  const left = threads.getEnvironmentData('worker-lens');
  return left ? left.environment : null;
}

/** Node's own thread for `module.register` runs preloads too. https://github.com/nodejs/node/issues/47747 */
function isHooksThread(threads) {
  if (threads.isInternalThread !== undefined) return threads.isInternalThread;
  return process.moduleLoadList.indexOf('NativeModule internal/modules/esm/worker') >= 0;
}

function isServed(environment) {
  const fs = require('node:fs');
  return fs.existsSync(`${environment.directory}/hub.json`) && fs.existsSync(environment.agent);
}

try {
  if (parseInt(process.versions.node, 10) >= 18 && !process[Symbol.for('worker-lens')]) {
    delete require.cache[__filename];
    const environment = find();
    if (environment && isServed(environment)) require(environment.agent);
  }
} catch (_error) {
  // The program starts, whatever fails here.
}
