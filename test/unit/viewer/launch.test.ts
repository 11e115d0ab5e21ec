import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { installStub, launchEnvironment, launchParts, stubDirectories } from '../../../viewer/launch';
import { temporaryFolder } from '../hub/support';

const OPTIONS = { agent: '/dist/agent.cjs', stub: '/home/me/stub.cjs', directory: '/run/lens', run: 'r' };

describe('launch: the environment of a command', () => {
  const nodeOptions = (command: string[], base: NodeJS.ProcessEnv = {}) =>
    launchEnvironment(OPTIONS, command, base).NODE_OPTIONS;

  it('names the stub before what stood there', () => {
    const base = { NODE_OPTIONS: '--no-warnings' };
    assert.match(nodeOptions(['node', 'a.js'], base) ?? '', /^--require \/home\/me\/stub\.cjs .*--no-warnings$/);
  });

  it('names none to a command that may not read it: it would not start', () => {
    const commands: [string[], NodeJS.ProcessEnv?][] = [
      [['node', '--permission', 'a.js']],
      [['node', '--experimental-permission', '--allow-fs-read=/app/*', 'a.js']],
      [['sh', '-c', 'node --permission a.js']],
      [['node', 'a.js'], { NODE_OPTIONS: '--permission' }],
    ];
    for (const [command, base] of commands) assert.deepEqual(launchEnvironment(OPTIONS, command, base ?? {}), {});
  });

  it('names it to one that may', () => {
    for (const words of [['--allow-fs-read=*'], ['--allow-fs-read', '*'], ['--allow-fs-read="*"']]) {
      assert.ok(nodeOptions(['node', '--permission', ...words, 'a.js']), words.join(' '));
    }
    assert.ok(nodeOptions(['node', '--permission-of-mine', 'a.js']));
  });
});

describe('launch: where the stub stands', () => {
  const noted = path.join(os.userInfo().homedir, '.local/share/worker-lens');

  it('is below the home that the system has noted of the user where the environment names none', () => {
    assert.deepEqual(stubDirectories({}, 1000), [noted]);
    assert.deepEqual(stubDirectories({}, 0), ['/var/lib/worker-lens', noted]);
  });

  it('is never below a place that the working directory decides', () => {
    for (const relative of ['', 'data']) {
      assert.deepEqual(stubDirectories({ HOME: relative, XDG_DATA_HOME: relative }, 1000), [noted]);
    }
    assert.deepEqual(stubDirectories({ HOME: '/root', XDG_DATA_HOME: '' }, 0), [
      '/var/lib/worker-lens',
      '/root/.local/share/worker-lens',
    ]);
  });
});

describe('launch: the stub', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let source: string;
  let directory: string;

  beforeEach(() => {
    folder = temporaryFolder();
    source = path.join(folder.path, 'stub.cjs');
    fs.writeFileSync(source, '// stub');
    directory = path.join(folder.path, 'data');
    fs.mkdirSync(directory);
    // Root's may be used by all: tests may run as root.
    if (process.getuid?.() === 0) fs.chownSync(directory, 4321, 4321);
  });
  afterEach(() => folder.remove());

  const owner = () => fs.statSync(directory).uid;

  it('is not put into another user’s folder, nor run from there', () => {
    const theirs = /can't keep its stub in .*data: it belongs to another user\. Set XDG_DATA_HOME to /;
    assert.throws(() => installStub(source, [directory], owner() + 1), theirs);
    assert.deepEqual(fs.readdirSync(directory), []);
    fs.writeFileSync(path.join(directory, 'stub.cjs'), '// stub');
    assert.throws(() => installStub(source, [directory], owner() + 1), theirs);
    const next = path.join(folder.path, 'next');
    fs.mkdirSync(next);
    assert.equal(installStub(source, [directory, next], fs.statSync(next).uid), path.join(next, 'stub.cjs'));
  });

  it('is put into one’s own, and into root’s', () => {
    assert.equal(installStub(source, [directory], owner()), path.join(directory, 'stub.cjs'));
    if (process.getuid?.() !== 0) return;
    fs.chownSync(directory, 0, 0);
    assert.equal(installStub(source, [directory], 4321), path.join(directory, 'stub.cjs'));
  });

  it('that has no place is asked for by nobody but who starts a program, who learns why', () => {
    assert.throws(() => installStub(source, []), /no home directory\. Set XDG_DATA_HOME to /);
    const parts = launchParts(folder.path, '/run/lens', [path.join(source, 'no folder')]);
    assert.equal(parts.agent, path.join(folder.path, 'agent.cjs'));
    assert.throws(
      () => launchEnvironment({ ...parts, run: 'r' }, ['node', 'a.js'], {}),
      /ENOTDIR.*Set XDG_DATA_HOME to /,
    );
    assert.equal(launchParts(folder.path, '/run/lens', [folder.path]).stub, source);
  });
});
