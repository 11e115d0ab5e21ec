// Whichever way a thread is started, it is reached, and sees what it would see without the lens.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { agentFolder } from './support/bundle';
import { nodeOf } from './support/nodes';
import { sameAsPlain, useStage } from './support/suite';

describe('agent: threads', function () {
  this.timeout(120_000);
  const stage = useStage();

  async function finished(kind: 'plain' | 'observed') {
    const program = stage.bench[kind]('threads.js');
    await program.printed('ready');
    program.say('end');
    return program.ended;
  }

  it('shows every thread the id, arguments, flags and environment of a plain run', async () => {
    assert.deepEqual(await finished('observed'), await finished('plain'));
  });

  it('reaches every thread, nested ones and ES modules too', async () => {
    const { bench, hub } = stage;
    const program = bench.observed('threads.js');
    await program.printed('ready');
    const created = await hub.until('all creations', () => {
      const told = hub.all('threadCreate').map(({ thread }) => thread);
      return told.length === 16 && told;
    });
    await hub.until('each thread itself', () => {
      const met = new Set(hub.all('hello').map(({ thread }) => thread));
      return created.every((thread) => met.has(thread));
    });
    assert.equal(new Set(hub.all('hello').map((hello) => hello.process)).size, 1);
    program.say('end');
    await program.ended;
    await hub.drained();
    // The two nested ones are told of by the threads that made them, unless those were gone first.
    assert.ok(hub.all('threadExit').length >= 14);
    assert.deepEqual(
      hub
        .all('threadExit')
        .filter(({ asked }) => asked)
        .map(({ thread }) => thread),
      [created[0]],
    );
  });

  for (const major of [18, 20, 26] as const) {
    it(`runs the agent in threads as Node ${major} compiled it in the main thread, nested ones too`, async () => {
      const { bench } = stage;
      const program = path.join(bench.folder, 'compiled.js');
      fs.writeFileSync(
        program,
        `const { Worker, getEnvironmentData, threadId } = require('worker_threads');
        const { code } = getEnvironmentData('worker-lens') ?? {};
        const script = code && new (require('vm').Script)(code.text, { cachedData: code.compiled });
        console.log(threadId, script?.cachedDataRejected);
        if (threadId < 2) new Worker(__filename);`,
      );
      const { stdout } = await bench.observed(program, [], { node: await nodeOf(major) }).ended;
      assert.equal(stdout, '0 undefined\n1 false\n2 false\n');
    });

    it(`reaches threads whose options run the program’s code, and runs it as often as Node ${major} does`, async () => {
      const { bench, hub } = stage;
      const node = await nodeOf(major);
      const [plain, observed] = [
        bench.plain('thread-options.js', [], { node }),
        bench.observed('thread-options.js', [], { node }),
      ];
      for (const program of [plain, observed]) await program.printed('ready');
      const created = hub.all('threadCreate').map(({ thread }) => thread);
      assert.equal(created.length, 8);
      await hub.until('each thread itself', () => {
        const met = new Set(hub.all('hello').map(({ thread }) => thread));
        return created.every((thread) => met.has(thread));
      });
      for (const program of [plain, observed]) program.say('end');
      assert.deepEqual(await observed.ended, await plain.ended);
      assert.deepEqual(hub.all('threadNotObserved'), []);
    });
  }

  it('reaches a thread also where the agent is gone from the disk', async () => {
    const { bench, hub } = stage;
    const agent = path.join(bench.folder, 'agent.cjs');
    const program = path.join(bench.folder, 'updated.js');
    fs.writeFileSync(
      program,
      `require('fs').rmSync(${JSON.stringify(agent)}, { force: true });
      const code = 'console.log(process.execArgv, process.env.NODE_OPTIONS)';
      const { Worker } = require('worker_threads');
      new Worker(code, { eval: true }).on('exit', () => new Worker(code, { eval: true }));`,
    );
    const plain = await bench.plain(program).ended;
    fs.copyFileSync(path.join(agentFolder(), 'agent.cjs'), agent);
    assert.deepEqual(await bench.observed(program, [], {}, { agent }).ended, plain);
    assert.equal(hub.all('threadOnline').length, 2);
    assert.deepEqual(hub.all('threadNotObserved'), []);
  });

  it('tells where a thread came from', async () => {
    await finished('observed');
    await stage.hub.drained();
    const named = stage.hub.all('threadCreate').find(({ name }) => name === 'named')!;
    assert.match(named.file, /threads\.js$/);
    assert.match(named.site!.file, /threads\.js$/);
    const creators = stage.hub.all('threadCreate').filter(({ creator }) => creator !== 0);
    assert.equal(creators.length, 2);
    assert.ok(stage.hub.all('threadCreate').some(({ file }) => file === '[eval]'));
  });

  it('opens no connection for a thread that is soon gone', async () => {
    const { bench, hub } = stage;
    const program = path.join(bench.folder, 'short.js');
    fs.writeFileSync(
      program,
      `const { Worker } = require('worker_threads'); new Worker('1 + 1', { eval: true, execArgv: [] })`,
    );
    await sameAsPlain(stage, program);
    assert.equal(hub.all('hello').length, 1);
    assert.deepEqual(
      hub.all('threadExit').map(({ code, asked }) => [code, asked]),
      [[0, false]],
    );
  });

  it('connects past what a thread made of `connect`', async () => {
    const plain = stage.bench.plain('patched-connect.js');
    plain.say('');
    const observed = stage.bench.observed('patched-connect.js');
    await stage.hub.until('the thread', () => stage.hub.connections.find(({ hello }) => hello.thread === 1));
    observed.say('');
    const ended = await observed.ended;
    assert.deepEqual(ended, await plain.ended);
    assert.equal(ended.stdout, '0\n');
  });

  it('tells what a thread died of, with the same words on stderr', async () => {
    const { bench, hub } = stage;
    const program = path.join(bench.folder, 'dies.js');
    fs.writeFileSync(
      program,
      `const { Worker } = require('worker_threads');
      new Worker('throw new RangeError("no")', { eval: true }).on('error', (error) => console.log(error.message));`,
    );
    await sameAsPlain(stage, program);
    const [died] = hub.all('threadError');
    assert.deepEqual([died!.error.name, died!.error.message], ['RangeError', 'no']);
    assert.equal(hub.all('threadExit')[0]!.code, 1);
  });

  it('leaves Node’s own hooks thread alone', async () => {
    const { bench, hub } = stage;
    const hooks = path.join(bench.folder, 'hooks.mjs');
    fs.writeFileSync(
      hooks,
      'export async function resolve(specifier, context, next) { return next(specifier, context); }',
    );
    const program = path.join(bench.folder, 'main.mjs');
    fs.writeFileSync(
      program,
      `import { register } from 'node:module';
      import { Worker } from 'node:worker_threads';
      register('./hooks.mjs', import.meta.url);
      await import('node:os');
      const worker = new Worker('', { eval: true });
      console.log(worker.threadId);`,
    );
    await sameAsPlain(stage, program);
    assert.equal(hub.all('threadCreate').length, 1);
    assert.equal(hub.all('hello').length, 1);
  });
});
