import assert from 'node:assert/strict';
import { launcherOf } from '../../../../hub/model/launchers';
import { type Agent, World } from './world';

const NPM = ['/usr/bin/node', '/usr/bin/npm', 'start'];
/** Of a process that `node --watch`, pid 900, started. */
const WATCHED = { watched: true, ppid: 900 };

describe('hub model: launchers', () => {
  it('knows them by their scripts', () => {
    const scripts: Record<string, string[]> = {
      npm: [
        '/usr/bin/npm',
        '/usr/lib/node_modules/npm/bin/npm-cli.js',
        'C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npm-cli.js',
        'C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npm-prefix.js',
      ],
      npx: ['/opt/node/bin/npx', '/usr/lib/node_modules/npm/bin/npx-cli.js'],
      yarn: [
        '/usr/bin/yarn',
        '/usr/bin/yarnpkg',
        '/usr/lib/node_modules/yarn/bin/yarn.js',
        '/app/.yarn/releases/yarn-4.18.1.cjs',
        '/app/.yarn/releases/yarn-1.22.22.js',
        '/home/me/.cache/node/corepack/v1/yarn/4.18.1/yarn.js',
      ],
      pnpm: [
        '/app/node_modules/.bin/pnpm',
        '/usr/lib/node_modules/pnpm/bin/pnpm.cjs',
        '/home/me/.cache/node/corepack/v1/pnpm/10.0.0/bin/pnpm.cjs',
        '/usr/lib/node_modules/pnpm/bin/pnpm.mjs',
        '/usr/lib/node_modules/pnpm/bin/pnpx.cjs',
      ],
      corepack: ['/usr/bin/corepack', '/usr/lib/node_modules/corepack/dist/corepack.js'],
    };
    for (const [name, all] of Object.entries(scripts)) {
      for (const script of all) assert.equal(launcherOf(script, []), name, script);
    }
    assert.equal(launcherOf('/usr/lib/node_modules/corepack/dist/pnpm.js', []), 'pnpm');
  });

  it('takes no program for one', () => {
    for (const script of ['/app/npm.js', '/app/yarn', '/app/bin/yarn-lint.js', '/app/npm/index.js', '[eval]', '']) {
      assert.equal(launcherOf(script, []), null, script);
    }
  });

  it('knows node --watch by its flags, but for the test runner, which watches by itself', () => {
    for (const flag of ['--watch', '--watch-path=src', '--watch-path']) {
      assert.equal(launcherOf('/app/a.js', ['--no-warnings', flag]), 'node --watch', flag);
    }
    assert.equal(launcherOf('/app/a.js', ['--watch-preserve-output']), null);
    assert.equal(launcherOf('node --test', ['--test', '--watch']), null);
  });

  it('lets a run begin with what its launcher starts, however deep', () => {
    const world = new World();
    const npm = world.root({ argv: NPM });
    assert.deepEqual([npm.state.launcher, npm.state.kind], ['npm', 'root']);
    const inner = npm.child('inner', 101, 1, { argv: NPM });
    const program = inner.child('program', 102, 1);
    assert.deepEqual([program.state.launcher, program.state.kind], [null, 'root']);
    assert.equal(world.runs.get('run')?.root, npm.state.id);
    const child = program.child('child', 103, 1, { argv: NPM });
    assert.deepEqual([child.state.launcher, child.state.kind], ['npm', 'child']);
    assert.equal(child.child('deepest', 104, 1).state.kind, 'child');
  });

  it('finds out that a process told of as a command is a launcher', () => {
    const world = new World();
    const root = world.root();
    root.spawn(200, { args: ['/usr/bin/node', '/usr/lib/node_modules/npm/bin/npm-cli.js', 'start'] });
    assert.equal(world.byPid(200).launcher, 'npm');
    root.spawn(201, { args: ['/usr/bin/node', '--watch', '/app/a.js'] });
    assert.equal(world.byPid(201).launcher, 'node --watch');
  });
});

describe('hub model: node --watch', () => {
  let world: World;
  let first: Agent;

  beforeEach(() => {
    world = new World();
    first = world.root(WATCHED);
  });

  it('is the first process of its run, known by what it starts', () => {
    const watcher = world.byPid(900);
    assert.deepEqual([watcher.launcher, watcher.kind, watcher.state], ['node --watch', 'root', 'online']);
    assert.deepEqual(watcher.argv, ['/usr/bin/node', '--watch', '/app/main.js']);
    assert.equal(world.runs.get('run')?.root, watcher.id);
    assert.deepEqual([first.state.parent, first.state.kind], [watcher.id, 'root']);
  });

  it('ends what it watches to start it again', () => {
    world.take(world.model.gone(first.state.id));
    assert.equal(first.state.end?.how, 'unknown');
    const second = world.hello('second', { pid: 101, ...WATCHED });
    assert.equal(first.state.end?.how, 'asked');
    assert.equal(second.state.parent, first.state.parent);
    assert.equal(world.runs.get('run')?.state, 'running');
    world.take(world.model.gone(second.state.id));
    world.take(world.model.rootExited('run', { code: 0, signal: null }));
    assert.equal(second.state.end?.how, 'asked');
    assert.equal(world.byPid(900).end?.code, 0);
    assert.equal(world.runs.get('run')?.state, 'ended');
  });

  it('is not said to have ended what it started again only later', () => {
    world.take(world.model.gone(first.state.id));
    world.time += 10_000;
    world.hello('second', { pid: 101, ...WATCHED });
    assert.equal(first.state.end?.how, 'unknown');
  });

  it('is not said to have ended what told its end', () => {
    first.tell({ type: 'ending', code: 1 });
    first.gone();
    world.take(world.model.gone(first.state.id));
    world.hello('second', { pid: 101, ...WATCHED });
    assert.equal(first.state.end?.how, 'crashed');
  });

  it('is only above what it started itself', () => {
    const child = first.child('child', 102, 1, { watched: true, ppid: 555 });
    assert.equal(child.state.parent, first.state.id);
    const runner = world.hello('runner', { pid: 700, run: 'other', execArgv: ['--test', '--watch'] });
    const tested = runner.child('tested', 701, 1, { watched: true, ppid: 700 });
    assert.equal(tested.state.parent, runner.state.id);
  });

  it('takes the place of the command that its parent told of', () => {
    const other = new World();
    const npm = other.root({ argv: NPM });
    npm.spawn(900, { file: 'sh', args: ['sh', '-c', 'node --watch main.js'] });
    const program = other.hello('program', { pid: 901, spawner: { process: 'root', spawn: 1 }, ...WATCHED });
    const watcher = other.byPid(900);
    assert.deepEqual([watcher.launcher, watcher.parent], ['node --watch', npm.state.id]);
    assert.deepEqual([program.state.parent, program.state.kind], [watcher.id, 'root']);
    assert.equal(other.processes.size, 3);
    npm.tell({ type: 'childExit', spawn: 1, code: 3, signal: null });
    assert.equal(other.byPid(900).end?.code, 3);
  });
});
