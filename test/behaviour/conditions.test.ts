// How each target is, as what it is, with no debugger attached to find out; and as it should be again once it goes on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import { hostClock, wait } from '../../hub/clock';
import { HUB_LATE, OVERDUE } from '../../hub/conditions/conditions';
import { FIGURES_INTERVAL } from '../../hub/figures-watch';
import type { HubToViewer, ProcessState, ThreadState } from '../../protocol/viewer';
import type { TestViewer } from '../unit/hub/support';
import { JsDebug } from './support/js-debug';
import { nodeOf } from './support/nodes';
import type { Program } from './support/observe';
import { useRealStage } from './support/real-hub';

/** How long after it is overdue a target may be shown as stuck, in ms. */
const LATEST = 2000;
/** How long conditions may take to be what they are to be, in ms. */
const SETTLED_WITHIN = 30_000;

const WORDS = {
  loop: 'stuck',
  wait: 'blocked on Atomics.wait',
  read: 'blocked',
  exec: 'blocked',
  compute: 'busy',
} as const;
type What = keyof typeof WORDS;

const CASES = (Object.keys(WORDS) as What[])
  .flatMap((what) => [['main', what] as const, ['thread', what] as const])
  // What frees one of the two that waits is the other.
  .filter(([who, what]) => who === 'main' || what !== 'wait');

function words({ condition }: ProcessState | ThreadState): string | null {
  return condition && [condition.is, condition.on].filter(Boolean).join(' on ');
}

/** All that was told of a target, and when, by the hub's clock. */
function toldOf({ received }: TestViewer, id: string): { time: number; state: ProcessState | ThreadState }[] {
  return received.flatMap((message) => {
    if (message.type !== 'changes') return [];
    const { time, changes } = message;
    return changes.flatMap((change) =>
      (change.kind === 'process' || change.kind === 'thread') && change.value.id === id
        ? [{ time, state: change.value }]
        : [],
    );
  });
}

/** All that a target was shown as, one after the other. */
function shownTo(viewer: TestViewer, id: string): (string | null)[] {
  const all = toldOf(viewer, id).map(({ state }) => words(state));
  return all.filter((each, i) => i === 0 || each !== all[i - 1]);
}

function isAttached(message: HubToViewer): boolean {
  return JSON.stringify(message).includes('"attached":true');
}

/**
 * Waits until a target is shown as what it does, and holds that one that is stuck is shown so soon. Where this process was held
 * up, so was the hub in it, which then counts anew: as it says itself.
 */
async function isSoon(viewer: TestViewer, id: string, what: What): Promise<void> {
  const begun = hostClock.now();
  const delays = monitorEventLoopDelay();
  delays.enable();
  const { time, state } = await viewer.until(() =>
    toldOf(viewer, id).find(({ state }) => words(state) === WORDS[what]),
  );
  delays.disable();
  if (WORDS[what] !== 'stuck') return;
  const took = time - (delays.max / 1e6 > HUB_LATE ? state.condition!.since : begun);
  assert.ok(took < FIGURES_INTERVAL + OVERDUE + LATEST, `after ${took} ms`);
}

/** Who still waits for a writer of a pipe, waits no more. */
function letGo(pipe: string): void {
  fs.closeSync(fs.openSync(pipe, fs.constants.O_RDWR | fs.constants.O_NONBLOCK));
}

