// `worker-lens export` and `compare`, as a terminal has them: the bundle of dist/.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeBigRecording } from '../bench/lib/big-recording';

const CLI = path.join(__dirname, '../../dist/cli.js');

describe('recordings at the command line', function () {
  this.timeout(30_000);
  let folder: string;
  let file: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wl-recordings-'));
    file = path.join(folder, 'run.wlens.jsonl');
    writeBigRecording(file, { records: 2000, workers: 2, threads: 1 });
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  function lens(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', cwd: folder });
    return { status, stdout, stderr };
  }

  it('are exported to a file', () => {
    const out = path.join(folder, 'out.trace.json');
    assert.deepEqual(lens('export', file, '--out', out), { status: 0, stdout: '', stderr: '' });
    assert.ok(JSON.parse(fs.readFileSync(out, 'utf8')).traceEvents.length > 2000);
  });

  it('are exported to the standard output', () => {
    const { status, stdout } = lens('export', file);
    assert.equal(status, 0);
    assert.ok(JSON.parse(stdout).traceEvents.length > 2000);
  });

  it('are exported as far as they hold, and it is said that they are cut', () => {
    const cut = path.join(folder, 'cut.wlens.jsonl');
    fs.writeFileSync(cut, fs.readFileSync(file).subarray(0, 50_000));
    const { status, stdout, stderr } = lens('export', cut);
    assert.equal(status, 0);
    assert.ok(JSON.parse(stdout).traceEvents.length > 100);
    assert.match(stderr, /worker-lens: .*cut\.wlens\.jsonl: This recording is cut/);
  });

  it('are compared in a table', () => {
    const { status, stdout, stderr } = lens('compare', file, file);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.match(stdout, /^Messages sent +1,000 +1,000 +×1\.00$/m);
    assert.match(stdout, /^Message latency, median \(ms\) +0\.4\d* +0\.4\d* +×1\.00$/m);
  });

  it('are compared as JSON', () => {
    const { a, b } = JSON.parse(lens('compare', file, file, '--json').stdout);
    assert.equal(a.sent, 1000);
    assert.deepEqual(a, b);
  });

  const refusals: [string, () => string[], RegExp][] = [
    ['no recording', () => ['export'], /export needs a RECORDING[\s\S]*Usage:/],
    ['two recordings', () => ['export', file, file], /export takes one RECORDING/],
    ['an option that is none', () => ['export', '--fast', file], /--fast/],
    ['no name behind --out', () => ['export', file, '--out'], /--out/],
    ['the recording itself as --out', () => ['export', file, '--out', './run.wlens.jsonl'], /would be lost/],
    [
      'a place that can not be written',
      () => ['export', file, '--out', '/none/x.json'],
      /could not be written.*Choose/,
    ],
    ['a file that is not there', () => ['export', 'none'], /none could not be read: ENOENT/],
    ['a file that is no recording', () => ['export', CLI], /is no recording of Worker Lens/],
    ['one recording alone', () => ['compare', file], /compare needs two recordings[\s\S]*Usage:/],
    ['three recordings', () => ['compare', file, file, file], /compare needs two recordings/],
  ];
  for (const [what, args, message] of refusals) {
    it(`refuses ${what}`, () => {
      const { status, stdout, stderr } = lens(...args());
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
      assert.match(stderr, message);
      assert.ok(fs.statSync(file).size > 100_000);
    });
  }
});
