import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const LINT = fileURLToPath(new URL('../../cli/lint.ts', import.meta.url));
const CODE = "const cluster = require('cluster');\nif (cluster.isMaster) cluster.setupMaster();\n";
const FIXED = CODE.replaceAll('Master', 'Primary');

describe('worker-lens lint', () => {
  let tools: string;
  let folder: string;

  before(async function () {
    this.timeout(30_000);
    tools = mkdtempSync(join(tmpdir(), 'worker-lens-lint-'));
    // Stands in for the command, so that this file tests its one subcommand.
    const contents = `import { lint } from ${JSON.stringify(LINT)};
      lint(process.argv.slice(2)).then((status) => { process.exitCode = status; }, (error) => {
        process.stderr.write(error.name + ': ' + error.message + '\\n');
        process.exitCode = 2;
      });`;
    await build({
      stdin: { contents, resolveDir: dirname(LINT), loader: 'ts' },
      outfile: join(tools, 'lint.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
    });
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'worker-lens-linted-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  after(() => rmSync(tools, { recursive: true, force: true }));

  function write(path: string, text: string | Buffer): string {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(tools, 'lint.cjs'), ...args], {
      cwd: folder,
      // What the test runner needs is not for the command.
      env: { ...process.env, NODE_OPTIONS: '' },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  function rows(...args: string[]) {
    const { status, stdout, stderr } = run('--json', ...args);
    return { status, stderr, rows: JSON.parse(stdout) as { file: string; line: number; rule: string }[] };
  }

  it('prints findings as the contract says', () => {
    write('a.js', CODE);
    const result = rows('a.js');
    assert.equal(result.status, 0);
    assert.deepEqual(result.rows[0], {
      file: 'a.js',
      line: 2,
      column: 13,
      endLine: 2,
      endColumn: 21,
      rule: 'no-deprecated-cluster-api',
      severity: 'hint',
      message: 'cluster.isMaster is deprecated since Node.js 16: use cluster.isPrimary.',
      fix: [{ line: 2, column: 13, endLine: 2, endColumn: 21, text: 'isPrimary' }],
    });
    assert.equal(result.rows.length, 2);
  });

  it('prints an empty array where nothing is found', () => {
    write('a.js', '');
    assert.deepEqual(run('--json', '.'), { status: 0, stdout: '[]\n', stderr: '' });
    assert.deepEqual(run('.'), { status: 0, stdout: '', stderr: '' });
  });

  it('prints a line for each finding for people', () => {
    write('a.js', CODE);
    const { stdout } = run('a.js');
    assert.match(stdout, /^a\.js:2:13: hint: cluster\.isMaster is deprecated .* \(no-deprecated-cluster-api\)\n/);
    assert.match(stdout, /\n2 findings, 2 to be fixed with --fix\.\n$/);
  });

  it('walks folders, but not into what is installed or hidden', () => {
    for (const extension of ['js', 'cjs', 'mjs', 'jsx', 'ts', 'cts', 'mts', 'tsx']) write(`src/a.${extension}`, CODE);
    for (const path of [
      'src/a.json',
      'src/a.md',
      'node_modules/b/c.js',
      'src/node_modules/c.js',
      '.git/a.js',
      '.next/a.js',
    ]) {
      write(path, CODE);
    }
    const files = new Set(rows('.').rows.map(({ file }) => file));
    assert.deepEqual(
      [...files].sort(),
      ['cjs', 'cts', 'js', 'jsx', 'mjs', 'mts', 'ts', 'tsx'].map((e) => join('src', `a.${e}`)),
    );
  });

  it('names files by the path they are given by, each once', () => {
    const file = write('a.js', CODE);
    assert.deepEqual(new Set(rows(folder).rows.map((row) => row.file)), new Set([file]));
    assert.equal(rows('a.js', 'a.js').rows.length, 2);
    write('-a.js', CODE);
    assert.equal(rows('--', '-a.js').rows.length, 2);
  });

  it('fixes files, and only those that need it', () => {
    const file = write('a.js', CODE);
    chmodSync(file, 0o755);
    const clean = write('b.js', 'export {}');
    const before = statSync(clean).mtimeMs;
    assert.deepEqual(rows('--fix', '.'), { status: 0, stderr: '', rows: [] });
    assert.equal(readFileSync(file, 'utf8'), FIXED);
    assert.equal(statSync(file).mode & 0o777, 0o755);
    assert.equal(statSync(clean).mtimeMs, before);
    assert.deepEqual(readdirSync(folder).sort(), ['a.js', 'b.js']);
  });

  it('fixes what a link leads to, and keeps the link', () => {
    write('real/a.js', CODE);
    symlinkSync(join(folder, 'real', 'a.js'), join(folder, 'link.js'));
    run('--fix', 'link.js');
    assert.equal(readFileSync(join(folder, 'real/a.js'), 'utf8'), FIXED);
    assert.ok(
      readdirSync(folder, { withFileTypes: true })
        .find(({ name }) => name === 'link.js')
        ?.isSymbolicLink(),
    );
  });

  it('keeps a byte order mark, line ends and bytes that are no UTF-8', () => {
    const marked = write('bom.js', `\uFEFF${CODE.replaceAll('\n', '\r\n')}`);
    const latin = Buffer.concat([Buffer.from(CODE), Buffer.from([0x2f, 0x2f, 0xe9])]);
    const other = write('latin.js', latin);
    const { rows: left } = rows('--fix', '.');
    assert.equal(readFileSync(marked, 'utf8'), `\uFEFF${FIXED.replaceAll('\n', '\r\n')}`);
    assert.ok(readFileSync(other).equals(latin));
    assert.deepEqual(new Set(left.map(({ file }) => file)), new Set(['latin.js']));
  });

  it('heeds the Node versions of the package around each file', () => {
    write('old/package.json', '{"name":"old","engines":{"node":">=14"}}');
    write('old/lib/a.js', CODE);
    write('new/package.json', '{"name":"new","engines":{"node":">=18"}}');
    write('new/lib/a.js', CODE);
    assert.deepEqual(new Set(rows('.').rows.map(({ file }) => file)), new Set([join('new', 'lib', 'a.js')]));
  });

  it('runs the rules that are named', () => {
    write('a.js', CODE);
    const name = 'no-deprecated-cluster-api';
    assert.equal(rows('--rule', name, 'a.js').rows.length, 2);
    assert.equal(rows(`--rule=${name}`, 'a.js').rows.length, 2);
    assert.equal(rows('--rule', name, name, 'a.js').rows.length, 2);
  });

  it('says what it can not do, with status 2', () => {
    const cases: [string[], RegExp][] = [
      [[], /^UsageError: lint needs a file or a folder/],
      [['--nope', 'a.js'], /^UsageError: '--nope' is not an option/],
      [['--rule'], /^UsageError: --rule needs/],
      [['--rule', 'nope', 'a.js'], /^UsageError: 'nope' is not a rule/],
      [['missing.js'], /^Error: There is no 'missing\.js'/],
    ];
    for (const [args, message] of cases) {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
      assert.match(stderr, message);
    }
  });

  it('finds nothing in what can not be parsed', () => {
    write('a.js', '<<<<<<< HEAD\n=======\n>>>>>>>');
    write('b.ts', Buffer.from([0, 1, 2, 255]));
    assert.deepEqual(rows('.'), { status: 0, stderr: '', rows: [] });
  });
});
