// The stub outlives all else: whatever environment names it, and whatever is gone by then, programs start as ever.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { type Environment, VARIABLE } from '../../protocol/environment';
import { MISSED_FILE, Missed } from '../../protocol/missed';
import { RENDEZVOUS_FILE } from '../../protocol/rendezvous';
import { installStub, stubDirectories } from '../../viewer/launch';
import { agentFolder } from './support/bundle';
import type { FakeHub } from './support/fake-hub';
import { nodeOf, OLD_MAJORS, OTHER_MAJORS } from './support/nodes';
import { Bench, type Ended } from './support/observe';

const PROGRAM = 'stub-view.js';
/** No process has it: pids end far below. */
const NO_PID = 2 ** 30;

/** What may stand in the variable after months, or by a mistake. */
const MALFORMED = [
  '',
  ' ',
  '{',
  'null',
  '7',
  'true',
  '"text"',
  '[]',
  '{}',
  '{"directory":null,"agent":null}',
  '{"directory":{},"agent":[],"stub":7}',
  '{"directory":"","agent":""}',
  '{"directory":"/nowhere","agent":"/nowhere"}',
  '{"__proto__":{"directory":"/nowhere"}}',
  '\\"',
  `{"directory":"${'x'.repeat(50_000)}"}`,
];

interface Situation {
  name: string;
  /** Brings it about, and answers what differs in the variable. */
  arrange(bench: Bench): Promise<Partial<Environment>> | Partial<Environment>;
}

const SITUATIONS: Situation[] = [
  { name: 'its hub is gone', arrange: () => ({}) },
  { name: 'the rendezvous directory is gone', arrange: ({ folder }) => ({ directory: path.join(folder, 'gone') }) },
  { name: 'its hub died without a word', arrange: (bench) => publish(bench, NO_PID) },
  { name: 'the file of its hub is cut short', arrange: (bench) => write(bench, RENDEZVOUS_FILE, '{"address":') },
  {
    name: 'the extension was uninstalled',
    arrange: (bench) => ({ ...publish(bench, NO_PID), agent: '/gone/agent.cjs' }),
  },
  {
    name: 'the extension was updated',
    async arrange(bench) {
      await bench.hub();
      fs.copyFileSync(path.join(agentFolder(), 'agent.cjs'), path.join(bench.folder, 'agent.cjs'));
      return { agent: path.join(bench.folder, '0.1.0', 'agent.cjs') };
    },
  },
  { name: 'the agent is cut short', arrange: (bench) => withAgent(bench, '"use strict"; (() => {') },
  { name: 'the agent throws', arrange: (bench) => withAgent(bench, 'throw new Error("no")') },
  { name: 'the agent throws what is no error', arrange: (bench) => withAgent(bench, 'throw null') },
  {
    name: 'the agent is a folder',
    async arrange(bench) {
      await bench.hub();
      return { agent: bench.folder };
    },
  },
];

function write({ directory }: Bench, name: string, text: string): Partial<Environment> {
  fs.writeFileSync(path.join(directory, name), text);
  return {};
}

function publish(bench: Bench, pid: number): Partial<Environment> {
  const address = path.join(bench.directory, 'gone.sock');
  return write(bench, RENDEZVOUS_FILE, JSON.stringify({ protocol: 1, pid, address, token: 't' }));
}

async function withAgent(bench: Bench, code: string): Promise<Partial<Environment>> {
  await bench.hub();
  const agent = path.join(bench.folder, 'agent.cjs');
  fs.writeFileSync(agent, code);
  return { agent };
}

/** What stubs have left. */
function wordsIn({ directory }: Bench): Missed[] {
  const names = fs.readdirSync(directory).filter((name) => name.includes('missed'));
  for (const name of names) assert.match(name, MISSED_FILE);
  return names.map((name) => v.parse(Missed, JSON.parse(fs.readFileSync(path.join(directory, name), 'utf8'))));
}

