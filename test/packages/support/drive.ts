// A program that drives a package of the registry, run plain and before the hub itself.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { End, ProcessState, ThreadState } from '../../../protocol/viewer';
import type { NodeMajor } from '../../../scripts/lib/pinned.mjs';
import { HubConnection } from '../../../viewer/hub-connection';
import type { Model } from '../../../viewer/model';
import { ROOT } from '../../behaviour/support/bundle';
import { HUBS } from '../../behaviour/support/hubs';
import { Bench, type Ended, type Program } from '../../behaviour/support/observe';

const RUN = 'run';

/** The one trace that a hook leaves: see docs/traces.md. */
const OUR_FRAME = /^ +at .*\(worker-lens:\d+:\d+\)\n/gm;

export interface Observed {
  ended: Ended;
  /** What a person is shown once all has ended: `2 × thread worker.mjs · exited (0)`, sorted. */
  shown: string[];
}

export interface Driver {
  /** Folder under drivers/. */
  name: string;
  /** The oldest Node that the package supports; 18 if absent. */
  since?: NodeMajor;
  /** Scripts whose ends depend on who is faster: these are left out of what is shown. */
  anyEnd?: RegExp;
  /** Scripts that are started more often in some versions of Node: left out altogether. */
  anyNumber?: RegExp;
  /** All processes and threads of the run, with their ends. */
  shown: string[];
}

/** Runs a driver as anybody would; or, `observed`, in an environment that a lens left behind: its hub is gone. */
export async function driveAlone(driver: Driver, node: string, how: 'plain' | 'observed' = 'plain'): Promise<Ended> {
  const bench = new Bench();
  try {
    return blur(await start(bench, how, driver.name, node).ended, bench);
  } finally {
    await bench.close();
  }
}

/** Runs a driver under the lens. */
export function driveObserved(driver: Driver, node: string): Promise<Observed> {
  const begin = (bench: Bench) => start(bench, 'observed', driver.name, node);
  return underLens(driver.name, begin, (ended, model, bench) => ({
    ended: blur(ended, bench),
    shown: shownIn(model, driver),
  }));
}

/** Starts a program before the hub itself, and reads what is known once nothing of the run is left: daemons too. */
export async function underLens<T>(
  name: string,
  begin: (bench: Bench) => Program,
  read: (ended: Ended, model: Model, bench: Bench) => T,
): Promise<T> {
  const bench = new Bench();
  try {
    const hub = await HUBS['the hub itself']!(bench);
    const viewer = await HubConnection.find({ directory: bench.directory });
    assert.ok(viewer);
    try {
      const notices: string[] = [];
      viewer.onDidNotice(({ message }) => notices.push(message));
      await viewer.request({ type: 'prepareRun', run: RUN, name, record: null });
      const ended = await begin(bench).ended;
      await viewer.request({ type: 'rootExited', run: RUN, code: ended.code, signal: ended.signal });
      await runEnded(viewer);
      assert.deepEqual(notices, []);
      return read(ended, viewer.model, bench);
    } finally {
      viewer.close();
      await hub.stop();
    }
  } finally {
    await bench.close();
  }
}

/** Starts one of a driver's programs, `main` if none is named, in the bench's folder, which is all that it writes to. */
export function start(bench: Bench, how: 'plain' | 'observed', driver: string, node: string, file = 'main.'): Program {
  const folder = settle(bench, path.join(ROOT, 'test/packages/drivers', driver), driver);
  const program = fs.readdirSync(folder).find((name) => name.startsWith(file))!;
  return bench[how](path.join(folder, program), [], { node, env: environment(bench, node) });
}

/** Copies a folder to where the packages are found. */
export function settle(bench: Bench, source: string, name: string): string {
  const folder = path.join(bench.folder, name);
  fs.cpSync(source, folder, { recursive: true });
  fs.symlinkSync(process.env.WORKER_LENS_TEST_PACKAGES!, path.join(bench.folder, 'node_modules'));
  return folder;
}

/** What keeps all that a program writes within the bench's folder. */
export function environment(bench: Bench, node: string): Record<string, string | undefined> {
  const temporary = path.join(bench.folder, 'tmp');
  fs.mkdirSync(temporary);
  return {
    PATH: path.dirname(node) + path.delimiter + process.env.PATH,
    HOME: bench.folder,
    TMPDIR: temporary,
    PM2_HOME: path.join(bench.folder, 'pm2'),
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    CI: '1',
  };
}

function blur(ended: Ended, { folder }: Bench): Ended {
  const hide = (text: string) => text.replaceAll(folder, '<folder>').replaceAll(OUR_FRAME, '');
  return { ...ended, stdout: hide(ended.stdout), stderr: hide(ended.stderr) };
}

function runEnded({ model, onDidChange }: HubConnection): Promise<void> {
  const hasEnded = () => model.runs.get(RUN)?.state === 'ended';
  return new Promise((resolve) => {
    if (hasEnded()) return resolve();
    const watch = onDidChange(() => {
      if (!hasEnded()) return;
      watch.dispose();
      resolve();
    });
  });
}

function shownIn(model: Model, { anyEnd, anyNumber }: Driver): string[] {
  const counts = new Map<string, number>();
  const states = [...model.processes.values(), ...model.threads.values()];
  const rows = states.filter(({ script }) => !anyNumber?.test(script)).map((state) => words(state, anyEnd));
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return [...counts].map(([row, count]) => `${count} × ${row}`).sort((a, b) => order(a).localeCompare(order(b)));
}

/** Without the count. */
function order(row: string): string {
  return row.slice(row.indexOf('×'));
}

function words(state: ProcessState | ThreadState, anyEnd?: RegExp): string {
  if (state.end && anyEnd?.test(state.script)) return nameOf(state);
  const end = state.end ? endOf(state.end, 'thread' in state) : state.state;
  const reason = state.notObserved ? [`not observed: ${state.notObserved.reason}`] : [];
  return [nameOf(state), end, ...reason].join(' · ');
}

/** The code of a thread that was terminated tells only how far it was. */
function endOf({ how, code, signal }: End, isThread: boolean): string {
  const result = isThread && how === 'asked' ? null : (signal ?? code);
  return result === null ? how : `${how} (${result})`;
}

function nameOf(state: ProcessState | ThreadState): string {
  const script = path.basename(state.script);
  if ('thread' in state) return `thread ${script}`;
  return `${state.primary ? 'primary' : state.kind} ${script}`;
}
