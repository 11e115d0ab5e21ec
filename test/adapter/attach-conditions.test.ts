// What a launch says is to have a debugger from its first line: it is held, and whoever hosts the session is asked.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTACH_EVENT, type AttachEventBody, RELEASE_REQUEST } from '../../adapter/launch-session';
import { fixture, sample } from './support/adapter-client';
import { useAdapter } from './support/use-adapter';

describe('attach from the first line', () => {
  const stage = useAdapter();

  it('holds what is meant until it is released, and nothing else', async () => {
    const { adapter } = stage;
    const env = { PORT: '0', WORKERS: '2' };
    await adapter.launch({ program: sample('basic-cluster/app.js'), env, attach: 'workers' });
    const { body } = await adapter.event(ATTACH_EVENT);
    assert.equal(body.pause, false);
    await adapter.printed('stdout', /Primary process started/);
    const { model } = await adapter.viewer();
    const held = model.processes.get(body.target);
    assert.equal(held?.kind, 'worker');
    assert.ok(held?.inspector.held);
    await adapter.event(ATTACH_EVENT, ({ target }: AttachEventBody) => target !== body.target);
    assert.equal(adapter.output('stdout').includes('listens'), false, adapter.output('stdout'));
    await adapter.protocol.customRequest(RELEASE_REQUEST);
    await adapter.printed('stdout', /Worker \d .* listens.*\n(.*\n)*Worker \d .* listens/);
    assert.equal(adapter.count(ATTACH_EVENT), 2);
    await adapter.protocol.terminateRequest();
    assert.equal(await adapter.exitCode(), 0);
  });

  it('holds the first process of the run', async () => {
    const { adapter } = stage;
    await adapter.launch({ program: fixture('exits.js'), args: ['3'], attach: 'primary' });
    const { body } = await adapter.event(ATTACH_EVENT);
    assert.equal((await adapter.viewer()).model.processes.get(body.target)?.kind, 'root');
    assert.equal(adapter.output('stdout'), '');
    await adapter.protocol.customRequest(RELEASE_REQUEST);
    assert.equal(await adapter.exitCode(), 3);
  });

  it('holds what npm starts, and not npm', async () => {
    const { adapter } = stage;
    const cwd = join(adapter.folder, 'project');
    mkdirSync(cwd);
    const scripts = { dev: `node "${fixture('exits.js')}" 3` };
    writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'app', scripts }));
    await adapter.launch({ cwd, runtimeExecutable: 'npm', runtimeArgs: ['run', 'dev'], attach: 'all' });
    const { body } = await adapter.event(ATTACH_EVENT);
    assert.equal((await adapter.viewer()).model.processes.get(body.target)?.script, fixture('exits.js'));
    await adapter.protocol.customRequest(RELEASE_REQUEST);
    assert.equal(await adapter.exitCode(), 3);
    assert.equal(adapter.count(ATTACH_EVENT), 1);
  });

  for (const attach of ['none', 'workers', { script: 'another.js' }] as const) {
    it(`holds nothing that is not meant by ${JSON.stringify(attach)}`, async () => {
      const { adapter } = stage;
      await adapter.launch({ program: fixture('exits.js'), args: ['3'], attach });
      assert.equal(await adapter.exitCode(), 3);
      assert.equal(adapter.count(ATTACH_EVENT), 0);
    });
  }
});
