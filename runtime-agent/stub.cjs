// @ts-nocheck -- plain old script
// biome-ignore-all lint/style: old syntax, see below
// biome-ignore-all lint/complexity: as above
// biome-ignore-all lint/suspicious: as above
// What NODE_OPTIONS names. Stands at a path that never changes, and runs in whatever Node a shell, a daemon or a saved
// environment starts, for months: syntax that Node 8 knows, the first that reads NODE_OPTIONS; never a word on stderr,
// never a throw.

/** What the agent is told; a thread of an observed process sees none, since its main thread's agent hid it. */
var told = process.env.WORKER_LENS;
/** The same, told to all that a terminal starts; a program's own word counts. */
var toldTerminal = process.env.WORKER_LENS_TERMINAL;

function start() {
  if (toldTerminal) takeTerminal();
  var left = find();
  if (!left) return;
  var environment = left.environment;
  hidePreload(environment.stub);
  if (!isServed(environment)) return hideVariables(environment.stub);
  if (parseInt(process.versions.node, 10) < 18) return leaveWord(environment, 'oldNode', process.version);
  if (!left.code && !require('fs').existsSync(environment.agent))
    return leaveWord(environment, 'agentMissing', environment.agent);
  try {
    run(environment, left.code);
  } catch (error) {
    leaveWord(environment, 'agentFailed', String(error && error.message));
  }
}

/**
 * Leaves what a launch of the program would have left. The editor ends with a blank what it puts before the options that
 * may stand in a terminal, and puts it before the lens's own where the terminal is a program's.
 */
function takeTerminal() {
  delete process.env.WORKER_LENS_TERMINAL;
  if (!told) process.env.WORKER_LENS = told = toldTerminal;
  var all = process.env.NODE_OPTIONS || '';
  var option = optionOf(JSON.parse(toldTerminal).stub);
  var others = all.replace(option + ' ', '');
  if (others === '') process.env.NODE_OPTIONS = option;
  else if (others.indexOf(option) >= 0) process.env.NODE_OPTIONS = others;
}

/** In a main thread what the variable says; in a thread what its main thread's agent left. */
function find() {
  var environment = told ? JSON.parse(told) : null;
  var own = environment ? { environment: environment } : null;
  // A hub that is gone is the common case of an old environment: nothing is loaded to learn that.
  if (environment && !isServed(environment)) return own;
  var threads = workerThreads();
  if (!threads || threads.isMainThread) return own;
  if (!threads.getEnvironmentData || isHooksThread(threads)) return null;
  return threads.getEnvironmentData('worker-lens') || null;
}

/**
 * What `require` would do, but for what it can't: what V8 made of the agent is handed on, from a main thread to its threads
 * and to the processes that follow. The agent finds it in `module.exports`. See code.ts.
 */
function run(environment, handed) {
  var code = handed || read(environment);
  var Script = require('vm').Script;
  var script = new Script(code.text, { filename: environment.agent, cachedData: code.compiled });
  module.exports = { code: code, script: script };
  script.runInThisContext()(exports, require, module, environment.agent);
}

function read(environment) {
  var text = functionOf(require('fs').readFileSync(environment.agent));
  var code = { text: text.toString(), compiled: undefined, file: null };
  try {
    code.file = fileOfCode(environment.directory);
    code.compiled = compiledIn(code.file, text);
  } catch (_error) {
    // It is compiled anew.
  }
  return code;
}

/** The text of a module as that of a function. Put together outside the heap: V8 would collect it for the parts. */
function functionOf(body) {
  var head = '(function (exports, require, module, __filename) {';
  var tail = '\n})';
  var whole = Buffer.alloc(head.length + body.length + tail.length);
  whole.write(head);
  body.copy(whole, head.length);
  whole.write(tail, head.length + body.length);
  return whole;
}

/**
 * One for each build of Node, beside the directories of all hubs: what stood in one would be compiled anew for each, and keep it
 * there once its hub has gone. None under a snapshot of the program's own, where V8 has other objects.
 */
function fileOfCode(directory) {
  if ((process.execArgv.join() + process.env.NODE_OPTIONS).indexOf('snapshot') >= 0) return null;
  var node = require('fs').statSync(process.execPath);
  return directory + '/../code-' + [process.version, process.arch, node.size, node.mtimeMs].join('-');
}

/** V8 crashes at a damaged byte: what it made stands there twice, and then the text that it was made of. */
function compiledIn(file, text) {
  if (!file || !require('fs').existsSync(file)) return undefined;
  var kept = require('fs').readFileSync(file);
  var size = (kept.length - text.length) >> 1;
  var isWhole = kept.compare(text, 0, text.length, size * 2) === 0 && kept.compare(kept, 0, size, size, size * 2) === 0;
  // A copy, so that the rest is let go.
  return isWhole ? Buffer.concat([kept.subarray(0, size)]) : undefined;
}

/** Node before 10.5 has none. */
function workerThreads() {
  try {
    return require('worker_threads');
  } catch (_error) {
    return null;
  }
}

/** Node's own thread for `module.register` runs preloads too. https://github.com/nodejs/node/issues/47747 */
function isHooksThread(threads) {
  if (threads.isInternalThread !== undefined) return threads.isInternalThread;
  return process.moduleLoadList.indexOf('NativeModule internal/modules/esm/worker') >= 0;
}

function isServed(environment) {
  return require('fs').existsSync(environment.directory + '/hub.json');
}

/** Node keeps the list of preloads where the program can read it. */
function hidePreload(stub) {
  var preloads = process._preload_modules;
  if (!Array.isArray(preloads)) return;
  var theirs = preloads.filter(function (each) {
    return each !== stub;
  });
  Object.defineProperty(process, '_preload_modules', { value: theirs });
}

/** Nobody watches: what was meant for the lens is neither seen by the program nor handed on. See protocol/injection.ts. */
function hideVariables(stub) {
  delete process.env.WORKER_LENS;
  var all = process.env.NODE_OPTIONS || '';
  var option = optionOf(stub);
  var quiet = option + ' --inspect-publish-uid=http';
  var added = all.indexOf(quiet) < 0 ? option : quiet;
  if (all === added) delete process.env.NODE_OPTIONS;
  else if (all) process.env.NODE_OPTIONS = all.replace(added + ' ', '').replace(added, '');
}

function optionOf(stub) {
  return '--require ' + (/[\s"\\]/.test(stub) ? '"' + stub.replace(/[\\"]/g, '\\$&') + '"' : stub);
}

/** Tells a hub that lives why this process has no agent, see protocol/missed.ts. Of a thread its creator tells. */
function leaveWord(environment, reason, detail) {
  if (!told) return;
  var fs = require('fs');
  var hub = JSON.parse(fs.readFileSync(environment.directory + '/hub.json', 'utf8'));
  // Throws where it is gone: what is left there would lie about for ever.
  process.kill(hub.pid, 0);
  var file = environment.directory + '/missed-' + process.pid;
  var word = {
    pid: process.pid,
    run: environment.run || null,
    spawner: environment.spawner || null,
    argv: process.argv,
    execArgv: process.execArgv,
    node: process.version,
    why: { reason: reason, detail: detail },
  };
  fs.writeFileSync(file + '.tmp', JSON.stringify(word));
  fs.renameSync(file + '.tmp', file + '.json');
}

try {
  if (!process[Symbol.for('worker-lens')]) {
    delete require.cache[__filename];
    start();
  }
} catch (_error) {
  // The program starts, whatever fails here.
}
// By this name it is none of the program's files: else what counts the lines that ran counts these.
//# sourceURL=worker-lens
