// The suites that `npm test` knows: which files they have, and what must be there before they run.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './ensure.mjs';

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} folder where its files lie, under the root
 * @property {boolean} long whether it has the `*.long.test.ts` files, which only `--all` runs, or the others
 * @property {'here' | 'extension host'} place where its tests run
 * @property {boolean} nodes whether it runs programs on all supported versions of Node
 * @property {boolean} packages whether its programs drive packages of the registry
 * @property {boolean} corpus whether it reads the sources of packages of the registry
 * @property {boolean} browser whether it opens pages in a browser
 * @property {boolean} vscode whether it starts VS Code in a browser
 * @property {boolean} vsix whether it installs the package of the extension
 * @property {number} timeout after how many ms it counts as hanging
 */

const MINUTE = 60_000;

const NEEDS_NOTHING = {
  nodes: false,
  packages: false,
  corpus: false,
  browser: false,
  vscode: false,
  vsix: false,
};

/** @type {readonly Omit<Suite, 'long' | 'timeout'>[]} */
const KINDS = [
  { name: 'unit', folder: 'test/unit', place: 'here', ...NEEDS_NOTHING },
  { name: 'corpus', folder: 'test/corpus', place: 'here', ...NEEDS_NOTHING, corpus: true },
  { name: 'behaviour', folder: 'test/behaviour', place: 'here', ...NEEDS_NOTHING, nodes: true },
  { name: 'packages', folder: 'test/packages', place: 'here', ...NEEDS_NOTHING, nodes: true, packages: true },
  { name: 'adapter', folder: 'test/adapter', place: 'here', ...NEEDS_NOTHING, nodes: true },
  { name: 'browser', folder: 'test/browser', place: 'here', ...NEEDS_NOTHING, browser: true },
  { name: 'host', folder: 'test/vscode/host', place: 'extension host', ...NEEDS_NOTHING, vscode: true },
  { name: 'person', folder: 'test/vscode/person', place: 'here', ...NEEDS_NOTHING, vscode: true, vsix: true },
];

/**
 * All suites in the order in which they run: the quick ones first. Each kind has a second suite, `<name>-long`.
 * @type {readonly Suite[]}
 */
export const SUITES = [
  ...KINDS.map((kind) => ({ ...kind, long: false, timeout: 45 * MINUTE })),
  ...KINDS.map((kind) => ({ ...kind, name: `${kind.name}-long`, long: true, timeout: 60 * MINUTE })),
];

/**
 * @param {Suite} suite
 * @returns {Promise<string[]>} absolute paths of its test files, sorted; none when there is no such folder
 */
export async function filesOf(suite) {
  const folder = join(ROOT, suite.folder);
  if (!existsSync(folder)) return [];
  const names = await readdir(folder, { recursive: true });
  const tests = names.filter((name) => name.endsWith('.test.ts') && name.endsWith('.long.test.ts') === suite.long);
  return tests.map((name) => join(folder, name)).sort();
}
