// Runs a set of mocha tests in this process and counts what happened, the same way in every suite.

/**
 * @typedef {object} SuiteResult
 * @property {number} passed
 * @property {number} failed tests and hooks
 * @property {number} skipped
 * @property {string[]} skippedTitles full titles
 */

/**
 * @param {Mocha} mocha with its files or suites loaded
 * @returns {Promise<SuiteResult>}
 */
export function runMocha(mocha) {
  return new Promise((resolve) => {
    /** @type {SuiteResult} */
    const result = { passed: 0, failed: 0, skipped: 0, skippedTitles: [] };
    const runner = mocha.run(() => resolve(result));
    runner.on('pass', () => {
      result.passed += 1;
    });
    runner.on('fail', () => {
      result.failed += 1;
    });
    runner.on('pending', (test) => {
      result.skipped += 1;
      result.skippedTitles.push(test.fullTitle());
    });
  });
}
