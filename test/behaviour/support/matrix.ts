// One program in every version of Node, plain and before a hub in each of its states: nobody can tell which is which.
import assert from 'node:assert/strict';
import type { NodeMajor } from '../../../scripts/lib/pinned.mjs';
import type { FakeHub } from './fake-hub';
import { HUBS } from './hubs';
import { MATRIX_MAJORS, nodeOf } from './nodes';
import { Bench, type Ended, type Program, type RunOptions } from './observe';

/** What a program prints when it waits for a byte on stdin: see the fixture support/hold.js. */
const HOLDING = 'holding\n';
/** Programs that run side by side. */
const WIDTH = 2;

export interface MatrixOptions extends Pick<RunOptions, 'flags' | 'env'> {
  args?: string[];
  /** The oldest version in which the program makes sense. */
  since?: NodeMajor;
  /** The newest one. */
  until?: NodeMajor;
  /** The code or signal with which the plain program ends; 0 if absent. */
  ends?: number | NodeJS.Signals;
  /** Hides what no two runs have in common; their folders, each its cwd, and pids in warnings are hidden anyway. */
  blur?: (text: string) => string;
  /** Looks at what the hub that answers was told. */
  told?: (hub: FakeHub, ended: Ended) => void;
}

/**
 * Holds a program against its plain run, with a test for each version of Node and each state of the hub.
 * The program prints all that it can tell, and calls the fixture support/hold.js once: there its hub dies midway.
 * @param program path from the fixtures, or an absolute one
 */
export function describeMatrix(title: string, program: string, options: MatrixOptions = {}): void {
  const { since = 0, until = Number.POSITIVE_INFINITY } = options;
  describe(title, function () {
    this.timeout(300_000);
    for (const major of MATRIX_MAJORS.filter((each) => each >= since && each <= until)) {
      describe(`Node ${major}`, () => describeVersion(major, program, options));
    }
  });
}

function describeVersion(major: NodeMajor, program: string, options: MatrixOptions): void {
  let plain: Promise<Ended>;
  const observed: Record<string, Promise<Ended>> = {};

  before(async () => {
    const node = await nodeOf(major);
    plain = inTurn(() => runPlain(program, node, options));
    for (const hub in HUBS) observed[hub] = inTurn(() => runObserved(program, node, hub, options));
    // A test that never comes to await its run leaves it to this.
    await Promise.allSettled([plain, ...Object.values(observed)]);
  });

  for (const hub in HUBS) {
    it(`runs as ever before ${hub}`, async () => assert.deepEqual(lines(await observed[hub]!), lines(await plain)));
  }
}

async function runPlain(program: string, node: string, options: MatrixOptions): Promise<Ended> {
  const bench = new Bench();
  try {
    const ended = await finish(bench, bench.plain(program, options.args, { ...options, node }), options);
    assert.equal(
      ended.signal ?? ended.code,
      options.ends ?? 0,
      `the plain program printed ${ended.stdout}${ended.stderr}`,
    );
    return ended;
  } finally {
    await bench.close();
  }
}

async function runObserved(program: string, node: string, state: string, options: MatrixOptions): Promise<Ended> {
  const bench = new Bench();
  try {
    const hub = await HUBS[state]!(bench);
    try {
      const ended = await finish(bench, bench.observed(program, options.args, { ...options, node }), options, hub.die);
      if (hub.fake) await told(hub.fake, ended, options);
      return ended;
    } finally {
      await hub.stop();
    }
  } finally {
    await bench.close();
  }
}

async function told(hub: FakeHub, ended: Ended, options: MatrixOptions): Promise<void> {
  await hub.drained();
  options.told?.(hub, ended);
}

async function finish(bench: Bench, program: Program, options: MatrixOptions, meanwhile?: () => Promise<void>) {
  await program.printed(HOLDING);
  await meanwhile?.();
  program.say('');
  const { stdout, stderr, ...end } = await program.ended;
  const { blur: more = String } = options;
  const blur = (text: string) => more(text.replaceAll(bench.folder, '<folder>').replace(/\(node:\d+\)/g, '(node)'));
  return { ...end, stdout: blur(stdout), stderr: blur(stderr) };
}

/** Line by line, so that a difference can be read. */
function lines({ stdout, stderr, ...end }: Ended) {
  return { ...end, stdout: stdout.split('\n'), stderr: stderr.split('\n') };
}

let running = 0;
const waiting: (() => void)[] = [];

/** Does some work as soon as fewer than {@link WIDTH} others are at theirs. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running === WIDTH) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
