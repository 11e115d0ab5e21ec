// Starting other programs. Uses Node's own modules only: it runs before node_modules exists.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** How much of the beginning, and of the end, of a program's output is kept for an error message, in characters. */
const KEPT_OUTPUT = 2000;

/**
 * @typedef {object} RunResult
 * @property {number} status exit status; 128 when a signal ended it
 * @property {string} output the beginning and the end of stdout and stderr together
 * @property {string} stdout all of stdout
 */

/**
 * Runs a program to its end with no standard input. Rejects only when it cannot be started.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let stdout = '';
    let all = '';
    const keep = (/** @type {string} */ text) => {
      all += text;
    };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      keep(text);
    });
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ status: code ?? 128, output: shorten(all), stdout }));
  });
}

/** @param {string} text */
function shorten(text) {
  if (text.length <= 2 * KEPT_OUTPUT) return text;
  return `${text.slice(0, KEPT_OUTPUT)}\n[…]\n${text.slice(-KEPT_OUTPUT)}`;
}

/** What an npm that runs this script says of itself and of this project: another npm would take it for its own. */
const OUTER_NPM =
  /^(npm_config_(user_agent|local_prefix)|npm_(node_execpath|command|lifecycle_.*|package_.*)|NODE|INIT_CWD)$/;

/**
 * Runs npm as the person's machine has it set up.
 *
 * npm itself is JavaScript: on Windows `npm` is a shell script that `spawn` cannot start, so the file is named there.
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<RunResult>}
 */
export function runNpm(args, options = {}) {
  const inherited = Object.entries(options.env ?? process.env).filter(([name]) => !OUTER_NPM.test(name));
  return startNpm(args, { ...options, env: Object.fromEntries(inherited) });
}

/**
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} options
 */
function startNpm(args, options) {
  const npmFile = process.env.npm_execpath;
  if (process.platform === 'win32' && npmFile) return run(process.execPath, [npmFile, ...args], options);
  return run('npm', args, options);
}

/**
 * Finds a program on PATH.
 * @param {string} name
 * @returns {string | undefined} its absolute path
 */
export function findOnPath(name) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const suffix of suffixes) {
      const file = join(folder, name + suffix);
      if (folder !== '' && isExecutable(file)) return file;
    }
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {boolean}
 */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
