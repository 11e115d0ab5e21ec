// What V8 made of the agent is kept for the processes that follow, and never by itself a danger to one.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { agentFolder } from './support/bundle';
import { nodeOf } from './support/nodes';
import { useStage } from './support/suite';

/** Says how long what it hands to its threads is, and whether V8 takes it; ends when it is told to. */
const PROGRAM = `const { Worker, getEnvironmentData } = require('node:worker_threads');
  console.log('begun');
  process.stdin.once('data', () => {
    new Worker('', { eval: true });
    const { code } = getEnvironmentData('worker-lens') ?? {};
    const script = code && new (require('node:vm').Script)(code.text, { cachedData: code.compiled });
    console.log(code?.compiled.length, script?.cachedDataRejected);
    process.stdin.destroy();
  });`;

for (const major of [18, 20, 26] as const) {
  describe(`agent: code of Node ${major}`, function () {
    this.timeout(120_000);
    const stage = useStage();
    let node: string;

    before(async () => {
      node = await nodeOf(major);
    });

    function observed(flags: string[] = []) {
      const file = path.join(stage.bench.folder, 'program.js');
      fs.writeFileSync(file, PROGRAM);
      return stage.bench.observed(file, [], { node, flags });
    }

    /** Where it stands for the programs of all hubs. */
    const home = () => path.dirname(stage.bench.directory);
    const kept = () => fs.readdirSync(home()).filter((name) => /^code-.*(?<!tmp)$/.test(name));

    /** Once a first process has left it. */
    async function keptFile(): Promise<string> {
      const program = observed();
      const watcher = fs.watch(home());
      await new Promise<void>((resolve) => {
        const look = () => void (kept().length > 0 && resolve());
        watcher.on('change', look);
        look();
      });
      watcher.close();
      program.say('end');
      await program.ended;
      return path.join(home(), kept()[0]!);
    }

    async function ran(flags: string[] = []): Promise<{ stdout: string; stderr: string }> {
      const program = observed(flags);
      program.say('end');
      const { code, signal, stdout, stderr } = await program.ended;
      assert.deepEqual([code, signal], [0, null]);
      return { stdout, stderr };
    }

    it('is what the next process runs', async () => {
      const file = await keptFile();
      const text = fs.statSync(path.join(agentFolder(), 'agent.cjs')).size;
      const { size } = fs.statSync(file);
      const { stdout } = await ran();
      const [, length] = /^begun\n(\d+) false\n$/.exec(stdout) ?? [];
      // Twice what V8 made, and the text with what makes a function of it.
      const rest = size - text - 2 * Number(length);
      assert.ok(rest > 0 && rest < 100, `${rest} bytes are left`);
      assert.deepEqual(kept(), [path.basename(file)]);
    });

    it('is left where it is damaged', async () => {
      const file = await keptFile();
      const whole = fs.readFileSync(file);
      const damaged = (at: number) => Buffer.from(whole).fill(whole[at]! ^ 0x10, at, at + 1);
      const places = [0, 100, 5000, whole.length / 5, whole.length / 2, whole.length - 1].map(Math.floor);
      const contents = [
        ...places.map(damaged),
        ...[0, 1, whole.length / 3, whole.length - 1].map((end) => whole.subarray(0, end)),
      ];
      for (const content of contents) {
        fs.writeFileSync(file, content);
        const { stdout, stderr } = await ran();
        assert.match(stdout, /^begun\n\d+ false\n$/);
        assert.equal(stderr, '');
      }
      fs.rmSync(file);
      fs.mkdirSync(file);
      assert.equal((await ran()).stderr, '');
      await stage.hub.until('each of them', () => stage.hub.all('hello').length === contents.length + 2);
    });

    it('is of no use under other flags, and under any none is kept', async () => {
      const { hub } = stage;
      const program = observed(['--no-opt']);
      await hub.until('hello', () => hub.connections[0]);
      // After the welcome, in whose turn it would be kept.
      hub.connections[0]!.send({ type: 'measure', id: 1, interval: 0 });
      await hub.until('reply', () => hub.all('reply')[0]);
      assert.deepEqual(kept(), []);
      program.say('end');
      await program.ended;
      const before = fs.readFileSync(await keptFile());
      assert.match((await ran(['--no-opt'])).stdout, /^begun\n\d+ false\n$/);
      assert.deepEqual(fs.readFileSync(path.join(home(), kept()[0]!)), before);
    });

    it('is kept anew where it is of another agent', async () => {
      const file = await keptFile();
      fs.truncateSync(file, fs.statSync(file).size - 1);
      const { ino } = fs.statSync(file);
      const watcher = fs.watch(home());
      const program = observed();
      await new Promise<void>((resolve) => {
        watcher.on('change', () => void (fs.statSync(file).ino !== ino && resolve()));
      });
      watcher.close();
      program.say('end');
      assert.equal((await program.ended).code, 0);
    });
  });
}
