// Runs one suite in this process: `node run-suite.mjs NAME RESULT_FILE [--desktop]`. scripts/test.mjs starts it.
import { existsSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './ensure.mjs';
import { runMain } from './errors.mjs';
import { runMocha } from './mocha-run.mjs';
import { filesOf, SUITES } from './suites.mjs';
import { loadTypeScript } from './typescript.mjs';

/** How long one test may take unless it says otherwise, in ms. */
const TEST_TIMEOUT = 30_000;

/** How long the process may live on after its last test, in ms. */
const ENDS_WITHIN = 10_000;

/** The environment variable that the harness for the extension host knows too. */
const GREP_VARIABLE = 'WORKER_LENS_TEST_GREP';

/** The folder that is open while tests run in the extension host. */
const HOST_WORKSPACE = join(ROOT, 'samples', 'basic-cluster');

/**
 * @param {NodeJS.Require} load loads TypeScript
 * @param {string[]} files
 * @param {string} resultFile has the result so far with each failure
 * @returns {Promise<import('./mocha-run.mjs').SuiteResult>}
 */
async function runHere(load, files, resultFile) {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: TEST_TIMEOUT });
  const grep = process.env[GREP_VARIABLE];
  if (grep) mocha.grep(new RegExp(grep));
  mocha.files = files;
  await mocha.loadFilesAsync();
  /** @type {typeof import('../../test/vscode/harness/open-windows')} */
  const { describeOpenWindows } = load('./test/vscode/harness/open-windows');
  return runMocha(mocha, (failure, soFar) => {
    console.log(`    FAILED ${failure}`);
    writeFileSync(resultFile, JSON.stringify(soFar));
    describeOpenWindows();
  });
}

/**
 * @param {NodeJS.Require} load loads TypeScript
 * @param {string} name
 * @param {string[]} files
 * @param {boolean} desktop
 * @returns {Promise<import('./mocha-run.mjs').SuiteResult>}
 */
async function runInVsCode(load, name, files, desktop) {
  /** @type {typeof import('../../test/vscode/harness/host-bundle')} */
  const { bundleHostTests } = load('./test/vscode/harness/host-bundle');
  /** @type {typeof import('../../test/vscode/harness/extension-host')} */
  const { runInExtensionHost, runOnDesktop } = load('./test/vscode/harness/extension-host');
  const suite = join(ROOT, 'out', 'test', name, 'index.js');
  await bundleHostTests(files, suite);
  const grep = process.env[GREP_VARIABLE];
  const vscode = {
    ...(existsSync(HOST_WORKSPACE) ? { workspace: HOST_WORKSPACE } : {}),
    env: grep ? { [GREP_VARIABLE]: grep } : {},
  };
  return (desktop ? runOnDesktop : runInExtensionHost)({ extension: ROOT, suite, vscode });
}

/** A test that leaves a server, a timer or a child open makes the process live on: that is a failure with a name. */
function failIfNotEnding() {
  const timer = setTimeout(() => {
    console.error(
      `Still open ${ENDS_WITHIN / 1000} s after the last test: ${process.getActiveResourcesInfo().join(', ')}`,
    );
    process.exit(3);
  }, ENDS_WITHIN);
  timer.unref();
}

await runMain(async () => {
  const [name, resultFile = '', flag] = process.argv.slice(2);
  const suite = SUITES.find((candidate) => candidate.name === name);
  if (!suite) throw new Error(`No suite ${name}`);
  const load = await loadTypeScript();
  const files = await filesOf(suite);
  const desktop = flag === '--desktop';
  const result = await (suite.place === 'here'
    ? runHere(load, files, resultFile)
    : runInVsCode(load, suite.name, files, desktop));
  await writeFile(resultFile, JSON.stringify(result));
  failIfNotEnding();
  return result.failures.length > 0 ? 1 : 0;
});
