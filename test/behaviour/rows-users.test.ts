// Workers and children that run as somebody else, who may not read what they are to preload.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { installStub, launchEnvironment } from '../../viewer/launch';
import { agentFolder } from './support/bundle';
import { nodeOf } from './support/nodes';
import { FIXTURES, Program } from './support/observe';
import { endOf, replay } from './support/replay';
import { sameAsPlain, useStage } from './support/suite';

const NOBODY = 65534;

/** Only root may become somebody else. */
const isRoot = process.getuid?.() === 0;

for (const major of [18, 20, 26] as const) {
  (isRoot ? describe : describe.skip)(`children of another user, Node ${major}`, function () {
    this.timeout(120_000);
    const stage = useStage();
    let folder: string;

    /** What everybody may read: the program, and a Node to run it. */
    before(async () => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everybody '));
      fs.cpSync(path.join(FIXTURES, 'rows'), path.join(folder, 'rows'), { recursive: true });
      fs.copyFileSync(await nodeOf(major), path.join(folder, 'node'));
      fs.chmodSync(folder, 0o755);
    });

    after(() => fs.rmSync(folder, { recursive: true, force: true }));

    it('start as without the lens, and their parent tells their life', async () => {
      const node = path.join(folder, 'node');
      const program = path.join(folder, 'rows/cluster-user.js');
      const { stdout } = await sameAsPlain(stage, program, [], { node });
      assert.equal(stdout.split(`user: ${NOBODY}`).length - 1, 3);
      const { processes, threads } = replay(stage.hub);
      assert.deepEqual(threads.map(endOf), Array(5).fill('exited 0'));
      const own = processes.filter(({ settings }) => settings?.uid !== NOBODY && settings !== null);
      const others = processes.filter(({ settings }) => settings?.uid === NOBODY);
      assert.deepEqual([own.length, others.length], [5, 3]);
      // Those that came after their parent had given its own user up are not reached either.
      assert.deepEqual(
        own.map(({ node }) => node !== null),
        [true, true, false, false, false],
      );
      assert.ok(others.every(({ node }) => node === null));
      for (const each of [...own, ...others]) assert.equal(each.end!.code, 0);
    });

    it('start as ever where something that is not Node makes them another user', async () => {
      const mask = process.umask(0o077);
      const stub = installStub(path.join(agentFolder(), 'stub.cjs'), [path.join(folder, 'data')]);
      process.umask(mask);
      const { directory } = stage.bench;
      const told = { agent: path.join(agentFolder(), 'agent.cjs'), stub, directory, run: 'run' };
      const words = [`--reuid=${NOBODY}`, '--clear-groups', path.join(folder, 'node'), '-p', 'process.getuid()'];
      const env = { ...process.env, ...launchEnvironment(told, words, {}) };
      const program = stage.bench.keep(new Program(spawn('setpriv', words, { cwd: folder, env, stdio: 'pipe' })));
      assert.deepEqual(await program.ended, { code: 0, signal: null, stdout: `${NOBODY}\n`, stderr: '' });
      assert.equal(stage.hub.connections.length, 0);
    });
  });
}
