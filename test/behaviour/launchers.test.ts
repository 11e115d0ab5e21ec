// Programs that a person starts through something else: each of their processes is reached, and nothing else is shown.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ensurePackageManager } from '../../scripts/lib/package-managers.mjs';
import { type CommandOptions, shownTree, startObserved, treeOf, useFixtures } from './support/commands';
import { MATRIX_MAJORS, nodeOf } from './support/nodes';
import { useRealStage } from './support/real-hub';

const APP = 'app.js · exited (0)';
const SERVED = ['before.js · exited (0)', APP, 'after.js · exited (0)'];

describe('launchers', function () {
  this.timeout(180_000);
  const stage = useRealStage();
  beforeEach(() => useFixtures(stage, 'launchers'));

  /** Links a script under a name into the folder `node_modules/.bin`, as a package manager does with its packages' own. */
  function link(script: string, name: string): string {
    const folder = path.join(stage.bench.folder, 'node_modules', '.bin');
    fs.mkdirSync(folder, { recursive: true });
    fs.symlinkSync(script, path.join(folder, name));
    return path.join(folder, name);
  }

  function write(name: string, text: string): void {
    fs.mkdirSync(path.dirname(path.join(stage.bench.folder, name)), { recursive: true });
    fs.writeFileSync(path.join(stage.bench.folder, name), text);
  }

  /** Some shells of package managers, and of this test, print as they are scheduled. */
  const sorted = (text: string) => text.split('\n').sort().join('\n');

  describe('npm', () => {
    const cases: Record<string, [command: string[], tree: string[], options?: CommandOptions]> = {
      'npm start': [['npm', 'start'], [APP]],
      'npm run, with the scripts before and after': [['npm', 'run', 'serve'], SERVED],
      'npm run that calls npm run': [['npm', 'run', 'nested'], SERVED],
      'programs side by side': [['npm', 'run', 'both'], [APP, 'before.js · exited (0)'], { blur: sorted }],
      'npm exec of a command line': [['npm', 'exec', '-c', 'node app.js'], [APP]],
      'flags added to NODE_OPTIONS in a script': [['npm', 'run', 'flags'], [APP]],
      'a program that crashes': [['npm', 'run', 'fails'], ['app.js · crashed (42)']],
      'a script that fails with no Node in it': [['npm', 'run', 'no-node'], ['npm · crashed (43)']],
      'a script that is not there': [['npm', 'run', 'nothing'], ['npm · crashed (1)']],
    };
    for (const [title, [command, tree, options]] of Object.entries(cases)) {
      it(title, async () => assert.deepEqual((await treeOf(stage, command, options)).sort(), [...tree].sort()));
    }

    it('npx and npm exec of a package’s command', async () => {
      link('../../app.js', 'app-bin');
      assert.deepEqual(await treeOf(stage, ['npx', 'app-bin', 'x']), ['node_modules/.bin/app-bin · exited (0)']);
      const both = Array(2).fill('node_modules/.bin/app-bin · exited (0)');
      assert.deepEqual(await treeOf(stage, ['npm', 'exec', 'app-bin', '--', 'x']), both);
    });

    it('a program that starts npm itself', async () => {
      const tree = ['parent.js · exited (0)', '  thread 1 · own · exited (0)', `  ${APP}`];
      assert.deepEqual(await treeOf(stage, ['npm', 'run', 'family']), tree);
    });

    it('an .npmrc that sets NODE_OPTIONS', async () => {
      write('.npmrc', 'node-options=--no-deprecation\n');
      assert.deepEqual(await treeOf(stage, ['npm', 'run', 'serve']), SERVED);
    });

    it('tells what the run began with, and what it began', async () => {
      await treeOf(stage, ['npm', 'start']);
      const { root, children } = stage.hub;
      assert.deepEqual([root.launcher, root.kind], ['npm', 'root']);
      assert.deepEqual(
        children.map(({ launcher, kind, parent }) => [launcher, kind, parent]),
        [[null, 'root', root.id]],
      );
    });
  });

  describe('yarn and pnpm', () => {
    const blur = (text: string) => text.replace(/Done in [\d.]+s/, 'Done in <time>');

    it('yarn 1', async () => {
      const yarn = await ensurePackageManager('yarn');
      assert.deepEqual(await treeOf(stage, ['node', yarn, 'run', 'serve'], { blur }), SERVED);
    });

    it('yarn 1 that fails', async () => {
      const yarn = await ensurePackageManager('yarn');
      assert.deepEqual(await treeOf(stage, ['node', yarn, 'fails'], { blur }), ['app.js · crashed (42)']);
      const tree = await treeOf(stage, ['node', yarn, 'run', 'nothing'], { blur });
      assert.deepEqual(tree.slice(1), ['yarn · crashed (1)']);
    });

    it('a project’s own yarn 4, called by yarn 1, with Plug’n’Play', async () => {
      // Where CI is set, yarn 4 by itself refuses to write the lock file that is made here.
      const settings = ['enableTelemetry: false', 'enableNetwork: false', 'enableImmutableInstalls: false'];
      write('.yarnrc.yml', ['yarnPath: .yarn/releases/yarn-4.cjs', ...settings, ''].join('\n'));
      write('.yarn/releases/yarn-4.cjs', fs.readFileSync(await ensurePackageManager('berry'), 'utf8'));
      write('yarn.lock', '');
      const yarn = await ensurePackageManager('yarn');
      const install = await startObserved(stage, ['node', yarn, 'install']).ended;
      assert.equal(install.code, 0, install.stdout);
      assert.ok(fs.existsSync(path.join(stage.bench.folder, '.pnp.cjs')));
      assert.deepEqual(await treeOf(stage, ['node', yarn, 'start']), [APP]);
    });

    it('pnpm run and pnpm exec', async () => {
      const pnpm = await ensurePackageManager('pnpm');
      const env = { npm_config_enable_pre_post_scripts: 'true' };
      assert.deepEqual(await treeOf(stage, ['node', pnpm, 'run', 'serve'], { env }), SERVED);
      const tree = await treeOf(stage, [link(pnpm, 'pnpm'), 'exec', 'node', 'app.js']);
      assert.deepEqual(tree, [...SERVED, APP]);
    });
  });

  describe('shells and the like', () => {
    const cases: Record<string, [command: string[], tree: string[]]> = {
      'sh -c': [['sh', '-c', 'node app.js'], [APP]],
      'bash -c, one after the other': [
        ['bash', '-c', 'node before.js && node app.js'],
        ['before.js · exited (0)', APP],
      ],
      'side by side': [
        ['sh', '-c', 'node before.js >&2 & node app.js; wait'],
        ['before.js · exited (0)', APP],
      ],
      'exec in a shell': [['sh', '-c', 'exec node app.js'], [APP]],
      'a pipe': [['sh', '-c', 'node app.js | cat'], [APP]],
      env: [['env', 'COLOUR=1', 'node', 'app.js'], [APP]],
      nohup: [['nohup', 'node', 'app.js'], [APP]],
      'setsid --wait': [['setsid', '--wait', 'node', 'app.js'], [APP]],
      'a script with a #! line': [['./app.js'], [APP]],
    };
    for (const [title, [command, tree]] of Object.entries(cases)) {
      it(title, async () => assert.deepEqual((await treeOf(stage, command)).sort(), [...tree].sort()));
    }
  });

  for (const major of MATRIX_MAJORS) describe(`Node ${major}`, () => describeNode(major));

  function describeNode(major: (typeof MATRIX_MAJORS)[number]): void {
    const blur = (text: string) =>
      text
        .replace(/duration_ms"?:? ?[\d.]+/g, 'duration')
        .replace(/\([\d.]+ms\)/g, '<time>')
        .replace(/\(node:\d+\)/g, '')
        // A promise that settles in the first tick is followed up below this frame once anything has scheduled a tick.
        .replace(/^ *(at )?process\.processTicksAndRejections .*\n/gm, '');
    let options: CommandOptions & { node: string };
    before(async () => {
      options = { node: await nodeOf(major), blur };
    });

    it('node --test', async () => {
      const tree = await treeOf(stage, ['node', '--test'], options);
      assert.deepEqual(tree.slice(0, 1), ['node --test · crashed (1)']);
      assert.deepEqual(tree.slice(1).sort(), [
        '    thread 1 · tested · exited (0)',
        '  tests/bad.test.js · crashed (1)',
        '  tests/good.test.js · exited (0)',
      ]);
    });

    it('node --watch', async () => {
      const program = startObserved(stage, ['node', '--watch', 'watched.js'], options);
      await program.printed('up');
      // Node says nowhere when it has begun to watch a file: it is changed until it is seen.
      const file = path.join(stage.bench.folder, 'watched.js');
      const touching = setInterval(() => fs.utimesSync(file, new Date(), new Date()), 500);
      const [first, second] = await stage.hub.viewer.until(() => {
        const all = [...stage.hub.viewer.processes.values()].filter(({ launcher }) => launcher === null);
        return all.length > 1 && all[0]?.state === 'exited' && all[0].end?.how !== 'unknown' && all;
      });
      clearInterval(touching);
      const { root } = stage.hub;
      assert.deepEqual([root.launcher, root.kind, root.pid], ['node --watch', 'root', program.child.pid]);
      assert.deepEqual([first!.end?.how, first!.parent], ['asked', root.id]);
      assert.deepEqual([second!.kind, second!.parent], ['root', root.id]);
      program.child.kill('SIGINT');
      const { code, signal } = await stage.hub.ended(program);
      assert.deepEqual([stage.hub.root.end?.code, stage.hub.root.end?.signal], [code, signal]);
      const shown = shownTree(stage.hub, stage.bench.folder);
      assert.deepEqual(shown, Array(stage.hub.children.length).fill('watched.js · ended as asked'));
    });

    if (major >= 22) {
      it('node --test in one process', async () => {
        const isolation = major === 22 ? '--experimental-test-isolation=none' : '--test-isolation=none';
        const tree = await treeOf(stage, ['node', '--test', isolation, 'tests/good.test.js'], options);
        assert.deepEqual(tree, ['node --test · exited (0)', '  thread 1 · tested · exited (0)']);
      });

      it('node --run', async () => {
        assert.deepEqual(await treeOf(stage, ['node', '--run', 'start'], options), [APP]);
      });
    }
  }
});
