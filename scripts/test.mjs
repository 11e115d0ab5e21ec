// npm test [-- SUITE…] [--grep PATTERN] [--all] [--desktop]: all tests that a change must pass.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ensureChromium,
  ensureCodeServer,
  ensureCorpus,
  ensureDependencies,
  ensureNode,
  ensurePackages,
  ROOT,
} from './lib/ensure.mjs';
import { runMain, UserFacingError } from './lib/errors.mjs';
import { killMarked, SUITE_MARK, waitUntilGone } from './lib/marked-processes.mjs';
import { buildExtension, packageExtension } from './lib/package-extension.mjs';
import { NODE_MAJORS, OLD_NODE_MAJORS, pinnedNode } from './lib/pinned.mjs';
import { withProgress } from './lib/progress.mjs';
import { filesOf, SUITES } from './lib/suites.mjs';

/** @typedef {import('./lib/suites.mjs').Suite} Suite */
/** @typedef {import('./lib/mocha-run.mjs').SuiteResult} SuiteResult */

/** @typedef {{grep?: string, all: boolean, desktop: boolean}} Options */

/** A hub ends 10 s after its last agent and viewer: what lives longer than this, in ms, was left behind. */
const LEFTOVERS_END_WITHIN = 15_000;

/** Variables that would put the tests under another lens or debugger, or into the VS Code they are started from. */
const FOREIGN_VARIABLE = /^(NODE_OPTIONS|NODE_CHANNEL_.*|WORKER_LENS.*|VSCODE_.*)$/;

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      desktop: { type: 'boolean', default: false },
      grep: { type: 'string' },
    },
  });
  const suites = await chooseSuites(positionals, values);
  await ensureDependencies();
  const env = await prepare(suites, values);
  /** @type {SuiteResult[]} */
  const results = [];
  for (const suite of suites) results.push(await runSuite(suite, env, values));
  return summarize(results);
});

/**
 * @param {string[]} names
 * @param {Options} options
 * @returns {Promise<Suite[]>} those that have files
 * @throws {UserFacingError} for a name that is no suite's
 */
async function chooseSuites(names, options) {
  const unknown = names.find((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown) {
    throw new UserFacingError(
      `There is no suite ${unknown}. Choose from: ${SUITES.map(({ name }) => name).join(', ')}`,
    );
  }
  const wanted = SUITES.filter((suite) => (names.length > 0 ? names.includes(suite.name) : options.all || !suite.long));
  const chosen = [];
  for (const suite of wanted.filter(({ place }) => !options.desktop || place === 'extension host')) {
    if ((await filesOf(suite)).length > 0) chosen.push(suite);
    else console.log(`Suite ${suite.name}: no tests in ${suite.folder}`);
  }
  return chosen;
}

/**
 * Installs and builds what the suites need.
 * @param {Suite[]} suites
 * @param {Options} options
 * @returns {Promise<NodeJS.ProcessEnv>} the environment they run in
 */
async function prepare(suites, options) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN_VARIABLE.test(name)));
  if (suites.some((suite) => suite.nodes)) {
    for (const major of [...NODE_MAJORS, ...OLD_NODE_MAJORS.filter(pinnedNode)])
      env[`WORKER_LENS_TEST_NODE_${major}`] = await ensureNode(major);
  }
  if (suites.some((suite) => suite.packages)) env.WORKER_LENS_TEST_PACKAGES = await ensurePackages();
  if (suites.some((suite) => suite.corpus)) env.WORKER_LENS_TEST_CORPUS = JSON.stringify(await ensureCorpus());
  if (suites.some((suite) => suite.browser)) await ensureChromium();
  if (!options.desktop && suites.some((suite) => suite.vscode)) {
    await ensureChromium();
    await ensureCodeServer();
  }
  if (suites.some((suite) => suite.vsix)) await withProgress('Building and packing', packageExtension);
  else await withProgress('Building', buildExtension);
  if (options.all) env.WORKER_LENS_TEST_ALL = '1';
  if (options.grep) env.WORKER_LENS_TEST_GREP = options.grep;
  return env;
}

/**
 * Runs a suite in a process of its own, with a runtime folder of its own for sockets.
 * @param {Suite} suite
 * @param {NodeJS.ProcessEnv} env
 * @param {Options} options
 * @returns {Promise<SuiteResult>} a suite that broke off, or left processes behind, counts as one failure more
 */
async function runSuite(suite, env, options) {
  console.log(`\n=== ${suite.name}`);
  const mark = randomBytes(8).toString('hex');
  const runtime = await mkdtemp(join(tmpdir(), 'wl-'));
  const resultFile = join(runtime, 'result.json');
  const suiteEnv = { ...env, XDG_RUNTIME_DIR: runtime, [SUITE_MARK]: mark };
  const status = await startSuite(suite, [resultFile, ...(options.desktop ? ['--desktop'] : [])], suiteEnv);
  const result = await readResult(resultFile);
  // One that had failures has ended with 1 for them.
  const broken = status !== (result.failures.length > 0 ? 1 : 0);
  const left = await waitUntilGone(SUITE_MARK, mark, LEFTOVERS_END_WITHIN);
  await killMarked(SUITE_MARK, mark);
  await rm(runtime, { recursive: true, force: true });
  const processes = left.map(({ pid, command }) => `${pid} (${command})`).join(', ');
  const failures = [
    ...result.failures,
    ...(broken ? [`Suite ${suite.name} broke off with ${status}.`] : []),
    ...(left.length > 0 ? [`Suite ${suite.name} left processes behind: ${processes}`] : []),
  ];
  return { ...result, failures };
}

/**
 * @param {Suite} suite
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number | string>} its exit status, or the signal that ended it
 */
async function startSuite(suite, args, env) {
  const runner = join(ROOT, 'scripts', 'lib', 'run-suite.mjs');
  const child = spawn(process.execPath, [runner, suite.name, ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const timer = setTimeout(() => {
    console.log(`Suite ${suite.name} did not end within ${suite.timeout / 60_000} minutes.`);
    child.kill('SIGKILL');
  }, suite.timeout);
  const [status, signal] = await once(child, 'close');
  clearTimeout(timer);
  return signal ?? status;
}

/**
 * @param {string} file
 * @returns {Promise<SuiteResult>} as of its last failure when the suite ended before it could write one, or zeros
 */
async function readResult(file) {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text ? JSON.parse(text) : { passed: 0, skipped: 0, skippedTitles: [], failures: [] };
}

/**
 * Prints the closing line. A skipped test without its reason in test/skips.md counts as failed as well.
 * @param {SuiteResult[]} results
 * @returns {Promise<number>} the exit status
 */
async function summarize(results) {
  const sum = (/** @type {'passed' | 'skipped'} */ what) => results.reduce((total, result) => total + result[what], 0);
  const reasons = await readFile(join(ROOT, 'test', 'skips.md'), 'utf8').catch(() => '');
  const titles = results.flatMap((result) => result.skippedTitles);
  const unexplained = titles.filter((title) => !reasons.includes(title));
  console.log('');
  for (const title of titles) console.log(`skipped: ${title} (see test/skips.md)`);
  for (const title of unexplained) console.log(`failed: "${title}" is skipped, and test/skips.md gives no reason`);
  const failures = results.flatMap((result) => result.failures);
  for (const failure of failures) console.log(`failed: ${failure}`);
  const failed = failures.length + unexplained.length;
  if (results.length === 0) console.log('No suite has tests: nothing was tested.');
  console.log(`${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
  return failed > 0 || results.length === 0 ? 1 : 0;
}
