// Any command, run plain and under the lens, and the tree that a person is shown of it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { summary } from '../../../cli/summary';
import { Model } from '../../../viewer/model';
import { type Ended, FIXTURES, Program } from './observe';
import type { RealHub, RealStage } from './real-hub';

export interface CommandOptions {
  /** The Node that is found on PATH. */
  node?: string;
  env?: Record<string, string>;
  /** Hides what no two runs have in common. */
  blur?: (text: string) => string;
}

/** Copies a folder of fixtures to where the commands of this stage run. */
export function useFixtures({ bench }: RealStage, name: string): void {
  fs.cpSync(path.join(FIXTURES, name), bench.folder, { recursive: true });
}

/** Runs a command plain and observed, holds that nobody could tell which is which, and gives the tree. */
export async function treeOf(stage: RealStage, command: string[], options: CommandOptions = {}): Promise<string[]> {
  const plain = await start(stage, command, {}, options).ended;
  const observed = await stage.hub.ended(startObserved(stage, command, options));
  assert.deepEqual(blurred(observed, options), blurred(plain, options));
  return shownTree(stage.hub, stage.bench.folder);
}

/** Starts a command under the lens. */
export function startObserved(stage: RealStage, command: string[], options: CommandOptions = {}): Program {
  const { NODE_OPTIONS, WORKER_LENS } = stage.bench.environment({ quiet: true });
  return start(stage, command, { NODE_OPTIONS, WORKER_LENS }, options);
}

/** The processes and threads as `worker-lens run --summary` prints them, without what no two runs have in common. */
export function shownTree({ viewer }: RealHub, folder: string): string[] {
  const model = new Model();
  const all = [viewer.runs, viewer.processes, viewer.threads, viewer.slots].map((map) => [...map.values()]);
  const [runs, processes, threads, slots] = all as [never[], never[], never[], never[]];
  model.reset({ type: 'snapshot', protocol: 1, pid: 1, time: 0, runs, processes, threads, slots });
  const lines = summary(model).trimEnd().split('\n').slice(1);
  return lines.map((line) =>
    line
      .slice(2)
      .replaceAll(`${folder}/`, '')
      .replace(/ · pid \d+/, ''),
  );
}

function start(
  { bench }: RealStage,
  [file, ...args]: string[],
  lens: Record<string, string | undefined>,
  { node = process.execPath, env = {} }: CommandOptions,
): Program {
  const child = spawn(file!, args, {
    cwd: bench.folder,
    env: {
      ...cleanEnvironment(),
      HOME: bench.folder,
      PATH: `${path.dirname(node)}:${process.env.PATH}`,
      ...lens,
      ...env,
    },
    stdio: 'pipe',
  });
  return bench.keep(new Program(child));
}

/** Without what a package manager that runs these tests, or the machine, tells those that are tested. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = /^(npm_|yarn_|pnpm_|corepack_|init_cwd$|node_|worker_lens)/i;
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(kept), npm_config_update_notifier: 'false', npm_config_logs_max: '0' };
}

function blurred({ stdout, stderr, ...end }: Ended, { blur = String }: CommandOptions) {
  return { ...end, stdout: blur(stdout), stderr: blur(stderr) };
}
