// A project's tests in each of the pools.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = import.meta.dirname ?? dirname(fileURLToPath(import.meta.url));
const vitest = join(here, '../node_modules/vitest/vitest.mjs');

for (const pool of ['forks', 'threads', 'vmForks', 'vmThreads']) {
  const file = join(here, `${pool}.json`);
  const words = [vitest, 'run', '--pool', pool, '--maxWorkers', '2', '--reporter', 'json', '--outputFile', file];
  const { status } = spawnSync(process.execPath, words, { cwd: join(here, 'project'), encoding: 'utf8' });
  console.log(pool, 'ended with', status);
  const { testResults, numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
  console.log(numPassedTests, 'passed', numFailedTests, 'failed');
  for (const result of testResults.sort((a, b) => a.name.localeCompare(b.name))) {
    console.log(basename(result.name), result.status, result.message);
    for (const { fullName, status, failureMessages } of result.assertionResults) {
      console.log(' ', fullName, status, failureMessages.join('\n'));
    }
  }
}
