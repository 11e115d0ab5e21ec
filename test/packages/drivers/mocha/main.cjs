// Test files in child processes of workerpool's.
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const mocha = path.join(path.dirname(require.resolve('mocha/package.json')), 'bin/mocha.js');
const words = [mocha, '--parallel', '--jobs', '2', '--reporter', 'json', path.join(__dirname, 'project/*.cjs')];
const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: __dirname, encoding: 'utf8' });
console.log('ended with', status, stderr);
const { tests, stats } = JSON.parse(stdout);
console.log(stats.passes, 'passed', stats.failures, 'failed', stats.pending, 'pending');
for (const { fullTitle, err } of tests.sort((a, b) => a.fullTitle.localeCompare(b.fullTitle))) {
  console.log(fullTitle, err.stack ?? 'passed');
}
