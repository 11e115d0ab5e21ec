// Errors that a person reads. Uses Node's own modules only: it runs before node_modules exists.

/** An error whose message says what happened, why, and what to do next. It is shown without a stack. */
export class UserFacingError extends Error {}

/**
 * Runs a script's main function, shows its error and sets the exit status: 2 when it threw.
 * @param {() => Promise<number>} main resolves to the exit status
 * @returns {Promise<void>}
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    const expected = error instanceof UserFacingError;
    process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  }
}
