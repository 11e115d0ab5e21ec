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
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { build } from 'esbuild';
import { ensureSarifSchema } from '../../scripts/lib/ensure.mjs';

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

  function run(...all: (string | { input: string })[]) {
    const args = all.filter((each) => typeof each === 'string');
    const { input = '' } = all.find((each) => typeof each === 'object') ?? {};
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(tools, 'lint.cjs'), ...args], {
      input,
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

  it('leaves out what is built or ignored by git', () => {
    for (const path of ['a.js', 'dist/a.js', 'gen/a.js', 'gen/kept.js', 'lib/a.js', 'lib/b.js', 'lib/deep/c.js']) {
      write(path, CODE);
    }
    write('.gitignore', 'gen/*\n!gen/kept.js\n');
    write('lib/.gitignore', 'b.js\n/c.js\n');
    const found = (...args: string[]) => [...new Set(rows(...args).rows.map(({ file }) => file))].sort();
    const kept = ['a.js', 'gen/kept.js', 'lib/a.js', 'lib/deep/c.js'].map((path) => path.replaceAll('/', sep));
    assert.deepEqual(found('.'), kept);
    assert.deepEqual(found('gen'), [join('gen', 'kept.js')]);
    // What is named itself is meant.
    assert.deepEqual(found('gen/a.js', 'dist'), [join('dist', 'a.js'), join('gen', 'a.js')].sort());
  });

  it('checks what globs say', () => {
    for (const path of ['a.js', 'a.test.js', 'lib/b.js', 'lib/b.test.js', 'vendor/c.js']) write(path, CODE);
    const found = (...args: string[]) => [...new Set(rows('.', ...args).rows.map(({ file }) => file))].sort();
    assert.deepEqual(found('--exclude', '*.test.js', '--exclude=vendor'), ['a.js', join('lib', 'b.js')]);
    assert.deepEqual(found('--include', 'lib/**'), [join('lib', 'b.js'), join('lib', 'b.test.js')]);
    assert.deepEqual(found('--include', 'lib', '--exclude', '**/*.test.*'), [join('lib', 'b.js')]);
  });

  it('takes the versions of Node that are said, or that a version file says', () => {
    write('a.js', CODE);
    assert.equal(rows('--node-version', '>=14', 'a.js').rows.length, 0);
    const file = write('.nvmrc', '# what we run\nlts/fermium\n');
    assert.equal(rows('a.js').rows.length, 0);
    assert.equal(rows('--node-version=20', 'a.js').rows.length, 2);
    writeFileSync(file, 'lts/*');
    assert.equal(rows('a.js').rows.length, 2);
    rmSync(file);
    write('.node-version', 'v14.2.0');
    assert.equal(rows('a.js').rows.length, 0);
    write('package.json', '{"name":"a","engines":{"node":">=18"}}');
    assert.equal(rows('a.js').rows.length, 2);
    rmSync(join(folder, '.node-version'));
    write('package.json', '{"name":"a","volta":{"node":"14.21.3"}}');
    assert.equal(rows('a.js').rows.length, 0);
  });

  it('counts findings as a person says, or leaves them out', () => {
    write('a.js', CODE);
    const rule = 'no-deprecated-cluster-api';
    const found = rows('--severity', `${rule}=error`, 'a.js') as { status: number; rows: { severity?: string }[] };
    assert.equal(found.status, 1);
    assert.deepEqual([...new Set(found.rows.map(({ severity }) => severity))], ['error']);
    assert.deepEqual(rows(`--severity=${rule}=off`, 'a.js').rows, []);
  });

  it('reads the standard input', () => {
    const { stdout, status } = run('--json', '--stdin-name', 'src/a.ts', '-', { input: `${CODE}let x: number;` });
    assert.equal(status, 0);
    assert.deepEqual(
      JSON.parse(stdout).map(({ file, line }: { file: string; line: number }) => `${file}:${line}`),
      ['src/a.ts:2', 'src/a.ts:2'],
    );
  });

  it('prints SARIF that is valid by its schema', async function () {
    this.timeout(60_000);
    write('src/ä b.js', CODE);
    const { stdout, status } = run('--format', 'sarif', '.', write('../outside.js', CODE));
    rmSync(join(folder, '../outside.js'));
    assert.equal(status, 0);
    const log = JSON.parse(stdout);
    const schema = JSON.parse(readFileSync(await ensureSarifSchema(), 'utf8'));
    const ajv = new Ajv({ strict: false, unicodeRegExp: false });
    addFormats(ajv);
    const validate = ajv.compile(schema);
    assert.equal(validate(log), true, JSON.stringify(validate.errors, null, 2));
    const [{ results, tool }] = log.runs;
    assert.equal(results.length, 4);
    const [first] = results;
    assert.equal(tool.driver.rules[first.ruleIndex].id, first.ruleId);
    assert.equal(first.level, 'note');
    assert.deepEqual(first.locations[0].physicalLocation, {
      artifactLocation: { uri: 'src/%C3%A4%20b.js', uriBaseId: 'SRCROOT' },
      region: { startLine: 2, startColumn: 13, endLine: 2, endColumn: 21 },
    });
    assert.equal(first.fixes[0].artifactChanges[0].replacements[0].insertedContent.text, 'isPrimary');
    assert.match(results[2].locations[0].physicalLocation.artifactLocation.uri, /^file:.*outside\.js$/);
  });

  it('prints how it is used', () => {
    const { stdout, status } = run('--help');
    assert.equal(status, 0);
    for (const option of ['--fix', '--format', '--rule', '--severity', '--node-version'])
      assert.ok(stdout.includes(option));
  });

  it('says what it can not do, with status 2', () => {
    const cases: [string[], RegExp][] = [
      [[], /^UsageError: lint needs a file or a folder/],
      [['--nope', 'a.js'], /^UsageError: '--nope' is not an option/],
      [['--rule'], /^UsageError: --rule needs/],
      [['--rule', 'nope', 'a.js'], /^UsageError: 'nope' is not a rule/],
      [['--format', 'xml', 'a.js'], /^UsageError: --format is one of text, json, sarif, not 'xml'/],
      [['--severity', 'no-deprecated-cluster-api', 'a.js'], /^UsageError: --severity needs RULE=SEVERITY/],
      [['--severity=no-deprecated-cluster-api=loud', 'a.js'], /^UsageError: --severity is one of error, /],
      [['--node-version', 'new', 'a.js'], /^UsageError: 'new' is not a range of versions/],
      [['--fix', '-'], /^UsageError: --fix changes files/],
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
