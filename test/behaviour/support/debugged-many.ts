// Debuggers on many targets, and many debuggers on one.
import assert from 'node:assert/strict';
import type { NodeMajor } from '../../../scripts/lib/pinned.mjs';
import { attachTo, finish, nothingLeft, plainEnd, startDebugged } from './debugged';
import { JsDebug } from './js-debug';
import { nodeOf } from './nodes';
import type { RealStage } from './real-hub';

/** Attaches to a worker and detaches again, so often; every other time it is paused. */
export async function roundsOf(stage: RealStage, major: NodeMajor, rounds: number): Promise<void> {
  const program = await startDebugged(stage, major);
  for (let round = 0; round < rounds; round++) {
    const debug = await attachTo(stage, 'worker');
    if (round % 2) await debug.pause();
    await debug.detach();
  }
  program.say('pingWorker');
  await program.printed('worker pong');
  await nothingLeft(stage);
  assert.deepEqual(await finish(program, 'ping'), await plainEnd(major, 'pingWorker', 'ping'));
}

/** Attaches to so many workers at once, stops each at one line, and lets all go. */
export async function detachesAllOf(stage: RealStage, major: NodeMajor, count: number): Promise<void> {
  const { bench, hub } = stage;
  const { viewer } = hub;
  const program = bench.observed('debugging/many.js', [String(count)], { node: await nodeOf(major), quiet: true });
  await program.printed('ready');
  const workers = await viewer.until(() => {
    const found = [...viewer.processes.values()].filter(({ worker, connected }) => worker && connected);
    return found.length === count && found;
  });
  const debuggers = await Promise.all(workers.map(({ id }) => JsDebug.attach(viewer, id)));
  await Promise.all(debuggers.map((debug) => debug.breakAt('many\\.js', 19)));
  program.say('ask');
  await Promise.all(debuggers.map((debug) => debug.stopped(1)));
  assert.ok(!program.stdout.includes('answered'), 'a worker answered while it was stopped');
  await Promise.all(debuggers.map((debug) => debug.detach()));
  await program.printed(`answered ${count}`);
  await nothingLeft(stage);
  program.child.stdin!.end();
  const { code, stdout } = await program.ended;
  assert.equal(code, 0);
  assert.equal(stdout, `ready\nanswered ${count}\n${'gone 0 null\n'.repeat(count)}`);
}
