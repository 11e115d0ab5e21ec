// Installs what a script needs and does not find. Uses Node's own modules only: it runs before node_modules exists.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installOnce } from './cache.mjs';
import { UserFacingError } from './errors.mjs';
import { CODE_SERVER, CODE_SERVER_NODE, pinnedNode, SARIF_SCHEMA } from './pinned.mjs';
import { findOnPath, isExecutable, run, runNpm } from './process.mjs';
import { withProgress } from './progress.mjs';
import { unpackPinned } from './registry.mjs';

/** @typedef {import('./pinned.mjs').PinnedPackage} PinnedPackage */
/** @typedef {import('./pinned.mjs').NodeMajor | import('./pinned.mjs').OldNodeMajor} NodeMajor */

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs `npm ci` when node_modules is missing or is not what package-lock.json says.
 * @returns {Promise<void>}
 * @throws {UserFacingError} when npm fails
 */
export async function ensureDependencies() {
  if (await dependenciesMatchLock()) return;
  const result = await withProgress("Installing the project's dependencies (about a minute)", () =>
    // A production setting of the machine must not leave out what builds and tests need.
    runNpm(['ci', '--include=dev'], { cwd: ROOT }),
  );
  if (result.status === 0) return;
  throw new UserFacingError(
    `\`npm ci\` failed, so nothing can be built. Run it yourself to see all of it.\nnpm said:\n${result.output.trim()}`,
  );
}

/**
 * npm keeps a lock file of what it has installed. Versions are compared, not times: a checkout changes times.
 * @returns {Promise<boolean>}
 */
async function dependenciesMatchLock() {
  const wanted = await readLockedVersions(join(ROOT, 'package-lock.json'));
  const installed = await readLockedVersions(join(ROOT, 'node_modules', '.package-lock.json')).catch(() => undefined);
  if (!installed) return false;
  for (const [path, entry] of wanted) {
    // Optional packages are those of other platforms.
    const found = installed.get(path);
    if (found ? found.version !== entry.version : !entry.optional) return false;
  }
  return true;
}

/**
 * @param {string} file a package-lock.json
 * @returns {Promise<Map<string, {version: string, optional?: boolean}>>} by path under the root
 */
async function readLockedVersions(file) {
  const lock = JSON.parse(await readFile(file, 'utf8'));
  return new Map(Object.entries(lock.packages).filter(([path]) => path !== ''));
}

/**
 * Gives a Node of one major version, pinned.
 * @param {NodeMajor} major
 * @returns {Promise<string>} the absolute path of its binary
 * @throws {UserFacingError} when there is none for this platform, or it cannot be downloaded
 */
export async function ensureNode(major) {
  const pinned = pinnedNode(major);
  if (!pinned) {
    throw new UserFacingError(
      `No Node ${major} is pinned for ${process.platform}-${process.arch}. Add its package to scripts/lib/pinned.mjs.`,
    );
  }
  const folder = await installOnce(
    `${pinned.name}-${pinned.version}`,
    (candidate) => prints(nodeBinary(candidate), ['--version'], `v${pinned.version}`),
    (empty) => withProgress(`Installing Node ${pinned.version} (10 s, once)`, () => unpackPinned(pinned, empty)),
  );
  return nodeBinary(folder);
}

/**
 * @param {string} folder where the package of a Node is unpacked
 * @returns {string}
 */
