// Each trace of docs/traces.md is there, and is no more than is said there.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { MATRIX_MAJORS, nodeOf } from './support/nodes';
import { FIXTURES, type RunOptions } from './support/observe';
import { useStage, withoutOurFrames } from './support/suite';

for (const major of MATRIX_MAJORS) {
  describe(`traces: Node ${major}`, function () {
    this.timeout(120_000);
    const stage = useStage();
    let node: string;

    before(async () => {
      node = await nodeOf(major);
    });

    /** What a program prints, plain and observed. */
    async function both(program: string, args: string[] = [], options: RunOptions = {}) {
      const { bench, hub } = stage;
      const plain = await bench.plain(`traces/${program}`, args, { ...options, node }).ended;
      const observed = await bench.observed(`traces/${program}`, args, { ...options, node }).ended;
      await hub.drained();
      assert.equal(observed.code, plain.code);
      return { plain, observed };
    }

    /** The same, of a program that prints JSON and nothing else. */
    async function told<T>(program: string, args: string[] = []): Promise<{ plain: T; observed: T }> {
      const { plain, observed } = await both(program, args);
      assert.equal(observed.stderr, plain.stderr);
      return { plain: JSON.parse(plain.stdout), observed: JSON.parse(observed.stdout) };
    }

    it('the environment, as the system and children that are not Node see it', async () => {
      type Names = Record<'own' | 'system' | 'child', string[]>;
      const { plain, observed } = await told<Names>('environ.js');
      const withOurs = (names: string[]) => [...names, 'NODE_OPTIONS', 'WORKER_LENS'].sort();
      assert.deepEqual(observed, {
        own: plain.own,
        system: withOurs(plain.system),
        child: withOurs(plain.child),
      });
    });

    it('modules that are loaded', async () => {
      const { plain, observed } = await told<string[]>('loaded.js');
      const needed = path.join(FIXTURES, 'traces/needed.js');
      const flags = ['--require', needed];
      const preloaded: string[] = JSON.parse(
        (await stage.bench.plain('traces/loaded.js', [], { node, flags }).ended).stdout,
      );
      assert.deepEqual(observed, preloaded);
      assert.deepEqual(without(['net', 'child_process', 'worker_threads'], without(observed, plain)), []);
    });

    it('wrapped functions, and own keys, in a process and in a thread', async () => {
      for (const place of ['main', 'thread']) {
        type Found = Record<'text' | 'keys' | 'enumerable', Record<string, unknown>>;
        const { plain, observed } = await told<Found>('wrapped.js', [place]);
        assert.deepEqual(changed(plain.enumerable, observed.enumerable), []);
        assert.deepEqual(
          changed(plain.text, observed.text).filter((name) => !WRAPPED.test(name)),
          [],
        );
        assert.deepEqual(
          changed(plain.keys, observed.keys).filter((name) => !HOME.test(name)),
          [],
        );
      }
    });

    it('two proxies: `Worker` and `MessageChannel`', async () => {
      const { plain, observed } = await told<{ proxies: string[] }>('wrapped.js');
      const ours = without(observed.proxies, plain.proxies);
      assert.deepEqual(ours, ['worker_threads.MessageChannel', 'worker_threads.Worker']);
    });

    it('one descriptor more', async () => {
      type Look = { open: number; next: number; active: string[]; handles: number };
      const { plain, observed } = await told<Record<'first' | 'later', Look>>('descriptors.js');
      const one = (look: Look) => ({ ...look, open: look.open + 1, next: look.next + 1 });
      assert.deepEqual(observed.later, one(plain.later));
      const first = observed.first.active.filter((name) => name !== 'ConnectWrap');
      assert.deepEqual({ ...observed.first, active: first }, one(plain.first));
    });

    it('frames in stacks, one for each hook', async () => {
      const { plain, observed } = await told<Record<string, string[]>>('frames.js');
      for (const name in plain) {
        const ours = observed[name]!.filter((line) => line.includes('worker-lens'));
        assert.ok(ours.length <= 1, `${name}: ${ours.join()}`);
        const theirs = withoutOurFrames(observed[name]!.join('\n').concat('\n'));
        assert.equal(asEmitters(theirs), asEmitters(plain[name]!.join('\n').concat('\n')));
      }
    });

    it('the announcement of an inspector, where a parent or launcher silences it', async () => {
      const { plain, observed } = await both('own-inspector.js');
      assert.equal(blurPorts(observed.stderr), blurPorts(plain.stderr));
      const quiet = await both('own-inspector.js', [], { quiet: true });
      assert.match(quiet.plain.stderr, /Debugger listening on/);
      assert.equal(quiet.observed.stderr, '');
    });

    it('`process.debugPort`, once a debugger was attached', async () => {
      const { bench, hub } = stage;
      const program = bench.observed('traces/debug-port.js', [], { node, quiet: true });
      await program.printed('before 9229');
      const connection = await hub.until('hello', () => hub.connections[0]);
      connection.send({ type: 'openInspector', id: 1 });
      const { url } = await hub.until('the reply', () => hub.all('reply')[0]);
      program.say('');
      const { stdout, stderr } = await program.ended;
      assert.equal(stdout.split('\n')[1], `after ${new URL(url!).port}`);
      assert.equal(stderr, '');
    });

    it('asynchronous resources: timers of ours, and numbers that are further on', async () => {
      const { plain, observed } = await told<{ first: number; types: Record<string, number> }>('async-ids.js');
      assert.ok(observed.first > plain.first);
      const { Timeout: theirs, ...others } = plain.types;
      const { Timeout: all, ...rest } = observed.types;
      assert.deepEqual(rest, others);
      assert.ok(all! >= theirs!);
    });

    it('warnings of our writes under --trace-sync-io', async () => {
      const { plain, observed } = await both('sync-io.js', [], { flags: ['--trace-sync-io'] });
      assert.equal(observed.stdout, plain.stdout);
      const warnings = observed.stderr.split(/^(?=\(node:)/m).filter((text) => !/worker-lens|agent\.cjs/.test(text));
      assert.equal(warnings.join('').trim(), plain.stderr.trim());
    });

    it('what Node calls for an agent that lost its hub', async () => {
      const { bench, hub } = stage;
      const run = async (kind: 'plain' | 'observed') => {
        const program = bench[kind]('traps/mocked.js', ['deep'], { node });
        await program.printed('holding');
        if (kind === 'observed') await hub.stop();
        program.say('');
        return (await program.ended).stderr.split('\n');
      };
      const plain = await run('plain');
      const calls = without(await run('observed'), plain).map((line) => line.split(' ')[0]!);
      assert.deepEqual(without(calls, CALLED_BY_NODE), []);
    });

    it('a package.json that Node reads for any preload', async () => {
      const { bench } = stage;
      fs.writeFileSync(path.join(bench.folder, 'package.json'), '{');
      assert.deepEqual(await bench.plain('traces/runs.cjs', [], { node }).ended, {
        ...{ code: 0, signal: null, stdout: 'ran\n', stderr: '' },
      });
      const preloaded = await bench.plain('traces/runs.cjs', [], { node, flags: ['--require', __filename] }).ended;
      const observed = await bench.observed('traces/runs.cjs', [], { node }).ended;
      assert.equal(preloaded.code, observed.code);
      if (observed.code !== 0) assert.match(observed.stderr, /package\.json|package config/);
    });

    it('SIGPIPE, of a hub that dies while the program is busy', async () => {
      const { bench, hub } = stage;
      const run = async (kind: 'plain' | 'observed') => {
        const gone = path.join(bench.folder, `${kind} hub gone`);
        const program = bench[kind]('traces/sigpipe.js', [gone], { node });
        await program.printed('begun');
        if (kind === 'observed') await hub.until('hello', () => hub.connections[0]);
        program.say('');
        await program.printed('busy');
        if (kind === 'observed') await hub.stop();
        fs.writeFileSync(gone, '');
        await program.printed(kind === 'observed' ? 'SIGPIPE' : 'told');
        program.say('');
        return (await program.ended).stdout.split('\n').sort();
      };
      const plain = await run('plain');
      assert.deepEqual(without(await run('observed'), plain), ['SIGPIPE']);
    });

    if (major >= 24) {
      it('none in what a process becomes by execve', async () => {
        const { plain, observed } = await both('execve.js');
        assert.deepEqual([observed.stdout, observed.stderr.length], [plain.stdout, plain.stderr.length]);
        assert.equal(stage.hub.connections.length, 1);
      });
    }

    it('one file that the module loader found', async () => {
      const { plain, observed } = await told<string[]>('path-cache.js');
      const more = without(observed, plain).map((file) => path.basename(file));
      assert.deepEqual(more, ['stub.cjs']);
    });

    if (major >= 20) {
      it('NODE_OPTIONS in an --env-file, which Node takes where the environment has none', async () => {
        const file = path.join(stage.bench.folder, 'env');
        fs.writeFileSync(file, 'NODE_OPTIONS=--stack-trace-limit=33\n');
        const { plain, observed } = await both('env-file.js', [], { flags: [`--env-file=${file}`] });
        assert.deepEqual([plain.stdout, observed.stdout], ['33\n', '10\n']);
      });
    }
  });
}

/** What reading the file that names the hub, and losing a socket, come down to. */
const CALLED_BY_NODE = [
  'Buffer.allocUnsafe',
  'fs.closeSync',
  'fs.openSync',
  'fs.readSync',
  'process.nextTick',
  'util.getSystemErrorName',
];
/** Functions that the agent stands before: `emit` where an object below has one of ours, and those that it watches. */
const WRAPPED =
  /\.(emit|kill|abort|send|spawn|spawnSync|execSync|execFileSync|Worker|postMessage|terminate|receiveMessageOnPort|MessageChannel|constructor|chdir)$/;
/** Objects that have keys of ours. */
const HOME =
  /^(process|process\.__proto__|child_process\.ChildProcess\.prototype|worker_threads\.(Worker|MessagePort|BroadcastChannel)\.prototype|cluster)$/;

/** The names under which both know something, and not the same. */
function changed(plain: Record<string, unknown>, observed: Record<string, unknown>): string[] {
  const both = Object.keys(plain).filter((name) => name in observed);
  return both.filter((name) => JSON.stringify(plain[name]) !== JSON.stringify(observed[name]));
}

/** V8 names a receiver by the function under `constructor`, and takes no proxy for one. */
function asEmitters(stack: string): string {
  return stack.replace(/ at Worker\./g, ' at EventEmitter.');
}

function without(all: string[], those: string[]): string[] {
  return all.filter((each) => !those.includes(each));
}

function blurPorts(text: string): string {
  return text.replace(/ws:\/\/\S+/g, 'ws://');
}
