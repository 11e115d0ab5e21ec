// A bench and a hub for each test, and the comparison that most of them make.
import assert from 'node:assert/strict';
import type { FakeHub } from './fake-hub';
import { Bench, type Ended, type RunOptions } from './observe';

export interface Stage {
  bench: Bench;
  hub: FakeHub;
}

/** Gives each test of a suite its own stage, taken down after it. */
export function useStage(): Stage {
  const stage = {} as Stage;
  beforeEach(async () => {
    stage.bench = new Bench();
    stage.hub = await stage.bench.hub();
  });
  afterEach(async () => {
    await stage.bench.close();
    assert.deepEqual(stage.hub.faults, [], 'what the agent sent breaks the contract');
  });
  return stage;
}

/** Runs a program plain and observed, and holds that nobody could tell which is which. */
export async function sameAsPlain(
  { bench, hub }: Stage,
  program: string,
  args: string[] = [],
  options: RunOptions = {},
  blur: (text: string) => string = (text) => text,
): Promise<Ended> {
  const plain = blurred(await bench.plain(program, args, options).ended, blur);
  const observed = blurred(await bench.observed(program, args, options).ended, blur);
  assert.deepEqual(observed, plain);
  await hub.drained();
  return observed;
}

/** The one trace that hooks leave: their frames in the stacks of errors that pass them. */
export function withoutOurFrames(text: string): string {
  return text.replace(/^ +at .*\((worker-lens|[^()]*agent\.cjs):\d+:\d+\)\n/gm, '');
}

function blurred(ended: Ended, blur: (text: string) => string): Ended {
  return { ...ended, stdout: blur(ended.stdout), stderr: blur(ended.stderr) };
}
