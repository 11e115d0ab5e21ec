// How a TypeScript program is run: by what its project has, or by Node itself.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type { LaunchErrors } from './errors';

const TYPESCRIPT = /\.[cm]?tsx?$/i;
const NODE = /^node(js)?(\.exe)?$/i;

/** How a program is about to be run. */
export interface Runnable {
  program: string;
  /** Absolute path of the executable that runs it. */
  runtime: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Flags with which Node runs a program: tsx for TypeScript where the project has it, none where Node needs none.
 * @throws LaunchError where neither can run it
 */
export async function flagsFor(runnable: Runnable, errors: LaunchErrors): Promise<string[]> {
  const { program, runtime, cwd } = runnable;
  // What is no Node, such as Deno or tsx itself, has its own ways.
  if (!TYPESCRIPT.test(program) || !NODE.test(path.basename(runtime))) return [];
  if (hasTsx(cwd)) return ['--import', 'tsx'];
  if (program.toLowerCase().endsWith('x') || !(await stripsTypes(runnable))) throw errors.typeScript(program);
  return [];
}

/** Node looks for what `--import` names from the working directory. */
function hasTsx(cwd: string): boolean {
  try {
    createRequire(path.join(cwd, 'package.json')).resolve('tsx');
    return true;
  } catch {
    return false;
  }
}

/** Without a flag from Node 22.18 and 23.6 on. https://nodejs.org/api/process.html#processfeaturestypescript */
function stripsTypes({ runtime, cwd, env }: Runnable): Promise<boolean> {
  return new Promise((resolve) => {
    const args = ['--print', 'process.features.typescript'];
    execFile(runtime, args, { cwd, env, windowsHide: true }, (error, stdout) => {
      resolve(error === null && /^(strip|transform)$/.test(stdout.trim()));
    });
  });
}
