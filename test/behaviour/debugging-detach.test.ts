// The safe-debugging contract: however a debugger goes, its target runs on, and what the program had opened stays open.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { NodeMajor } from '../../scripts/lib/pinned.mjs';
import { HubConnection } from '../../viewer/hub-connection';
import { hubFile } from './support/bundle';
import { attachTo, finish, nothingLeft, type Part, plainEnd, startDebugged, targetOf } from './support/debugged';
import { detachesAllOf, roundsOf } from './support/debugged-many';
import { JsDebug } from './support/js-debug';
import { MATRIX_MAJORS, nodeOf } from './support/nodes';
import { Bench } from './support/observe';
import { type RealStage, useRealStage } from './support/real-hub';

type Way = (debug: JsDebug, stage: RealStage, target: string) => Promise<unknown>;

/** Each way in which a debugger goes while its target is there. */
const WAYS: Record<string, Way> = {
  'its session is ended': (debug) => debug.detach(),
  'its process is killed': async (debug) => debug.drop(),
  'a viewer detaches it': (_debug, { hub }, target) => hub.viewer.request({ type: 'closeTarget', target }),
  'a viewer detaches one that has fallen silent': async (debug, { hub }, target) => {
    debug.fallSilent();
    await hub.viewer.request({ type: 'closeTarget', target });
    debug.drop();
  },
};

const KINDS = { worker: 'worker', outer: 'thread' } as const;

/** Those of both.js that answer. */
const PINGS = [
  ['worker', 'pingWorker'],
  ['outer', 'pingThread'],
] as const;

describe('debugging: a debugger that goes', function () {
  this.timeout(60_000);
  const stage = useRealStage();

  for (const major of MATRIX_MAJORS) {
    for (const [part, ping] of PINGS) {
      for (const [how, leave] of Object.entries(WAYS)) {
        it(`Node ${major}: leaves a paused ${KINDS[part]} running when ${how}`, async () => {
          const program = await startDebugged(stage, major);
          const target = await targetOf(stage, part);
          const debug = await JsDebug.attach(stage.hub.viewer, target);
          await debug.pause();
          await leave(debug, stage, target);
          program.say(ping);
          await program.printed(`${KINDS[part]} pong`);
          await nothingLeft(stage);
          assert.deepEqual(await finish(program, 'ping'), await plainEnd(major, ping, 'ping'));
        });
      }

      it(`Node ${major}: attaches anew at once to a ${KINDS[part]} that is paused, as a restart does`, async () => {
        const program = await startDebugged(stage, major);
        const first = await attachTo(stage, part);
        await first.pause();
        await stage.hub.viewer.request({ type: 'closeTarget', target: await targetOf(stage, part) });
        const second = await attachTo(stage, part);
        assert.equal(second.stops, 0);
        assert.deepEqual(await finish(program, ping), await plainEnd(major, ping));
        await second.ended;
      });
    }

    for (const [part, say] of [
      ['worker', 'throwInWorker'],
      ['outer', 'throwInThread'],
    ] as const) {
      it(`Node ${major}: lets a ${KINDS[part]} that is paused at its crash crash as it would`, async () => {
        const program = await startDebugged(stage, major);
        const debug = await attachTo(stage, part);
        await debug.breakOnErrors();
        program.say(say);
        await debug.stopped(1);
        await debug.detach();
        await program.printed(`${KINDS[part]} gone`);
        assert.deepEqual(await finish(program, 'end'), await plainEnd(major, say));
        await nothingLeft(stage);
      });
    }

    it(`Node ${major}: leaves worker.disconnect() to a paused worker until it goes on`, async () => {
      const program = await startDebugged(stage, major);
      const debug = await attachTo(stage, 'worker');
      await debug.pause();
      program.say('disconnect');
      // The primary is not held up.
      program.say('pingThread');
      await program.printed('thread pong');
      assert.ok(!program.stdout.includes('worker gone'));
      await debug.resume();
      await program.printed('worker gone');
      const { code, stdout } = await finish(program, 'end');
      assert.equal(code, (await plainEnd(major, 'disconnect')).code);
      assert.match(stdout, /worker gone 0 null true/);
    });

    it(`Node ${major}: attaches to one worker ten times, and leaves it as it was`, () => roundsOf(stage, major, 10));
  }

  it('attaches to fifty workers at once, stops each, and lets all go', () => detachesAllOf(stage, 20, 50));
});

