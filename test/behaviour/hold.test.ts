// What a viewer holds waits before its first line for a debugger, and for nothing else; it then runs as it would have.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Clock, hostClock } from '../../hub/clock';
import type { ProcessState, TargetMatch, ThreadState } from '../../protocol/viewer';
import { HubConnection } from '../../viewer/hub-connection';
import { Debugger } from '../unit/hub/cdp-target';
import type { TestViewer } from '../unit/hub/support';
import { hubFile } from './support/bundle';
import { MATRIX_MAJORS, nodeOf } from './support/nodes';
import { Bench, type Ended, FIXTURES, type Program, type RunOptions } from './support/observe';
import { RealHub, useRealStage } from './support/real-hub';

type Held = ProcessState | ThreadState;

const ANYTHING: TargetMatch = {
  kinds: ['primary', 'worker', 'child', 'thread'],
  maker: null,
  worker: null,
  slot: null,
  script: null,
  name: null,
};
const MAIN = 'held/main.js';
const LINE = 'held/line.js';

const TSX = pathToFileURL(require.resolve('tsx')).href;

/** The command asks before its first line. */
const ASK = { ask: true };
/** The host's clock, but that 10 s are 2. */
const IMPATIENT: Clock = { ...hostClock, after: (ms, action) => hostClock.after(ms === 10_000 ? 2000 : ms, action) };
/** A debugger's own words on the program's stderr, the one trace of it. */
const DEBUGGER_WORDS = /^(Debugger attached|Waiting for the debugger to disconnect)\.*\n/gm;

/** @returns the hold's id */
async function hold(
  viewer: TestViewer,
  match: Partial<TargetMatch>,
  options: { once?: boolean; pause?: boolean } = {},
) {
  const { once = false, pause = false } = options;
  const reply = await viewer.request({ type: 'hold', run: 'run', match: { ...ANYTHING, ...match }, once, pause });
  assert.equal(reply.error, undefined);
  return reply.hold!;
}

/** Everything that waits. */
function waiting({ processes, threads }: TestViewer): Held[] {
  return [...processes.values(), ...threads.values()].filter(({ inspector }) => inspector.held !== null);
}

function held(viewer: TestViewer, which: (held: Held) => boolean = () => true): Promise<Held> {
  return viewer.until(() => waiting(viewer).find(which));
}

/** A debugger at a target, with its domains enabled; by default of a person who stops at caught exceptions too. */
async function attach(viewer: TestViewer, { id }: Held, exceptions = 'all'): Promise<Debugger> {
  const { url, error } = await viewer.request({ type: 'openTarget', target: id });
  assert.equal(error, undefined);
  const client = await Debugger.connect(url!);
  for (const method of ['Runtime.enable', 'Debugger.enable']) await client.call(method);
  await client.call('Debugger.setPauseOnExceptions', { state: exceptions });
  return client;
}

interface Stop {
  url: string;
  line: number;
  hit: string[];
}

/** Lets a held target go, and waits until it stops in the program. */
async function begin(client: Debugger): Promise<Stop> {
  await client.call('Runtime.runIfWaitingForDebugger');
  await client.event('Debugger.paused');
  const stops = client.events.filter(({ method }) => method === 'Debugger.paused');
  assert.equal(stops.length, 1, 'nothing stopped before the program');
  const { callFrames, hitBreakpoints } = stops[0]!.params as {
    callFrames: { location: { scriptId: string; lineNumber: number } }[];
    hitBreakpoints: string[];
  };
  const { scriptId, lineNumber } = callFrames[0]!.location;
  const script = client.events.find(({ method, params }) => isParsed(method) && params.scriptId === scriptId);
  return { url: String(script?.params.url), line: lineNumber, hit: hitBreakpoints };
}

function isParsed(method: string): boolean {
  return method === 'Debugger.scriptParsed';
}

async function leave(client: Debugger): Promise<void> {
  await client.call('Debugger.setPauseOnExceptions', { state: 'none' });
  await client.call('Debugger.resume');
  await client.close();
}