describe('conditions', function () {
  this.timeout(60_000);

  for (const major of [18, 20, 26] as const) {
    describe(`Node ${major}`, () => {
      let program: Program;
      let freeing: string;
      afterEach(() => letGo(`${freeing}.pipe`));
      const stage = useRealStage();

      beforeEach(() => {
        freeing = path.join(stage.bench.folder, 'free');
        execFileSync('mkfifo', [`${freeing}.pipe`]);
      });

      /** Begins to watch, as a tree does that is in sight. */
      const watch = () => stage.hub.viewer.request({ type: 'watchFigures', runs: ['run'] });

      function state(id: string): ProcessState | ThreadState {
        const { processes, threads } = stage.hub.viewer;
        return (processes.get(id) ?? threads.get(id))!;
      }

      const shown = (id: string) => shownTo(stage.hub.viewer, id);

      async function is(id: string, what: string | null): Promise<void> {
        await stage.hub.viewer.until(() => words(state(id)) === what);
      }

      function free(what: What): void {
        if (what === 'read' || what === 'exec') fs.writeFileSync(`${freeing}.pipe`, 'now');
        else fs.writeFileSync(freeing, '');
      }

      async function startProgram(first: What[] = []): Promise<void> {
        program = stage.bench.observed('conditions.js', [freeing, ...first], {
          node: await nodeOf(major),
          quiet: true,
        });
        await program.printed('thread ready');
      }

      /** Main thread and thread, connected. */
      async function both(): Promise<{ main: string; thread: string }> {
        const { viewer } = stage.hub;
        const isIt = ({ thread, connected }: ThreadState) => thread === 1 && connected;
        const { id, process } = await viewer.until(() => [...viewer.threads.values()].find(isIt));
        return { main: process, thread: id };
      }

      for (const [who, what] of CASES) {
        it(`${who} in ${what}: ${WORDS[what]}, and no more once it goes on`, async () => {
          await startProgram();
          const ids = await both();
          await watch();
          program.say(`${who} ${what}`);
          await program.printed(`${who} ${what}`);
          await isSoon(stage.hub.viewer, ids[who], what);
          assert.equal(state(ids.main).inspector.state, 'closed');
          free(what);
          await program.printed(`${who} done`);
          await is(ids[who], null);
          assert.deepEqual(shown(ids[who]), [null, WORDS[what], null]);
          assert.deepEqual(shown(who === 'main' ? ids.thread : ids.main), [null]);
          assert.equal(stage.hub.viewer.received.some(isAttached), false);
        });
      }

      for (const what of ['loop', 'wait', 'read', 'exec'] as const) {
        it(`a thread in ${what} from its first line: ${WORDS[what]}, and no more once it goes on`, async () => {
          await startProgram([what]);
          await program.printed(`first ${what}`);
          const { main, thread } = await both();
          const first = `${main}:2`;
          await watch();
          await isSoon(stage.hub.viewer, first, what);
          // It tells of a child that it starts.
          assert.equal(state(first).connected, what === 'exec');
          free(what);
          await program.printed('first done');
          await is(first, null);
          assert.deepEqual(shown(first), [null, WORDS[what], null]);
          for (const id of [main, thread]) assert.deepEqual(shown(id), [null]);
        });
      }

      for (const when of ['before', 'after']) {
        it(`each of five threads made at once, ${when} files are read, whose main thread waits: what it is itself`, async () => {
          const all = ['loop', 'wait', 'wait', 'loop', 'wait'] as const;
          program = stage.bench.observed('conditions-many.js', [when, ...all], { node: await nodeOf(major) });
          await program.printed('ready');
          const { hub } = stage;
          const threads = () => [...hub.viewer.threads.values()].sort((a, b) => a.thread - b.thread);
          await watch();
          const found = () => [hub.root, ...threads()].map(words);
          const wanted = [WORDS.wait, ...all.map((what) => WORDS[what])];
          // One that is judged while it still starts may be shown as what it does then.
          const settled = hub.viewer.until(() => isDeepStrictEqual(found(), wanted));
          await Promise.race([settled, wait(hostClock, SETTLED_WITHIN)]);
          assert.deepEqual(found(), wanted);
        });
      }

      it('a worker and its thread, stopped by SIGSTOP: stopped, until SIGCONT', async () => {
        const { bench, hub } = stage;
        const cluster = bench.observed('conditions-cluster.js', [], { node: await nodeOf(major) });
        await cluster.printed('ready');
        const thread = await hub.viewer.until(() =>
          [...hub.viewer.threads.values()].find(({ connected }) => connected),
        );
        await watch();
        const [worker] = hub.children;
        const ids = [worker!.id, thread.id];
        const seen = { process: worker!.id, pid: worker!.pid };
        await hub.viewer.request({ type: 'signal', ...seen, signal: 'SIGSTOP' });
        for (const id of ids) await is(id, 'stopped');
        await hub.viewer.request({ type: 'signal', ...seen, signal: 'SIGCONT' });
        for (const id of ids) await is(id, null);
        for (const id of ids) assert.deepEqual(shown(id), [null, 'stopped', null]);
        assert.deepEqual(shown(hub.root.id), [null]);
      });

      it('one that its debugger holds: paused, also where it was before anybody watched', async () => {
        await startProgram();
        const { main, thread } = await both();
        const { viewer } = stage.hub;
        const onMain = await JsDebug.attach(viewer, main);
        await onMain.pause();
        await watch();
        await is(main, 'paused');
        const onThread = await JsDebug.attach(viewer, thread);
        await onThread.pause();
        await is(thread, 'paused');
        await onMain.resume();
        await is(main, null);
        await onThread.resume();
        await is(thread, null);
        await onThread.pause();
        await is(thread, 'paused');
        await onThread.detach();
        await is(thread, null);
        assert.deepEqual(shown(thread), [null, 'paused', null, 'paused', null]);
      });

      it('nothing is known once nobody watches', async () => {
        await startProgram();
        const { main } = await both();
        await watch();
        program.say('main loop');
        await is(main, 'stuck');
        await stage.hub.viewer.request({ type: 'watchFigures', runs: [] });
        await is(main, null);
        free('loop');
        await program.printed('main done');
      });
    });
  }
});