describe('debugging: an inspector that the program opened itself', function () {
  this.timeout(60_000);
  const stage = useRealStage();

  /** The root's address, as Node announced it. */
  const announced = (text: string) => /listening on (ws:\S+)/.exec(text)?.[1] ?? '';

  for (const major of MATRIX_MAJORS) {
    it(`Node ${major}: keeps Chrome DevTools attached through --inspect while a debugger comes and goes`, async () => {
      const { bench, hub } = stage;
      const program = bench.observed('debugging/lines.js', [], { node: await nodeOf(major), flags: ['--inspect=0'] });
      await program.printed('ready');
      const devTools = await JsDebug.connect(announced(program.stderr));
      const debug = await JsDebug.attach(hub.viewer, hub.root.id);
      await debug.pause();
      await devTools.stopped(1);
      await debug.detach();
      await hub.viewer.until(() => hub.root.inspector.attached === false);
      program.say('');
      await program.printed('answer 1 open');
      assert.ok(devTools.isOpen);
      assert.equal(await devTools.evaluate('process.pid'), program.child.pid);
      await devTools.pause();
      await devTools.resume();
      program.child.stdin!.end();
      await program.printed('answer');
      await devTools.detach();
      assert.equal((await program.ended).code, 0);
    });

    it(`Node ${major}: keeps the first line for the debugger that --inspect-brk waits for`, async () => {
      const { bench, hub } = stage;
      const flags = ['--inspect-brk=0'];
      const program = bench.observed('debugging/lines.js', [], { node: await nodeOf(major), flags });
      while (!announced(program.stderr)) await once(program.child.stderr!, 'data');
      const devTools = await JsDebug.connect(announced(program.stderr));
      await devTools.stopped(1);
      assert.match(devTools.stoppedAt, /debugging\/lines\.js:2$/);
      assert.equal(program.stdout, '');
      await devTools.resume();
      await program.printed('ready');
      const debug = await JsDebug.attach(hub.viewer, hub.root.id);
      await debug.detach();
      program.say('');
      await program.printed('answer 1 open');
      assert.ok(devTools.isOpen);
      program.child.stdin!.end();
      await devTools.detach();
      assert.equal((await program.ended).code, 0);
    });
  }
});

describe('debugging: a hub that is killed', function () {
  this.timeout(60_000);
  let bench: Bench;
  let hub: ChildProcess;
  let viewer: HubConnection;

  beforeEach(async () => {
    bench = new Bench();
    hub = spawn(process.execPath, [hubFile(), '--directory', bench.directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(hub.stdout!, 'data');
    viewer = (await HubConnection.find({ directory: bench.directory }))!;
  });

  afterEach(async () => {
    viewer.close();
    hub.kill('SIGKILL');
    await bench.close();
  });

  for (const major of MATRIX_MAJORS) {
    for (const [part, ping] of PINGS) {
      it(`Node ${major}: leaves a paused ${KINDS[part]} running, and no inspector open`, () =>
        survives(major, part, ping));
    }
  }

  async function survives(major: NodeMajor, part: keyof typeof KINDS, ping: string): Promise<void> {
    const program = bench.observed('debugging/both.js', [], { node: await nodeOf(major), quiet: true });
    await program.printed('ready');
    const debug = await JsDebug.attach(viewer, await found(part));
    await debug.pause();
    hub.kill('SIGKILL');
    await debug.ended;
    program.say(ping);
    await program.printed(`${KINDS[part]} pong`);
    program.say('untilClosed');
    await program.printed('all inspectors closed');
    assert.deepEqual(await finish(program, 'end'), await plainEnd(major, ping, 'untilClosed'));
  }

  async function found(part: Part): Promise<string> {
    const look = () => {
      const { processes, threads } = viewer.model;
      if (part === 'worker') return [...processes.values()].find(({ worker, connected }) => worker && connected);
      return [...threads.values()].find(({ name, connected }) => connected && name === part);
    };
    return new Promise((resolve) => {
      const check = () => {
        const target = look();
        if (target) resolve(target.id);
      };
      viewer.onDidChange(check);
      check();
    });
  }
});