/** Attaches, sets a breakpoint on line 1, sees it hit, and leaves. */
async function stopOnLineOne(viewer: TestViewer, target: Held, file: string): Promise<void> {
  const client = await attach(viewer, target);
  const breakpoint = { urlRegex: `${file.replaceAll('.', '\\.')}$`, lineNumber: 0 };
  const { result } = await client.call('Debugger.setBreakpointByUrl', breakpoint);
  const { url, line, hit } = await begin(client);
  assert.ok(url.endsWith(file), url);
  assert.deepEqual([line, hit], [0, [(result as { breakpointId: string }).breakpointId]]);
  await viewer.until(() => waiting(viewer).every(({ id }) => id !== target.id));
  await leave(client);
}

/** Lets everything that waits go as soon as it does. */
function passAll(viewer: TestViewer, seen: Held[]): void {
  void viewer.until(() => {
    for (const target of waiting(viewer)) {
      if (seen.some(({ id }) => id === target.id)) continue;
      seen.push(target);
      void viewer.request({ type: 'closeTarget', target: target.id });
    }
    return false;
  });
}

/** Without the debugger's words, and without an order among threads, which there is none of. */
function compared(ended: Ended) {
  return { ...ended, stdout: ended.stdout.split('\n').sort(), stderr: ended.stderr.replace(DEBUGGER_WORDS, '') };
}

async function assertAsPlain(bench: Bench, program: Program, file: string, args: string[], options: RunOptions = {}) {
  const plain = await bench.plain(file, args, options).ended;
  assert.deepEqual(compared(await program.ended), compared(plain));
  assert.deepEqual(leases(bench), []);
}

function leases({ directory }: Bench): string[] {
  return fs.readdirSync(directory).filter((name) => name.startsWith('hold-'));
}

const PLACES = {
  'the root': { file: LINE, args: ['root'], match: { kinds: ['primary'] } },
  'a worker': { file: MAIN, args: ['workers', '1'], match: { kinds: ['worker'] } },
  'a child': { file: MAIN, args: ['child'], match: { kinds: ['child'] } },
  'a child whose parent waits for it': { file: MAIN, args: ['sync'], match: { kinds: ['child'] } },
  'a thread': { file: MAIN, args: ['threads', 'a'], match: { kinds: ['thread'] } },
  'a thread of a thread': { file: MAIN, args: ['nested'], match: { name: 'inner' } },
} satisfies Record<string, { file: string; args: string[]; match: Partial<TargetMatch> }>;

/** What `main.js` does, what is to be held of it, and the names or worker ids of what is. */
const CONDITIONS: [string[], Partial<TargetMatch>, (string | number)[]][] = [
  [['threads', 'a,b'], { name: 'b' }, ['b']],
  [['threads', 'a,b'], { name: '*' }, ['a', 'b']],
  [['threads', 'a'], { maker: 'p9999' }, []],
  [['nested'], { script: 'line.*' }, ['inner']],
  [['nested'], { script: '**/held/nest.js' }, ['outer']],
  [['workers', '2'], { worker: 2 }, [2]],
  // One after the other sits in the same slot.
  [['workers', '2'], { slot: 1 }, [1, 2]],
  [['workers', '1'], { slot: 2 }, []],
  [['workers', '1'], { kinds: ['thread', 'child'] }, []],
];

