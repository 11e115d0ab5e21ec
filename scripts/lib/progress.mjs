// One line for each long step. Uses Node's own modules only: it runs before node_modules exists.

/**
 * Shows one line while a step runs: `LABEL… 40 s`. On a terminal the seconds count; elsewhere they are added at the end.
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} step
 * @returns {Promise<T>} what the step gave; its error is passed on
 */
export async function withProgress(label, step) {
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1000);
  const out = process.stderr;
  out.write(`${label}… `);
  const timer = out.isTTY ? setInterval(() => out.write(`\r${label}… ${seconds()} s`), 1000) : undefined;
  try {
    const result = await step();
    out.write(out.isTTY ? `\r${label}… ${seconds()} s\n` : `${seconds()} s\n`);
    return result;
  } catch (error) {
    out.write('failed\n');
    throw error;
  } finally {
    clearInterval(timer);
  }
}
