// The safe-debugging contract: whatever ends while a debugger is on it, ends as it does without one. See docs/debugging.md.
import assert from 'node:assert/strict';
import { attachTo, finish, nothingLeft, type Part, plainEnd, startDebugged } from './support/debugged';
import { MATRIX_MAJORS } from './support/nodes';
import { useRealStage } from './support/real-hub';

interface Fault {
  title: string;
  /** Where the debugger is. */
  on: Part;
  /** What the program is told to do. */
  say: string;
}

/** Each with the debugger's target paused, and with it running. */
const FAULTS: readonly Fault[] = [
  { title: 'terminate() of a thread', on: 'outer', say: 'terminate' },
  { title: 'terminate() of the thread above', on: 'inner', say: 'terminate' },
  { title: 'process.exit() with a debugger on a thread', on: 'outer', say: 'exit' },
  { title: 'process.exit() with a debugger on the thread of a thread', on: 'inner', say: 'exit' },
  { title: 'process.exit() of the primary with a debugger on a worker', on: 'worker', say: 'exit' },
  { title: 'process.exit() of the thread above', on: 'inner', say: 'exitThread' },
  { title: 'an uncaught error in the thread above', on: 'inner', say: 'throwInThread' },
  { title: 'an uncaught error in the main thread with a debugger on a thread', on: 'outer', say: 'throw' },
  { title: 'an uncaught error in the primary with a debugger on a worker', on: 'worker', say: 'throw' },
  { title: 'SIGKILL to the primary with a debugger on a worker', on: 'worker', say: 'die' },
  { title: 'SIGKILL to the process of a thread', on: 'outer', say: 'die' },
  { title: 'worker.kill()', on: 'worker', say: 'kill' },
  { title: 'SIGKILL to a worker', on: 'worker', say: 'killHard' },
];

/** What a paused target could not do itself. */
const FAULTS_OF_RUNNING: readonly Fault[] = [
  { title: 'worker.disconnect()', on: 'worker', say: 'disconnect' },
  { title: 'process.exit()', on: 'primary', say: 'exit' },
  { title: 'an uncaught error in a worker', on: 'worker', say: 'throwInWorker' },
  { title: 'an uncaught error in a thread', on: 'outer', say: 'throwInThread' },
];

describe('debugging: a program that ends with a debugger on it', function () {
  this.timeout(60_000);
  const stage = useRealStage();

  for (const major of MATRIX_MAJORS) {
    const endsAsPlain = async ({ on, say }: Fault, prepare: 'pause' | 'fallSilent' | null) => {
      const program = await startDebugged(stage, major);
      const debug = await attachTo(stage, on);
      if (prepare) await debug[prepare]();
      assert.deepEqual(await finish(program, say), await plainEnd(major, say));
      if (prepare === 'fallSilent') debug.drop();
      await debug.ended;
      await nothingLeft(stage);
    };
    for (const fault of FAULTS) {
      it(`Node ${major}: ${fault.title}, paused`, () => endsAsPlain(fault, 'pause'));
    }
    // A paused target is the harder one: the others take the time of `npm run test:all`, but in one version.
    const faults =
      major === 20 || process.env.WORKER_LENS_TEST_ALL ? [...FAULTS, ...FAULTS_OF_RUNNING] : FAULTS_OF_RUNNING;
    for (const fault of faults) {
      it(`Node ${major}: ${fault.title}, running`, () => endsAsPlain(fault, null));
    }
    for (const fault of FAULTS_OF_RUNNING) {
      it(`Node ${major}: ${fault.title}, with a debugger that has fallen silent`, () =>
        endsAsPlain(fault, 'fallSilent'));
    }
  }
});