for (const major of MATRIX_MAJORS) {
  describe(`hold: Node ${major}`, function () {
    this.timeout(120_000);
    const stage = useRealStage();
    let node: string;
    before(async () => {
      node = await nodeOf(major);
    });

    const start = (file: string, args: string[], options: RunOptions = {}) =>
      stage.bench.observed(file, args, { node, quiet: true, ...options }, ASK);

    for (const [what, { file, args, match }] of Object.entries(PLACES)) {
      it(`holds ${what} until breakpoints are set, and the one on line 1 is hit`, async () => {
        const { bench, hub } = stage;
        const id = await hold(hub.viewer, match);
        const program = start(file, args);
        const target = await held(hub.viewer);
        assert.deepEqual([target.inspector.held, target.inspector.state], [id, 'lens']);
        assert.doesNotMatch(program.stdout, /line 1/);
        await stopOnLineOne(hub.viewer, target, 'line.js');
        await assertAsPlain(bench, program, file, args, { node });
      });
    }

    for (const [what, { file, args, url, flags }] of Object.entries(beginnings(major))) {
      it(`stops at the first line of ${what}`, async () => {
        const { bench, hub } = stage;
        const isThread = file === MAIN;
        await hold(hub.viewer, { kinds: [isThread ? 'thread' : 'primary'] }, { pause: true });
        const options = { flags: flags ?? [] };
        const program = start(file, args, options);
        // What brings TypeScript throws and catches much of its own.
        const client = await attach(hub.viewer, await held(hub.viewer), 'none');
        const stop = await begin(client);
        assert.match(stop.url, url);
        // A breakpoint of the lens is none of the debugger's.
        assert.deepEqual([stop.line, stop.hit], [0, []]);
        assert.doesNotMatch(program.stdout, /line 1/);
        await leave(client);
        await assertAsPlain(bench, program, file, args, { node, ...options });
      });
    }

    for (const [args, match, expected] of CONDITIONS) {
      it(`holds of ${args.join(' ')} what matches ${JSON.stringify(match)}`, async () => {
        const { bench, hub } = stage;
        const seen: Held[] = [];
        passAll(hub.viewer, seen);
        await hold(hub.viewer, match);
        await assertAsPlain(bench, start(MAIN, args), MAIN, args, { node });
        const names = seen.map((each) => ('worker' in each ? each.worker!.id : each.name));
        assert.deepEqual(names.sort(), expected);
      });
    }

    it('holds two at the same time, or the first alone where it is for one', async () => {
      const { bench, hub } = stage;
      const { viewer } = hub;
      const args = ['threads', 'a,b'];
      await hold(viewer, { kinds: ['thread'] });
      const both = start(MAIN, args);
      const [a, b] = await viewer.until(() => waiting(viewer).length === 2 && waiting(viewer));
      for (const target of [a!, b!]) await stopOnLineOne(viewer, target, 'line.js');
      await assertAsPlain(bench, both, MAIN, args, { node });

      await viewer.request({ type: 'unhold', hold: a!.inspector.held! });
      const id = await hold(viewer, { kinds: ['thread'] }, { once: true });
      const one = start(MAIN, args);
      const first = await held(viewer);
      await one.printed('line 1');
      assert.deepEqual(
        waiting(viewer).map((each) => each.id),
        [first.id],
      );
      await stopOnLineOne(viewer, first, 'line.js');
      await assertAsPlain(bench, one, MAIN, args, { node });
      assert.match((await viewer.request({ type: 'unhold', hold: id })).error!, /There is no hold/);
    });

    it('holds what a program that runs already starts next, and no more once it is taken back', async () => {
      const { bench, hub } = stage;
      const { viewer } = hub;
      const args = ['threads', 'a', 'later'];
      const program = bench.observed(MAIN, args, { node, quiet: true });
      await viewer.until(() => viewer.runs.get('run')?.state === 'running');
      await hold(viewer, { kinds: ['thread'] });
      program.say('go');
      await stopOnLineOne(viewer, await held(viewer), 'line.js');
      assert.equal((await program.ended).stdout, 'line 1 a\nthread a 3\nexit 0\n');
    });

    it('lets threads that end soon ask, run and end', async () => {
      const { bench, hub } = stage;
      const seen: Held[] = [];
      passAll(hub.viewer, seen);
      await hold(hub.viewer, { name: 'short [37]' });
      await assertAsPlain(bench, start(MAIN, ['short']), MAIN, ['short'], { node });
      assert.equal(seen.length, 2);
    });

    it('ends a held thread that is terminated, and one whose process exits', async () => {
      const { viewer } = stage.hub;
      await hold(viewer, { kinds: ['thread'] });
      const ends = { terminated: ['thread it 1\nexit 0\n', 0], exits: ['exit 5\n', 5] } as const;
      for (const [what, [stdout, code]] of Object.entries(ends)) {
        const program = start(MAIN, [what]);
        const { id } = await held(viewer);
        program.say('now');
        assert.deepEqual(await program.ended, { code, signal: null, stdout, stderr: '' });
        await viewer.until(() => viewer.threads.get(id)?.inspector.held === null);
      }
      assert.deepEqual(leases(stage.bench), []);
    });

    it('ends a held process that is sent a signal', async () => {
      const { bench, hub } = stage;
      await hold(hub.viewer, { kinds: ['primary'] });
      const program = start(LINE, []);
      await held(hub.viewer);
      program.child.kill('SIGTERM');
      assert.deepEqual(await program.ended, { code: null, signal: 'SIGTERM', stdout: '', stderr: '' });
      await hub.viewer.until(() => waiting(hub.viewer).length === 0);
      assert.deepEqual(leases(bench), []);
    });

    const lets: Record<string, (viewer: TestViewer, target: Held, hold: string) => Promise<unknown>> = {
      'its debugger leaves': async (viewer, target) => (await attach(viewer, target)).close(),
      'it is detached': (viewer, target) => viewer.request({ type: 'closeTarget', target: target.id }),
      'the hold is taken back': (viewer, _, id) => viewer.request({ type: 'unhold', hold: id }),
      'its debugger is let go before it is ready': async (viewer, target) => {
        const client = await attach(viewer, target);
        const closed = once(client.socket, 'close');
        await viewer.request({ type: 'closeTarget', target: target.id });
        await closed;
      },
    };
    for (const [what, letGo] of Object.entries(lets)) {
      it(`goes on when ${what}`, async () => {
        const { bench, hub } = stage;
        const { viewer } = hub;
        for (const args of [['child'], ['threads', 'a']]) {
          const id = await hold(viewer, { kinds: ['child', 'thread'] });
          const program = start(MAIN, args);
          const target = await held(viewer);
          await letGo(viewer, target, id);
          await assertAsPlain(bench, program, MAIN, args, { node });
          await viewer.request({ type: 'unhold', hold: id });
        }
      });
    }

    it('goes on when the viewer that held it goes', async () => {
      const { bench, hub } = stage;
      const other = await hub.newViewer();
      await hold(other, { kinds: ['thread'] });
      const program = start(MAIN, ['threads', 'a']);
      await held(hub.viewer);
      await other.close();
      await assertAsPlain(bench, program, MAIN, ['threads', 'a'], { node });
    });

    for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
      it(`goes on when the hub is sent ${signal}`, async () => {
        const bench = new Bench();
        const { hub, viewer } = await ownHub(bench);
        try {
          const match = { ...ANYTHING, kinds: ['child' as const, 'thread' as const] };
          await viewer.request({ type: 'hold', run: null, match, once: false, pause: false });
          const programs = [['child'], ['threads', 'a']].map((args) => ({
            args,
            program: bench.observed(MAIN, args, { node, quiet: true }, ASK),
          }));
          await waitedFor(viewer, 2);
          hub.kill(signal);
          for (const { args, program } of programs) {
            assert.deepEqual(await program.ended, await bench.plain(MAIN, args, { node }).ended);
          }
          assert.deepEqual(leases(bench), []);
        } finally {
          viewer.close();
          hub.kill('SIGKILL');
          if (hub.exitCode === null && hub.signalCode === null) await once(hub, 'exit');
          await bench.close();
        }
      });
    }

    it('begins without a word from a hub that does not speak', async () => {
      const bench = new Bench();
      const silent = await bench.hub();
      const program = bench.observed(MAIN, ['threads', 'a'], { node, quiet: true }, ASK);
      assert.deepEqual(await program.ended, await bench.plain(MAIN, ['threads', 'a'], { node }).ended);
      assert.deepEqual(
        silent.connections.map(({ hello }) => [hello.thread, hello.asking]),
        [
          [0, true],
          [1, true],
        ],
      );
      await bench.close();
    });
  });
}

