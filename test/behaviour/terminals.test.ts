// Terminals whose variables VS Code lays over whatever stands there: programs in them see what they would see without.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { requireOption, TERMINAL_VARIABLE, VARIABLE } from '../../protocol/injection';
import { shellVariable } from '../../viewer/launch';
import { agentFolder } from './support/bundle';
import { nodeOf, OLD_MAJORS } from './support/nodes';
import { Bench } from './support/observe';

const PROGRAM = 'terminal-view.js';
type Variables = Record<string, string>;

/** What may stand in a terminal beside it: nothing, the person's own options, those of another extension. */
const OTHERS: Record<string, Variables> = {
  'nothing else': {},
  'other options': { NODE_OPTIONS: '--max-old-space-size=512' },
  'what another extension put there': { NODE_OPTIONS: '--no-warnings ' },
};

for (const major of [...OLD_MAJORS, 18, 20, 26] as const) {
  describe(`terminals: Node ${major}`, function () {
    this.timeout(60_000);
    let bench: Bench;
    let node: string;

    before(async () => {
      node = await nodeOf(major);
    });
    beforeEach(() => {
      bench = new Bench();
    });
    afterEach(() => bench.close());

    /** As `environmentVariableCollection` does it; see extension/debug/observed-terminals.ts. */
    function laidOver(env: Variables): Variables {
      const parts = { agent: path.join(agentFolder(), 'agent.cjs'), stub: stub(), directory: bench.directory };
      const NODE_OPTIONS = `${requireOption(stub())} ${env.NODE_OPTIONS ?? ''}`;
      return { ...env, NODE_OPTIONS, [TERMINAL_VARIABLE]: shellVariable(parts) };
    }

    const stub = () => path.join(agentFolder(), 'stub.cjs');

    for (const [what, env] of Object.entries(OTHERS)) {
      it(`change nothing where no hub is, with ${what}`, async () => {
        const plain = await bench.plain(PROGRAM, [], { node, env }).ended;
        assert.equal(plain.code, 0);
        assert.deepEqual(await bench.plain(PROGRAM, [], { node, env: laidOver(env) }).ended, plain);
      });

      if (major < 18) continue;
      it(`are observed, each program a run of its own, with ${what}`, async () => {
        const hub = await bench.hub();
        const plain = await bench.plain(PROGRAM, [], { node, env }).ended;
        const observed = bench.plain(PROGRAM, [], { node, env: laidOver(env) });
        assert.deepEqual(await observed.ended, plain);
        const hello = await hub.until('hello', () => hub.all('hello')[0]);
        assert.deepEqual([hello.pid, hello.run, hello.spawner], [observed.child.pid, null, null]);
      });

      it(`leave a program’s own run to it, with ${what}`, async () => {
        const hub = await bench.hub();
        const plain = await bench.plain(PROGRAM, [], { node, env }).ended;
        const own = bench.environment({ env, quiet: true }) as Variables;
        const launched = { NODE_OPTIONS: own.NODE_OPTIONS ?? '', [VARIABLE]: own[VARIABLE] ?? '' };
        assert.deepEqual(await bench.plain(PROGRAM, [], { node, env: laidOver(launched) }).ended, plain);
        assert.equal((await hub.until('hello', () => hub.all('hello')[0])).run, 'run');
        assert.equal(hub.all('hello').length, 1);
      });
    }

    it('are silent with a variable that means nothing', async () => {
      const plain = await bench.plain(PROGRAM, [], { node }).ended;
      for (const text of ['{', 'null', '{}']) {
        const env = { NODE_OPTIONS: requireOption(stub()), [TERMINAL_VARIABLE]: text };
        const { code, stderr } = await bench.plain(PROGRAM, [], { node, env }).ended;
        assert.deepEqual({ code, stderr }, { code: 0, stderr: plain.stderr });
      }
    });
  });
}
