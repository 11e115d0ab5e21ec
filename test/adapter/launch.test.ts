// Launching: what comes out, and how it ends.
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/ensure.mjs';
import { nodeOf } from '../behaviour/support/nodes';
import { fixture } from './support/adapter-client';
import { useAdapter } from './support/use-adapter';

describe('launch', () => {
  const stage = useAdapter();

  it('passes on output of both streams, arguments, environment and folder, and ends with the code', async () => {
    const { adapter } = stage;
    const cwd = fixture('.');
    await adapter.launch({ program: fixture('exits.js'), args: ['3', 'a b'], env: { GREETING: 'hello' }, cwd });
    assert.equal(await adapter.exitCode(), 3);
    assert.equal(adapter.output('stdout'), `out: grüße 3 a b hello ${cwd.replace(/\/$/, '')}\n`);
    assert.equal(adapter.output('stderr'), 'err: something\n');
    assert.equal(adapter.count('terminated'), 1);
  });

  it('takes a variable away that is set to null', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('exits.js'), args: ['0'], env: { GREETING: null } });
    await adapter.exitCode();
    assert.match(adapter.output('stdout'), /no greeting/);
  });

  it('reads variables from a file beneath those of the configuration', async () => {
    const { adapter } = stage;
    writeFileSync(join(adapter.folder, 'app.env'), '# a comment\nGREETING="from file"\nCODE=1\n');
    const program = "process.stdout.write(process.env.GREETING + ' ' + process.env.CODE)";
    const runtimeArgs = ['--eval', program];
    await adapter.launch({ runtimeArgs, envFile: 'app.env', env: { CODE: '2' }, cwd: adapter.folder });
    await adapter.exitCode();
    assert.equal(adapter.output('stdout'), 'from file 2');
  });

  describe('of TypeScript', () => {
    const SOURCE = 'const code: number = 5;\nprocess.exit(code);\n';

    /** A project with a TypeScript program, run by a version of Node. */
    async function project(major: 20 | 24) {
      const cwd = join(stage.adapter.folder, 'project');
      mkdirSync(cwd);
      writeFileSync(join(cwd, 'app.ts'), SOURCE);
      return { program: 'app.ts', cwd, runtimeExecutable: await nodeOf(major) };
    }

    it('takes the project’s tsx', async () => {
      const { adapter } = stage;
      const launch = await project(20);
      symlinkSync(join(ROOT, 'node_modules'), join(launch.cwd, 'node_modules'));
      await adapter.launch(launch);
      assert.equal(await adapter.exitCode(), 5);
    });

    it('leaves it to a Node that can', async () => {
      const { adapter } = stage;
      await adapter.launch(await project(24));
      assert.equal(await adapter.exitCode(), 5);
      assert.equal(adapter.output('stderr'), '');
    });

    it('says what is missing where nothing can', async () => {
      const sentence = /^This Node\.js does not run the TypeScript of .*app\.ts by itself\. Install tsx in the project/;
      assert.match(await stage.adapter.refusal(await project(20)), sentence);
    });
  });

  it('tells the process, and its row', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('threads.js'), args: ['0'] });
    const [row] = await adapter.threads((names) => names.length === 1);
    const { body } = await adapter.event('process');
    assert.equal(row?.name, `main process · pid ${body.systemProcessId}`);
    assert.equal(body.name, fixture('threads.js'));
  });

  it('shows Node’s own message for a program with a syntax error, and the tree its first line', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('syntax-error.js') });
    assert.equal(await adapter.exitCode(), 1);
    assert.match(adapter.output('stderr'), /syntax-error\.js:1\nconst answer = ;\n/);
    assert.match(adapter.output('stderr'), /SyntaxError: Unexpected token ';'/);
    const [root] = [...(await adapter.viewer()).model.processes.values()];
    assert.equal(root?.end?.how, 'crashed');
    assert.equal(root?.end?.error?.name, 'SyntaxError');
    assert.equal(root?.end?.error?.message, "Unexpected token ';'");
  });

  it('ends with 128 and the signal for a program that was killed', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('threads.js'), args: ['0'] });
    const { body } = await adapter.event('process');
    process.kill(body.systemProcessId, 'SIGKILL');
    assert.equal(await adapter.exitCode(), 137);
  });

  it('runs a program in a terminal, and reads its end from the hub', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('exits.js'), args: ['7'], console: 'integratedTerminal' });
    assert.equal(await adapter.exitCode(), 7);
    assert.equal(adapter.output('stdout'), '');
  });

  it('runs what a runtime other than Node starts', async () => {
    const { adapter } = stage;
    const runtimeArgs = ['-c', `node "${fixture('exits.js')}" 4; exit $?`];
    await adapter.launch({ runtimeExecutable: 'sh', runtimeArgs });
    assert.equal(await adapter.exitCode(), 4);
  });
});