function nodeBinary(folder) {
  return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Gives the packages that the programs under test/packages drive, as the lock file there pins them.
 * @returns {Promise<string>} the absolute path of their node_modules
 * @throws {UserFacingError} when they cannot be installed
 */
export async function ensurePackages() {
  return ensureLocked(
    join(ROOT, 'test', 'packages'),
    'packages',
    'Installing the packages that tests drive (1 minute, once)',
  );
}

/**
 * Gives what `npm run bench -- lint` compares with, as the lock file there pins it.
 * @returns {Promise<string>} the absolute path of their node_modules
 * @throws {UserFacingError} when they cannot be installed
 */
export async function ensureLintPeers() {
  return ensureLocked(
    join(ROOT, 'test', 'bench', 'lint'),
    'lint-peers',
    'Installing what hints are compared with (20 s, once)',
  );
}

/**
 * @param {string} source the folder of the lock file
 * @param {string} name of the folder in the cache
 * @param {string} title what is told while it takes time
 * @returns {Promise<string>} the absolute path of node_modules
 */
async function ensureLocked(source, name, title) {
  const hash = createHash('sha256').update(await readFile(join(source, 'package-lock.json')));
  const folder = await installOnce(
    `${name}-${hash.digest('hex').slice(0, 16)}-${process.platform}-${process.arch}`,
    // Written by npm when all else is there.
    async (candidate) => existsSync(join(candidate, 'node_modules', '.package-lock.json')),
    (empty) => withProgress(title, () => install(source, empty)),
  );
  return join(folder, 'node_modules');
}

/**
 * Installs what a lock file pins, and runs nothing of it.
 * @param {string} source
 * @param {string} folder empty
 */
async function install(source, folder) {
  for (const name of ['package.json', 'package-lock.json']) await copyFile(join(source, name), join(folder, name));
  const result = await runNpm(['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  if (result.status === 0) return;
  throw new UserFacingError(
    'The packages that tests drive could not be installed. ' +
      `Check the free disk space (200 MB) and the network, then try again.\nnpm said:\n${result.output.trim()}`,
  );
}

/** How many packages are downloaded at a time. */
const DOWNLOADS = 4;

/**
 * Gives the sources of the packages that test/corpus checks the rules with, without what they depend on.
 * @returns {Promise<Record<string, string>>} the absolute path of each package's folder, by its name
 * @throws {UserFacingError} when one cannot be downloaded, or is not what was pinned
 */
export async function ensureCorpus() {
  /** @type {PinnedPackage[]} */
  const wanted = JSON.parse(await readFile(join(ROOT, 'test', 'corpus', 'packages.json'), 'utf8'));
  /** @type {Record<string, string>} */
  const folders = {};
  const pending = [...wanted];
  const download = async () => {
    for (let pinned = pending.pop(); pinned; pinned = pending.pop()) folders[pinned.name] = await ensureSources(pinned);
  };
  await withProgress('Looking for the packages of the corpus (1 minute, once)', () =>
    Promise.all(Array.from({ length: DOWNLOADS }, download)),
  );
  return folders;
}

/**
 * @param {PinnedPackage} pinned
 * @returns {Promise<string>}
 */
function ensureSources(pinned) {
  return installOnce(
    `corpus-${pinned.name.replace('/', '+')}-${pinned.version}`,
    async (candidate) => existsSync(join(candidate, 'package.json')),
    (empty) => unpackPinned(pinned, empty),
  );
}

/**
 * Gives the schema of SARIF 2.1.0.
 * @returns {Promise<string>} the absolute path of its file
 * @throws {UserFacingError} when its package cannot be had
 */
export async function ensureSarifSchema() {
  const inPackage = join('lib', 'schemas', 'sarif-2.1.0-rtm.5.json');
  const folder = await installOnce(
    `sarif-schema-${SARIF_SCHEMA.version}`,
    async (candidate) => existsSync(join(candidate, inPackage)),
    (empty) => unpackPinned(SARIF_SCHEMA, empty),
  );
  return join(folder, inPackage);
}

/**
 * Gives a code-server, pinned, and the Node it runs on.
 * @returns {Promise<{node: string, entry: string}>} absolute paths; start it as `node entry …`
 * @throws {UserFacingError} when it cannot be installed here
 */
export async function ensureCodeServer() {
  if (process.platform === 'win32') {
    throw new UserFacingError('code-server does not run on Windows. Use `npm run test:desktop` with VS Code instead.');
  }
  const node = await ensureNode(CODE_SERVER_NODE);
  const folder = await installOnce(
    `${CODE_SERVER.name}-${CODE_SERVER.version}-${process.platform}-${process.arch}`,
    (candidate) => {
      // Even `--version` writes settings and logs: into the cache, not into the person's home.
      const env = { PATH: process.env.PATH, HOME: join(candidate, 'home') };
      return prints(node, [codeServerEntry(candidate), '--version'], CODE_SERVER.version, env);
    },
    async (empty) => {
      await ensureBuildTools();
      await withProgress(`Installing code-server ${CODE_SERVER.version} (2 to 5 minutes, once)`, () =>
        installCodeServer(node, empty),
      );
    },
  );
  return { node, entry: codeServerEntry(folder) };
}

/**
 * @param {string} folder where the package of code-server is unpacked
 * @returns {string}
 */
function codeServerEntry(folder) {
  return join(folder, 'out', 'node', 'entry.js');
}

/**
 * Its package holds VS Code's build, but its dependencies are installed, and native modules built, on this machine.
 * @param {string} node
 * @param {string} folder empty
 */
async function installCodeServer(node, folder) {
  await unpackPinned(CODE_SERVER, folder);
  const result = await runNpm(['install', '--omit=dev', '--no-audit', '--no-fund'], {
    cwd: folder,
    env: {
      ...process.env,
      // Its install script demands Node 24 and builds against that Node's headers, whatever the machine's settings say.
      PATH: dirname(node) + delimiter + process.env.PATH,
      npm_config_nodedir: dirname(dirname(node)),
      // Its native modules are built by install scripts, which a machine's settings may switch off.
      npm_config_ignore_scripts: 'false',
    },
  });
  if (result.status === 0) return;
  throw new UserFacingError(
    `code-server ${CODE_SERVER.version} could not be installed, so the tests in VS Code cannot run. ` +
      `Check the free disk space (1 GB) and the network, then try again.\nnpm said:\n${result.output.trim()}`,
  );
}

/** What code-server's native modules are built with: how to tell that it is there, and Debian's package for it. */
const BUILD_TOOLS = [
  { found: () => findOnPath('make') && findOnPath('g++'), package: 'build-essential' },
  { found: () => findOnPath('python3'), package: 'python3' },
  { found: () => process.platform === 'darwin' || hasHeader('gssapi/gssapi.h'), package: 'libkrb5-dev' },
];

/** @param {string} name */
function hasHeader(name) {
  return ['/usr/include', '/usr/local/include'].some((folder) => existsSync(join(folder, name)));
}

/** @throws {UserFacingError} when they are missing and cannot be installed */
async function ensureBuildTools() {
  const missing = BUILD_TOOLS.filter((tool) => !tool.found()).map((tool) => tool.package);
  if (missing.length > 0) await installDebianPackages(missing, 'code-server needs them to build');
}

/** Names of Chromium on PATH, in the order of preference. */
const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Where Chrome is installed outside of PATH. */
const CHROMIUM_FILES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Gives a Chromium or Chrome; on Debian, as root, installs one.
 * @returns {Promise<string>} the absolute path of its binary
 * @throws {UserFacingError} when there is none and it cannot be installed
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  await installDebianPackages(['chromium'], 'the tests drive VS Code in it');
  const installed = findChromium();
  if (installed) return installed;
  throw new UserFacingError('Chromium was installed but is not on PATH. Add its folder to PATH and try again.');
}

/** @returns {string | undefined} */
function findChromium() {
  for (const name of CHROMIUM_NAMES) {
    const file = findOnPath(name);
    if (file) return file;
  }
  return CHROMIUM_FILES.find(isExecutable);
}

/**
 * @param {string[]} packages
 * @param {string} reason why they are needed
 * @throws {UserFacingError} when this is not root on Debian, or apt-get fails
 */
async function installDebianPackages(packages, reason) {
  const list = packages.join(' ');
  if (!findOnPath('apt-get')) {
    throw new UserFacingError(
      `Missing: ${list} (Debian's names; ${reason}). Install with your system's package manager.`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new UserFacingError(`Missing: ${list} (${reason}). Type: sudo apt-get install -y ${list}`);
  }
  const result = await withProgress(`Installing Debian's ${list} (1 minute, once)`, () => aptInstall(packages));
  if (result.status === 0) return;
  throw new UserFacingError(`\`apt-get install ${list}\` failed (${reason}). apt-get said:\n${result.output.trim()}`);
}

/** @param {string[]} packages */
async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // A stale list of one source makes `update` fail while what is wanted is there: the install decides.
  await run('apt-get', ['update', '-qq'], { env });
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  return run('apt-get', [...wait, 'install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

/**
 * Whether a program starts and prints a line that begins with the expected word.
 * @param {string} command
 * @param {string[]} args
 * @param {string} expected
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<boolean>}
 */
async function prints(command, args, expected, env = process.env) {
  const result = await run(command, args, { env }).catch(() => undefined);
  return result?.status === 0 && result.stdout.split('\n').some((line) => line.split(' ')[0] === expected);
}
