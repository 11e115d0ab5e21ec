// What workers, children and threads are told to have been made with: what Node got, read without running the program's code.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ThreadSettings } from '../../protocol/agent';
import { NOT_GIVEN } from '../unit/support/states';
import { nodeOf } from './support/nodes';
import { sameAsPlain, useStage } from './support/suite';

/** Options made of getters, which may be called as often as in a plain run. */
const COUNTED = `
let looks = 0;
const counted = (values) => {
  const options = {};
  for (const [key, value] of Object.entries(values)) {
    Object.defineProperty(options, key, { enumerable: true, get() { looks++; return value; } });
  }
  return options;
};
`;

for (const major of [18, 20, 26] as const) {
  describe(`settings: Node ${major}`, function () {
    this.timeout(60_000);
    const stage = useStage();
    let node: string;

    before(async () => {
      node = major === 20 ? process.execPath : await nodeOf(major);
    });
    beforeEach(() => write('nothing.js', 'process.exit()'));

    const folder = () => fs.realpathSync(stage.bench.folder);

    function write(name: string, text: string): string {
      const file = path.join(folder(), name);
      fs.writeFileSync(file, text);
      return file;
    }

    async function run(code: string, env: Record<string, string> = {}): Promise<void> {
      await sameAsPlain(stage, write('main.js', code), [], { node, cwd: folder(), env });
    }

    it('each worker’s own, where they change between two forks', async () => {
      await run(
        `const cluster = require('node:cluster');
        cluster.setupPrimary({ exec: 'nothing.js', args: ['a', 7], inspectPort: 0 });
        cluster.fork();
        cluster.setupPrimary({ args: [], silent: true, execArgv: ['--no-warnings'], cwd: ${JSON.stringify(folder())} });
        cluster.fork();
        cluster.setupPrimary({ serialization: 'advanced', windowsHide: true, inspectPort: () => { throw new Error('called'); } });
        cluster.fork();
        cluster.setupPrimary({ stdio: ['ignore', 1, process.stderr, 'ipc', null, 'pipe'] });
        cluster.fork();
        cluster.setupPrimary({ args: [{ toString() { console.log('asked'); return 'x'; } }] });
        setTimeout(() => cluster.setupPrimary({ exec: 'later.js' }), 0);`,
      );
      const { hub } = stage;
      const forks = hub.all('fork');
      assert.deepEqual(
        forks.map(({ worker }) => worker),
        [1, 2, 3, 4],
      );
      const common = { ...NOT_GIVEN, exec: 'nothing.js', execArgv: [], silent: false };
      const second = { ...common, args: [], silent: true, execArgv: ['--no-warnings'], cwd: folder() };
      const third = { ...second, serialization: 'advanced', windowsHide: true, inspectPort: 'function' as const };
      assert.deepEqual(
        forks.map(({ settings }) => settings),
        [
          { ...common, args: ['a', '7'], inspectPort: 0 },
          { ...second, inspectPort: 0 },
          third,
          { ...third, stdio: ['ignore', 'fd 1', 'stream', 'ipc', 'ignore', 'pipe'] },
        ],
      );
      // What Node made of it, beside.
      const spawns = hub.all('spawn').map(({ settings }) => settings);
      assert.deepEqual(spawns[1]!.stdio, ['pipe', 'pipe', 'pipe', 'ipc']);
      assert.equal(spawns[2]!.serialization, 'advanced');
    });

    it('the scheduling policy that a cluster began with', async () => {
      const fork = `cluster.setupPrimary({ exec: 'nothing.js' }); cluster.fork();`;
      await run(`const cluster = require('node:cluster'); ${fork}`);
      await run(`const cluster = require('node:cluster'); ${fork}`, { NODE_CLUSTER_SCHED_POLICY: 'none' });
      await run(
        `const cluster = require('node:cluster'); cluster.schedulingPolicy = cluster.SCHED_NONE; ${fork}
        cluster.schedulingPolicy = cluster.SCHED_RR; cluster.setupPrimary({ exec: 'other.js' });`,
      );
      const told = stage.hub.all('setup').map(({ exec, policy }) => `${exec} ${policy}`);
      assert.deepEqual(told, ['nothing.js rr', 'nothing.js none', 'nothing.js none', 'other.js none']);
    });

    it('each child’s, asynchronous and not', async () => {
      await run(
        `const { fork, spawn, spawnSync, execFileSync } = require('node:child_process');
        ${COUNTED}
        const cwd = require('node:url').pathToFileURL(${JSON.stringify(`${folder()}/`)});
        const uid = process.getuid();
        const start = [
          () => spawn(process.execPath, ['nothing.js']),
          () => spawn(process.execPath, ['nothing.js'], { cwd, uid, gid: process.getgid(), detached: true, stdio: 'ignore' }),
          () => fork('nothing.js', { silent: true, serialization: 'advanced', execArgv: ['--no-warnings'] }),
          () => spawn(process.execPath, ['nothing.js'], counted({ cwd: '.', detached: true })),
          () => spawnSync(process.execPath, ['nothing.js'], { cwd: '.', stdio: ['ignore', 'pipe', 2] }),
          () => execFileSync(process.execPath, ['nothing.js'], counted({ cwd: '.', stdio: 'pipe' })),
        ];
        for (const each of start) each();
        console.log(looks);`,
      );
      const own = { uid: process.getuid?.() ?? null, gid: process.getgid?.() ?? null };
      const plain = { detached: false, windowsHide: false };
      const settings = stage.hub.all('spawn').map((spawn) => spawn.settings);
      assert.deepEqual(settings, [
        { ...NOT_GIVEN, ...plain },
        { ...NOT_GIVEN, ...plain, ...own, cwd: `${folder()}/`, detached: true, stdio: ['ignore'] },
        {
          ...NOT_GIVEN,
          ...plain,
          silent: true,
          serialization: 'advanced',
          execArgv: ['--no-warnings'],
          stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
        },
        { ...NOT_GIVEN, ...plain, cwd: '.', detached: true },
        { ...NOT_GIVEN, cwd: '.', stdio: ['ignore', 'pipe', 'fd 2'] },
        // Given by getters, which only Node may call.
        NOT_GIVEN,
      ]);
    });

    it('each thread’s', async () => {
      await run(
        `const { Worker, SHARE_ENV } = require('node:worker_threads');
        ${COUNTED}
        const make = (options) => new Worker('', { eval: true, ...options });
        new Worker('./nothing.js');
        make({ env: SHARE_ENV, argv: ['a', 1n, { toString() { return 'b'; } }], execArgv: ['--no-warnings'] });
        make({ env: { A: '1' }, stdin: true, stdout: true, stderr: false });
        make({ resourceLimits: { maxOldGenerationSizeMb: 64, stackSizeMb: 4, other: 1 } });
        new Worker('', counted({ eval: true, stdout: true, env: { A: '1' } }));
        console.log(looks);`,
      );
      const usual: ThreadSettings = {
        execArgv: null,
        argv: null,
        env: 'inherited',
        resourceLimits: null,
        stdin: null,
        stdout: null,
        stderr: null,
      };
      const limits = {
        maxYoungGenerationSizeMb: null,
        maxOldGenerationSizeMb: 64,
        codeRangeSizeMb: null,
        stackSizeMb: 4,
      };
      assert.deepEqual(
        stage.hub.all('threadCreate').map(({ options }) => options),
        [
          null,
          { ...usual, env: 'shared', argv: ['a', '1', '[object]'], execArgv: ['--no-warnings'] },
          { ...usual, env: 'own', stdin: true, stdout: true, stderr: false },
          { ...usual, resourceLimits: limits },
          usual,
        ],
      );
    });
  });
}
