// A smoke set on the Node versions beside the one that runs the tests.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nodeOf, OTHER_MAJORS } from './support/nodes';
import { sameAsPlain, useStage } from './support/suite';

const PROGRAMS = [
  'cluster-life.js',
  'cluster-serves.js',
  'children.js',
  'messages.js',
  'disguise.js',
  'exports.mjs',
  'wraps.js',
  'stacks.js',
  'endings/exit-at-once.js',
  'endings/exit-in-exit.js',
  'endings/uncaught.js',
  'endings/syntax-error.js',
  'endings/throws-in-spawn.js',
  'endings/module.mjs',
];

for (const major of OTHER_MAJORS) {
  describe(`agent: Node ${major}`, function () {
    this.timeout(180_000);
    const stage = useStage();
    let node: string;

    before(async () => {
      node = await nodeOf(major);
    });

    for (const program of PROGRAMS) {
      it(`changes nothing of ${program}`, async () => {
        await sameAsPlain(stage, program, [], { node });
        assert.ok(stage.hub.all('hello').every((hello) => hello.node.startsWith(`v${major}.`)));
        assert.notEqual(stage.hub.connections.length, 0);
      });
    }

    it('reaches every thread, and shows them what they would see', async () => {
      const { bench, hub } = stage;
      const plain = bench.plain('threads.js', [], { node });
      await plain.printed('ready');
      plain.say('end');
      const observed = bench.observed('threads.js', [], { node });
      await observed.printed('ready');
      const created = await hub.until('all creations', () => {
        const told = hub.all('threadCreate').map(({ thread }) => thread);
        return told.length === 16 && told;
      });
      await hub.until('each thread itself', () => {
        const met = new Set(hub.all('hello').map(({ thread }) => thread));
        return created.every((thread) => met.has(thread));
      });
      observed.say('end');
      assert.deepEqual(await observed.ended, await plain.ended);
    });

    it('leaves Node’s own hooks thread alone', async () => {
      const { bench, hub } = stage;
      fs.writeFileSync(
        path.join(bench.folder, 'hooks.mjs'),
        'export const resolve = (specifier, context, next) => next(specifier, context);',
      );
      const program = path.join(bench.folder, 'main.mjs');
      const code = `import { register } from 'node:module'; register('./hooks.mjs', import.meta.url); await import('node:os');`;
      fs.writeFileSync(program, code);
      await sameAsPlain(stage, program, [], { node, flags: ['--no-deprecation'] });
      assert.equal(hub.all('hello').length, 1);
    });
  });
}

describe('agent: Node 26 under the permission model', function () {
  this.timeout(60_000);
  const stage = useStage();

  it('gives up without a trace where the program may not reach the hub', async () => {
    const node = await nodeOf(26);
    const program = path.join(stage.bench.folder, 'handles.js');
    const code =
      'const look = () => console.log(process.getActiveResourcesInfo().join()); look(); setTimeout(look, 20);';
    fs.writeFileSync(program, code);
    await sameAsPlain(stage, program, [], { node, flags: ['--permission', '--allow-fs-read=*'] });
    assert.equal(stage.hub.connections.length, 0);
  });
});
