// Node's own tests of cluster, worker_threads and child_process: each run plainly, and under the lens. See README.md beside this.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../scripts/lib/ensure.mjs';
import { runMain, UserFacingError } from '../../scripts/lib/errors.mjs';
import { killMarked, SUITE_MARK } from '../../scripts/lib/marked-processes.mjs';

/**
 * @typedef {object} Ended
 * @property {boolean} passed
 * @property {boolean} skipped the test found that it can't be run here
 * @property {string} how its exit status, signal or lack of an end
 * @property {string} output of stdout and stderr together
 */

/**
 * @typedef {object} Context
 * @property {string} tests the folder `test` of Node's sources
 * @property {string} node the Node they are run in
 * @property {Counts} counts
 */

/** @typedef {{passed: number, skipped: number, broken: number, flaky: number, failed: number}} Counts */

const NAME = /^test-(cluster|worker|child-process)-.*\.m?js$/;

/** Folders whose tests listen on a fixed port, or need the machine for themselves. */
const ALONE = /^(sequential|pummel)$/;

/** How long a test may take, in ms: what Node's own runner grants. */
const LIMIT = 120_000;

/** The command line that brings a test under the lens. */
const LENS = [process.execPath, join(ROOT, 'dist', 'cli.js'), 'run', '--'];

/** Variables that would put a test under another lens, or change what it sees. */
const FOREIGN_VARIABLE = /^(NODE_.*|WORKER_LENS.*)$/;

let runs = 0;

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { tests: { type: 'string' }, node: { type: 'string' }, jobs: { type: 'string', default: '2' } },
  });
  const { tests, node } = values;
  if (!tests || !node) throw new UserFacingError('Usage: run.mjs --tests DIR --node PATH [--jobs N] [NAME…]');
  const counts = { passed: 0, skipped: 0, broken: 0, flaky: 0, failed: 0 };
  const context = { tests: resolve(tests), node: resolve(node), counts };
  const files = findTests(context.tests).filter((file) => positionals.every((word) => file.includes(word)));
  const alone = files.filter((file) => ALONE.test(basename(dirname(file))));
  const together = files.filter((file) => !alone.includes(file));
  await Promise.all(Array.from({ length: Number(values.jobs) }, () => checkAll(together, context)));
  await checkAll(alone, context);
  console.log(
    `${counts.skipped} skip themselves, ${counts.broken} fail plainly, ${counts.flaky} fail plainly now and then`,
  );
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed > 0 ? 1 : 0;
});

/**
 * @param {string} tests
 * @returns {string[]} absolute paths
 */
function findTests(tests) {
  const folders = readdirSync(tests, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => {
    const folder = join(tests, name);
    return readdirSync(folder)
      .filter((file) => NAME.test(file))
      .map((file) => join(folder, file));
  });
}

/**
 * Takes tests off the list until it is empty.
 * @param {string[]} files
 * @param {Context} context
 */
async function checkAll(files, context) {
  for (let file = files.shift(); file; file = files.shift()) await check(file, context);
}

/**
 * A test that failed under the lens alone is run plainly once more: that tells whether it is a flaky one.
 * @param {string} file
 * @param {Context} context
 */
async function check(file, { tests, node, counts }) {
  const command = [node, ...flagsOf(file), file];
  const cwd = dirname(tests);
  const name = relative(tests, file);
  const plain = await run(command, cwd);
  if (!plain.passed) {
    counts.broken++;
    return console.log(`plain: ${plain.how}\t${name}`);
  }
  if (plain.skipped) return counts.skipped++;
  const observed = await run([...LENS, ...command], cwd);
  if (observed.passed && !observed.skipped) return counts.passed++;
  const again = await run(command, cwd);
  counts[again.passed ? 'failed' : 'flaky']++;
  const history = `lens: ${observed.how}; plain: ${plain.how}, then ${again.how}`;
  console.log(`${history}\t${name}\n${observed.output.trimEnd().replace(/^/gm, '    ')}`);
}

/**
 * @param {string} file
 * @returns {string[]}
 */
function flagsOf(file) {
  const [, flags = ''] = /^\/\/ Flags:(.*)$/m.exec(readFileSync(file, 'utf8')) ?? [];
  return flags.split(/\s+/).filter(Boolean);
}

/**
 * Output goes to a file, as with Node's own runner: a child that outlives the test keeps no pipe open.
 * @param {string[]} command
 * @param {string} cwd
 * @returns {Promise<Ended>}
 */
async function run([command = '', ...args], cwd) {
  const mark = `node-core-${process.pid}-${++runs}`;
  const folder = mkdtempSync(join(tmpdir(), 'wl-'));
  const file = join(folder, 'output');
  const descriptor = openSync(file, 'w');
  try {
    const stdio = /** @type {const} */ (['ignore', descriptor, descriptor]);
    // A group of its own: tests send signals to theirs.
    const child = spawn(command, args, { cwd, env: environment(folder, mark), stdio: [...stdio], detached: true });
    const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT);
    const started = performance.now();
    const [code, signal] = await once(child, 'exit');
    clearTimeout(limit);
    await killMarked(SUITE_MARK, mark);
    const output = readFileSync(file, 'utf8');
    const how = performance.now() - started > LIMIT ? 'no end' : (signal ?? `exit ${code}`);
    // The command line tool says so where it runs a command without the lens.
    const passed = code === 0 && !output.includes('worker-lens: ');
    return { passed, skipped: /^1\.\.0 # Skipped/m.test(output), how, output };
  } finally {
    closeSync(descriptor);
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder of this run alone
 * @param {string} mark
 * @returns {NodeJS.ProcessEnv}
 */
function environment(folder, mark) {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN_VARIABLE.test(name));
  return {
    ...Object.fromEntries(inherited),
    TMPDIR: folder,
    XDG_RUNTIME_DIR: folder,
    XDG_DATA_HOME: folder,
    NODE_TEST_DIR: folder,
    [SUITE_MARK]: mark,
  };
}
