// Whichever way a child is started, it is reached, and sees what it would see without the lens.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { FIXTURES } from './support/observe';
import { sameAsPlain, useStage } from './support/suite';

describe('agent: children', function () {
  this.timeout(120_000);
  const stage = useStage();

  it('shows every child the arguments, flags and environment of a plain run', async () => {
    await sameAsPlain(stage, 'children.js', ['x', 'y z']);
  });

  it('keeps the program’s own NODE_OPTIONS, and an empty one', async () => {
    for (const NODE_OPTIONS of ['--no-deprecation', '--no-warnings --stack-trace-limit=20', '']) {
      await sameAsPlain(stage, 'view.js', ['x'], { env: { NODE_OPTIONS } });
    }
  });

  it('reaches every child', async () => {
    const { bench, hub } = stage;
    const { stdout } = await bench.observed('children.js').ended;
    await hub.drained();
    const views = stdout.match(/argv\\*":/g)!.length;
    assert.equal(views, 21);
    // Beside the views: the parent, one script on stdin, and the two that only fail.
    assert.equal(hub.all('hello').length, views + 4);
    assert.equal(hub.all('ending').length, views + 4);
    const [parent] = hub.all('hello');
    for (const hello of hub.all('hello').slice(1)) assert.equal(hello.spawner?.process, parent!.process);
  });

  it('tells each spawn once, with its end', async () => {
    const { bench, hub } = stage;
    await bench.observed('children.js').ended;
    await hub.drained();
    const spawns = hub.all('spawn').map(({ spawn }) => spawn);
    const failed = hub.all('spawn').filter(({ error }) => error !== null);
    assert.deepEqual(
      failed.map(({ file, pid, error }) => [file, pid, error]),
      [
        ['/nonexistent/program', null, 'ENOENT'],
        ['', null, 'could not be started'],
      ],
    );
    // The synchronous one was told before it could be known that it fails.
    assert.equal(new Set(spawns).size, spawns.length - 1);
    const ended = hub.all('childExit').map(({ spawn }) => spawn);
    const begun = spawns.filter((spawn) => !failed.some((each) => each.spawn === spawn));
    assert.deepEqual(ended.sort(), begun.sort());
  });

  it('reaches what `npm run` starts', async () => {
    const { bench, hub } = stage;
    const view = path.join(FIXTURES, 'view.js');
    const scripts = { start: `"${process.execPath}" "${view}" from-npm` };
    fs.writeFileSync(path.join(bench.folder, 'package.json'), JSON.stringify({ name: 'app', scripts }));
    const npm = path.join(bench.folder, 'npm.js');
    fs.writeFileSync(
      npm,
      `require('child_process').spawn('npm run --silent start', { shell: true, stdio: 'inherit' })`,
    );
    await sameAsPlain(stage, npm, [], { env: { npm_config_update_notifier: 'false' } });
    assert.ok(hub.all('hello').some(({ argv }) => argv.includes('from-npm')));
  });

  it('stays out of a process under the permission model, which it would keep from starting', async () => {
    const { bench, hub } = stage;
    const parent = path.join(bench.folder, 'parent.js');
    const view = path.join(FIXTURES, 'view.js');
    const flags = `'--experimental-permission', '--allow-fs-read=${FIXTURES}/*'`;
    fs.writeFileSync(
      parent,
      `const { spawn, spawnSync } = require('child_process');
      const options = { stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } };
      spawnSync(process.execPath, [${flags}, ${JSON.stringify(view)}], options);
      spawn(process.execPath, [${flags}, ${JSON.stringify(view)}], options);`,
    );
    const { stdout } = await sameAsPlain(stage, parent);
    assert.equal(stdout.split('"argv"').length - 1, 2);
    assert.equal(hub.all('hello').length, 1);
    assert.equal(hub.all('spawn').length, 2);
  });

  it('names the slot of a child that has one', async () => {
    const { bench, hub } = stage;
    const parent = path.join(bench.folder, 'parent.js');
    fs.writeFileSync(parent, `require('child_process').spawn('true', [], { env: { NODE_APP_INSTANCE: '4' } })`);
    await bench.observed(parent).ended;
    await hub.drained();
    assert.equal(hub.all('spawn')[0]!.instance, '4');
  });
});