describe('hold: limits', function () {
  this.timeout(120_000);

  it('goes on when no debugger comes, and when one comes and is never ready', async () => {
    for (const comes of [false, true]) {
      const bench = new Bench();
      const hub = await RealHub.start(bench.directory, { clock: IMPATIENT });
      await hold(hub.viewer, { kinds: ['thread'] });
      const program = bench.observed(MAIN, ['threads', 'a'], { quiet: true }, ASK);
      const { id } = await held(hub.viewer);
      if (comes) {
        const client = await Debugger.connect((await hub.viewer.request({ type: 'openTarget', target: id })).url!);
        await program.printed('line 1');
        // Node waits at the end of a thread until its debugger has gone.
        await client.close();
      }
      await assertAsPlain(bench, program, MAIN, ['threads', 'a']);
      await hub.viewer.until(() => waiting(hub.viewer).length === 0);
      await bench.close();
      await hub.stop();
    }
  });

  it('lets nothing ask that starts in a run where nothing is held', async () => {
    const bench = new Bench();
    const hub = await bench.hub();
    await bench.observed(MAIN, ['threads', 'a,b']).ended;
    await bench.observed(MAIN, ['child']).ended;
    assert.ok(hub.connections.every(({ hello }) => hello.asking === undefined));
    await bench.close();
  });
});

