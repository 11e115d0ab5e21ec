// A project's tests in child processes, in threads, and in one process with a watch on open handles.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const jest = path.join(path.dirname(require.resolve('jest/package.json')), 'bin/jest.js');
const project = path.join(__dirname, 'project');

function run(title, ...options) {
  const file = path.join(__dirname, 'results.json');
  // With the timings of an earlier run, Jest takes no workers for tests that are quick.
  const cache = path.join(__dirname, `cache ${title}`);
  const words = [jest, '--ci', '--cacheDirectory', cache, '--json', '--outputFile', file, ...options];
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: project, encoding: 'utf8' });
  console.log(title, 'ended with', status);
  console.log(stderr.match(/Jest has detected[\s\S]*?(?=\n\n\n|$)/)?.[0] ?? 'no open handles');
  const { testResults, numPassedTests, numFailedTests } = JSON.parse(fs.readFileSync(file, 'utf8'));
  console.log(numPassedTests, 'passed', numFailedTests, 'failed');
  for (const result of testResults.sort((a, b) => a.name.localeCompare(b.name))) {
    console.log(path.basename(result.name), result.status);
    for (const { fullName, status, failureMessages } of result.assertionResults) {
      console.log(' ', fullName, status, failureMessages.join('\n'));
    }
    if (result.message) console.log(result.message);
  }
}

run('processes', '--maxWorkers', '2', '--forceExit');
run('threads', '--maxWorkers', '2', '--workerThreads', '--forceExit');
run('in band', '--runInBand', '--detectOpenHandles', '--forceExit');
