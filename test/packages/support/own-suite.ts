// A package's own tests, as its authors published them, run plain and under the lens.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { NodeMajor } from '../../../scripts/lib/pinned.mjs';
import { Bench, type Ended, type Program } from '../../behaviour/support/observe';
import { environment, settle, underLens } from './drive';

export interface Suite {
  /** The package. */
  name: string;
  /** The oldest Node that the package supports; 18 if absent. */
  since?: NodeMajor;
  /** Before the names of the files, as in the package's own script. */
  flags: readonly string[];
  /** All its test files, under its folder. */
  files: RegExp;
  /** Those that need what is not published. */
  without?: RegExp;
  /** Tests that measure time, or hope that something has begun in time, by the headings that tape writes: these are left out. */
  timed?: RegExp;
  /** Single results that depend on what else the machine does: left out as well. */
  anyResult?: RegExp;
}

/** A heading with what follows it. */
const SECTION = /^# (.*)\n(?:(?!# ).*\n)*/gm;

/** One result in TAP, at any depth. */
const RESULT = /^ *(ok|not ok) \d+ (?:- )?(.*)$/gm;

/** Runs the tests plain and observed side by side, and holds that each ends alike. */
export async function sameResults(suite: Suite, node: string): Promise<void> {
  const files = filesOf(suite);
  assert.notEqual(files.length, 0);
  const [plain, observed] = await Promise.all([runAlone(suite, node, files), runObserved(suite, node, files)]);
  assert.notEqual(plain.length, 0);
  assert.deepEqual(observed, plain);
}

async function runAlone(suite: Suite, node: string, files: string[]): Promise<string[]> {
  const bench = new Bench();
  try {
    return resultsOf(await start(bench, 'plain', suite, node, files).ended, suite, bench);
  } finally {
    await bench.close();
  }
}

function runObserved(suite: Suite, node: string, files: string[]): Promise<string[]> {
  const begin = (bench: Bench) => start(bench, 'observed', suite, node, files);
  return underLens(suite.name, begin, (ended, { processes }, bench) => {
    const scripts = new Set([...processes.values()].map(({ script }) => script));
    const unseen = files.filter((file) => !scripts.has(path.join(bench.folder, suite.name, file)));
    assert.deepEqual(unseen, [], 'each test file is a process of the run');
    return resultsOf(ended, suite, bench);
  });
}

/** In the bench's folder, where tests may write beside themselves. */
function start(bench: Bench, how: 'plain' | 'observed', suite: Suite, node: string, files: string[]): Program {
  const cwd = settle(bench, sourceOf(suite), suite.name);
  // Tests of pino put links there.
  fs.mkdirSync(path.join(cwd, 'node_modules'), { recursive: true });
  const [first, ...others] = files.map((file) => path.join(cwd, file));
  return bench[how](first!, others, { node, flags: [...suite.flags], env: environment(bench, node), cwd });
}

function sourceOf({ name }: Suite): string {
  return path.join(process.env.WORKER_LENS_TEST_PACKAGES!, name);
}

function filesOf(suite: Suite): string[] {
  const names = fs.readdirSync(sourceOf(suite), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => suite.files.test(name) && !suite.without?.test(name)).sort();
}

/** Names with `ok` or `not ok`. Processes answer in any order; numbers in names are pids and times, more often than not. */
function resultsOf({ code, stdout, stderr }: Ended, { timed, anyResult }: Suite, { folder }: Bench): string[] {
  const failed = resultsIn(stdout).some((result) => result.startsWith('not ok') && !result.includes('# TODO'));
  assert.equal(code, failed ? 1 : 0, `the exit code tells whether a test failed\n${stderr}`);
  const kept = stdout.replaceAll(SECTION, (section, title) => (timed?.test(title) ? '' : section));
  const results = resultsIn(kept).filter((result) => !anyResult?.test(result));
  return results.map((result) => result.replaceAll(folder, '<folder>').replaceAll(/\d+/g, '<number>')).sort();
}

function resultsIn(tap: string): string[] {
  return [...tap.matchAll(RESULT)].map(([, is, name]) => `${is} ${name}`);
}
