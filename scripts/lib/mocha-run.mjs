// Runs a set of mocha tests in this process and counts what happened, the same way in every suite.

/**
 * @typedef {object} SuiteResult
 * @property {number} passed
 * @property {number} skipped
 * @property {string[]} skippedTitles full titles
 * @property {string[]} failures full titles of tests and hooks, each with what was wrong
 */

/** How much of an error is told, in characters: some hold all that a page showed. */
const ERROR_LENGTH = 1500;

/**
 * @param {Mocha} mocha with its files or suites loaded
 * @param {(failure: string, soFar: SuiteResult) => void} [onFailure] told at once: a suite that hangs later tells nothing at its end
 * @returns {Promise<SuiteResult>}
 */
export function runMocha(mocha, onFailure) {
  return new Promise((resolve) => {
    /** @type {SuiteResult} */
    const result = { passed: 0, skipped: 0, skippedTitles: [], failures: [] };
    const runner = mocha.run(() => resolve(result));
    runner.on('pass', () => {
      result.passed += 1;
    });
    runner.on('fail', (test, error) => {
      const failure = `${test.fullTitle()}: ${String(error?.stack ?? error).slice(0, ERROR_LENGTH)}`;
      result.failures.push(failure);
      onFailure?.(failure, result);
    });
    runner.on('pending', (test) => {
      result.skipped += 1;
      result.skippedTitles.push(test.fullTitle());
    });
  });
}
