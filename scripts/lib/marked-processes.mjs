// Finds every process that a test started, however deep and however detached, by a mark in its environment.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} MarkedProcess
 * @property {number} pid
 * @property {string} command the command line, arguments separated by blanks
 */

/** The variable that marks all that one VS Code has started. Programs under test inherit it and ignore it. */
export const INSTANCE_MARK = 'WORKER_LENS_TEST_INSTANCE';

/** The variable that marks all that one suite has started. */
export const SUITE_MARK = 'WORKER_LENS_TEST_SUITE';

/** How often the system is asked whether processes are gone, in ms: it has no event for those that are not our children. */
const ASK_EVERY = 50;

/** How long a killed process may take to be gone, in ms. */
const GONE_WITHIN = 10_000;

/**
 * Lists the living processes whose environment has the variable with that value. Zombies do not count: they run no more.
 * @param {string} variable
 * @param {string} value
 * @returns {MarkedProcess[]} none on Windows, which shows no process another's environment
 */
export function listMarked(variable, value) {
  const mark = `${variable}=${value}`;
  if (process.platform === 'win32') return [];
  return process.platform === 'linux' ? listFromProc(mark) : listFromPs(mark);
}

/** @param {string} mark */
function listFromProc(mark) {
  /** @type {MarkedProcess[]} */
  const found = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    if (!readProc(pid, 'environ').split('\0').includes(mark)) continue;
    const command = readProc(pid, 'cmdline').split('\0').join(' ').trim();
    if (command !== '') found.push({ pid, command });
  }
  return found;
}

/**
 * A process can end at any moment, and others' environments are not readable: both read as nothing.
 * @param {number} pid
 * @param {string} file
 */
function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} mark */
function listFromPs(mark) {
  const output = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8' });
  const lines = output.split('\n').filter((line) => line.includes(mark));
  return lines.map((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), command: command ?? '' };
  });
}

/**
 * Waits for marked processes to end by themselves.
 * @param {string} variable
 * @param {string} value
 * @param {number} within in ms
 * @returns {Promise<MarkedProcess[]>} those that have not
 */
export async function waitUntilGone(variable, value, within) {
  const deadline = performance.now() + within;
  for (;;) {
    const left = listMarked(variable, value);
    if (left.length === 0 || performance.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
  }
}

/**
 * Kills every marked process, and those that they start meanwhile.
 * @param {string} variable
 * @param {string} value
 * @returns {Promise<MarkedProcess[]>} what had to be killed
 * @throws {Error} when one does not end
 */
export async function killMarked(variable, value) {
  /** @type {Map<number, MarkedProcess>} */
  const killed = new Map();
  const deadline = performance.now() + GONE_WITHIN;
  for (
    let left = listMarked(variable, value);
    left.length > 0;
    left = await waitUntilGone(variable, value, ASK_EVERY)
  ) {
    if (performance.now() > deadline) throw new Error(`Not gone after SIGKILL: ${JSON.stringify(left)}`);
    for (const found of left) {
      killed.set(found.pid, found);
      kill(found.pid);
    }
  }
  return [...killed.values()];
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
