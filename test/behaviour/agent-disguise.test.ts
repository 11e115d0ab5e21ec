// What a curious program can look at.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { sameAsPlain, useStage } from './support/suite';

describe('agent: disguise', function () {
  this.timeout(60_000);
  const stage = useStage();

  it('leaves names, lengths, attributes, keys, listeners, handles and contexts as they are', async () => {
    await sameAsPlain(stage, 'disguise.js');
  });

  it('leaves them so under strict flags, without a warning', async () => {
    for (const flags of [
      ['--trace-warnings', '--pending-deprecation', '--throw-deprecation'],
      ['--frozen-intrinsics', '--no-warnings'],
    ]) {
      await sameAsPlain(stage, 'disguise.js', [], { flags });
    }
  });

  it('gives ES modules the same exports', async () => {
    await sameAsPlain(stage, 'exports.mjs');
  });

  it('works beside code that wraps the same functions, and `domain`', async () => {
    const { stdout } = await sameAsPlain(stage, 'wraps.js');
    assert.match(stdout, /in domain true/);
  });

  it('says so in a stack trace where its frame cannot be avoided, once for each hook', async () => {
    const { bench } = stage;
    const program = path.join(bench.folder, 'stack.js');
    fs.writeFileSync(
      program,
      `const child = require('child_process').spawn('true');
      child.on('exit', () => console.log(new Error('here').stack));`,
    );
    const plain = await bench.plain(program).ended;
    const observed = await bench.observed(program).ended;
    const [added, ...more] = observed.stdout.split('\n').filter((line) => line.includes('worker-lens'));
    assert.match(added!, /^ +at ChildProcess\.emit \(worker-lens:\d+:\d+\)$/);
    assert.deepEqual(more, []);
    assert.equal(
      observed.stdout
        .split('\n')
        .filter((line) => line !== added)
        .join('\n'),
      plain.stdout,
    );
  });

  it('takes nothing of a program that reads its own stacks, or forbids it', async () => {
    await sameAsPlain(stage, 'stacks.js');
  });
});