for (const major of [...OLD_MAJORS, 20, ...OTHER_MAJORS] as const) {
  describe(`stub: Node ${major}`, function () {
    this.timeout(120_000);
    const isOld = major < 18;
    let bench: Bench;
    let node: string;
    let plain: Ended;

    before(async () => {
      node = await nodeOf(major);
    });
    beforeEach(async () => {
      bench = new Bench();
      plain = await bench.plain(PROGRAM, [], { node }).ended;
      assert.equal(plain.code, 3);
    });
    afterEach(() => bench.close());

    for (const { name, arrange } of SITUATIONS) {
      it(`is silent where ${name}`, async () => {
        const change = await arrange(bench);
        assert.deepEqual(await bench.observed(PROGRAM, [], { node, quiet: true }, change).ended, plain);
      });
    }

    it('is silent whatever stands in its variable', async () => {
      await bench.hub();
      const env = bench.environment();
      for (const text of MALFORMED) {
        const observed = await bench.plain(PROGRAM, [], { node, env: { ...env, [VARIABLE]: text } }).ended;
        assert.deepEqual(observed, plain, `with ${text.slice(0, 100)}`);
      }
      const { [VARIABLE]: _, ...without } = env;
      assert.deepEqual(await bench.plain(PROGRAM, [], { node, env: without }).ended, plain);
      assert.deepEqual(wordsIn(bench), []);
    });

    it(isOld ? 'says to a hub that lives which Node it is' : 'reports to the hub that its variable names', async () => {
      const hub = await bench.hub();
      const spawner = { process: 'parent', spawn: 7 };
      const observed = bench.observed(PROGRAM, [], { node }, { spawner });
      const { pid } = observed.child;
      assert.deepEqual(await observed.ended, plain);
      if (isOld) assertWord(hub, pid, spawner);
      else assert.deepEqual(await helloOf(hub), [pid, spawner]);
    });

    async function helloOf(hub: FakeHub): Promise<unknown[]> {
      const hello = await hub.until('hello', () => hub.all('hello')[0]);
      return [hello.pid, hello.spawner];
    }

    function assertWord(hub: FakeHub, pid: number | undefined, spawner: Missed['spawner']): void {
      const [word, ...others] = wordsIn(bench);
      assert.deepEqual([word?.pid, word?.run, word?.spawner, word?.node], [pid, 'run', spawner, word?.why.detail]);
      assert.equal(word?.why.reason, 'oldNode');
      assert.match(word?.node ?? '', new RegExp(`^v${major}\\.`));
      assert.match(word?.argv[1] ?? '', /stub-view\.js$/);
      assert.deepEqual([others, hub.connections], [[], []]);
    }

    if (!isOld) {
      it('says to a hub that lives that the agent is gone, or fails', async () => {
        const changes = [{ agent: '/gone/agent.cjs' }, await withAgent(bench, 'throw new Error("no")')];
        for (const change of changes) await bench.observed(PROGRAM, [], { node }, change).ended;
        assert.deepEqual(
          wordsIn(bench)
            .map(({ why }) => [why.reason, why.detail])
            .sort(),
          [
            ['agentFailed', 'no'],
            ['agentMissing', '/gone/agent.cjs'],
          ],
        );
      });
    }

    it('leaves nothing where no hub lives', async () => {
      publish(bench, NO_PID);
      await bench.observed(PROGRAM, [], { node }, { agent: '/gone/agent.cjs' }).ended;
      assert.deepEqual(wordsIn(bench), []);
    });
  });
}

describe('stub: its place', function () {
  this.timeout(60_000);
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench();
  });
  afterEach(() => bench.close());

  it('stays the same whatever version is installed there', () => {
    const folder = path.join(bench.folder, 'home');
    const installed = ['// one', '// two'].map((text) => {
      const source = path.join(bench.folder, 'stub.cjs');
      fs.writeFileSync(source, text);
      return [installStub(source, [folder]), fs.readFileSync(path.join(folder, 'stub.cjs'), 'utf8')];
    });
    const place = path.join(folder, 'stub.cjs');
    assert.deepEqual(installed, [
      [place, '// one'],
      [place, '// two'],
    ]);
    assert.deepEqual(fs.readdirSync(folder), ['stub.cjs']);
  });

  it('of root stands where those can read it who its programs go on as, if that can be', () => {
    const home = { HOME: '/root' };
    const own = '/root/.local/share/worker-lens';
    assert.deepEqual(stubDirectories(home, 0), ['/var/lib/worker-lens', own]);
    assert.deepEqual(stubDirectories(home, 1000), [own]);
    assert.deepEqual(stubDirectories({ ...home, XDG_DATA_HOME: '/data' }, 0), ['/data/worker-lens']);
    const source = path.join(bench.folder, 'stub.cjs');
    fs.writeFileSync(source, '// one');
    const folder = path.join(bench.folder, 'home');
    assert.equal(installStub(source, [path.join(source, 'no folder'), folder]), path.join(folder, 'stub.cjs'));
    assert.throws(() => installStub(source, [path.join(source, 'no folder')]), /ENOTDIR/);
    // A folder that others must not reach into stays so.
    const closed = path.join(bench.folder, 'closed');
    fs.mkdirSync(closed, { mode: 0o700 });
    installStub(source, [closed]);
    assert.equal(fs.statSync(closed).mode & 0o777, 0o700);
  });

  for (const major of [20, 22, 24, 26] as const) {
    it(`is none of the files whose coverage Node ${major} tells`, async () => {
      const node = await nodeOf(major);
      const limit = major >= 22 ? ['--test-coverage-lines=90'] : [];
      const flags = ['--test', '--experimental-test-coverage', '--test-reporter=tap', ...limit];
      const of = async (kind: 'plain' | 'observed') => {
        const { stdout, ...rest } = await bench[kind]('covered/sum.test.js', [], { node, flags }).ended;
        return { ...rest, stdout: stdout.replace(/duration_ms:? [\d.]+/g, 'duration_ms') };
      };
      const plain = await of('plain');
      assert.match(plain.stdout, /all files *\| 100.00/);
      assert.deepEqual(await of('observed'), plain);
    });
  }

  it('must never be empty: Node does not start without a file that it is to preload', async () => {
    const env = { NODE_OPTIONS: `--require ${path.join(bench.folder, 'gone.cjs')}` };
    const { code, stderr } = await bench.plain(PROGRAM, [], { env }).ended;
    assert.equal(code, 1);
    assert.match(stderr, /Cannot find module/);
  });
});