interface Beginning {
  file: string;
  args: string[];
  url: RegExp;
  flags?: string[];
}

function beginnings(major: number): Record<string, Beginning> {
  const text = `console.log('line 1')`;
  const evaluated = /^\[eval\]$|\/\[eval1\]$/;
  return {
    'a CommonJS program': { file: LINE, args: ['x'], url: /^file:.*\/line\.js$/ },
    'a program named without its extension': { file: 'held/line', args: [], url: /\/line\.js$/ },
    'an ES module': { file: 'held/line.mjs', args: ['x'], url: /^file:.*\/line\.mjs$/ },
    'a thread': { file: MAIN, args: ['threads', 'a'], url: /\/line\.js$/ },
    'an ES module in a thread': {
      file: MAIN,
      args: ['file', path.join(FIXTURES, 'held/line.mjs')],
      url: /\/line\.mjs$/,
    },
    'a thread made of text': { file: MAIN, args: ['evaluated', text], url: /^\[worker eval\]$/ },
    'a thread made of a data: URL': { file: MAIN, args: ['file', `data:text/javascript,${text}`], url: /^data:/ },
    'a program of -e': { file: '', args: [], flags: ['-e', text], url: evaluated },
    'an ES module of -e': { file: '', args: [], flags: ['--input-type=module', '-e', text], url: evaluated },
    'TypeScript by tsx': { file: 'held/typed.ts', args: ['x'], flags: ['--import', TSX], url: /typed\.ts$/ },
    ...(major < 22
      ? {}
      : {
          'TypeScript whose types Node takes away': {
            file: 'held/typed.ts',
            args: ['x'],
            flags: major < 23 ? ['--experimental-strip-types', '--no-warnings'] : ['--no-warnings'],
            url: /typed\.ts$/,
          },
        }),
  };
}

/** A hub in a process of its own, which a test can kill. */
async function ownHub({ directory }: Bench): Promise<{ hub: ChildProcess; viewer: HubConnection }> {
  const hub = spawn(process.execPath, [hubFile(), '--directory', directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(hub.stdout!, 'data');
  const viewer = await HubConnection.find({ directory });
  assert.ok(viewer);
  return { hub, viewer };
}

/** Resolves when so many targets wait. */
function waitedFor({ model, onDidChange }: HubConnection, count: number): Promise<void> {
  const targets = () => [...model.processes.values(), ...model.threads.values()];
  const isThere = () => targets().filter(({ inspector }) => inspector.held !== null).length === count;
  return new Promise((resolve) => {
    if (isThere()) resolve();
    onDidChange(() => isThere() && resolve());
  });
}
