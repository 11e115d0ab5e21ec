// F5 on a package manager's script, or on a program that Node restarts: the run is theirs, the rows are the program's.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fixture } from './support/adapter-client';
import { useAdapter } from './support/use-adapter';

describe('launchers', () => {
  const stage = useAdapter();

  /** A folder whose npm script runs a fixture. */
  function project(script: string): { cwd: string; runtimeExecutable: string; runtimeArgs: string[] } {
    const cwd = path.join(stage.adapter.folder, 'project');
    fs.mkdirSync(cwd);
    fs.writeFileSync(path.join(cwd, 'package.json'), JSON.stringify({ name: 'app', scripts: { dev: script } }));
    return { cwd, runtimeExecutable: 'npm', runtimeArgs: ['run', 'dev'] };
  }

  it('lists the program that npm started, and not npm', async () => {
    const { adapter } = stage;
    await adapter.launch(project(`node "${fixture('threads.js')}" 1`));
    const rows = await adapter.threads((names) => names.length === 2);
    assert.match(rows[0]!.name, /^main process · pid \d+$/);
    assert.equal(rows[1]!.name, 'thread 1 · counter 0');
    const [run] = [...(await adapter.viewer()).model.runs.values()];
    assert.equal(run?.name, 'npm run dev');
    await adapter.protocol.terminateRequest();
    await adapter.event('terminated');
  });

  for (const console of ['internalConsole', 'integratedTerminal'] as const) {
    it(`ends with npm’s code (${console})`, async () => {
      const { adapter } = stage;
      await adapter.launch({ ...project(`node "${fixture('exits.js')}" 42`), console });
      assert.equal(await adapter.exitCode(), 42);
    });
  }

  it('goes on when node --watch starts a program in a terminal again', async () => {
    const { adapter } = stage;
    const program = path.join(adapter.folder, 'watched.js');
    fs.copyFileSync(fixture('threads.js'), program);
    await adapter.launch({ program, args: ['0'], runtimeArgs: ['--watch'], console: 'integratedTerminal' });
    const [first] = await adapter.threads((names) => names.length === 1);
    // Node says nowhere when it has begun to watch a file: it is changed until it is seen.
    const touching = setInterval(() => fs.utimesSync(program, new Date(), new Date()), 500);
    await adapter.threads((names) => names.length === 1 && names[0] !== first?.name);
    clearInterval(touching);
    assert.equal(adapter.count('terminated'), 0);
    await adapter.protocol.terminateRequest();
    await adapter.event('terminated');
  });
});
