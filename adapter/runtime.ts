// Finds the executable that runs the program.
import * as fs from 'node:fs';
import * as path from 'node:path';

type Environment = Record<string, string | null | undefined>;

/** Absolute path of an executable given by path or by name on PATH; `undefined` where there is none. */
export function findRuntime(name: string, cwd: string, env: Environment): string | undefined {
  const folders = /[\\/]/.test(name) ? [''] : (variable(env, 'PATH') ?? '').split(path.delimiter);
  const candidates = folders.flatMap((folder) =>
    endings(env).map((ending) => path.resolve(cwd, folder, name + ending)),
  );
  return candidates.find(isExecutable);
}

/** Windows finds `node` as `node.exe`, and npm as `npm.cmd`. */
function endings(env: Environment): string[] {
  if (process.platform !== 'win32') return [''];
  return [...(variable(env, 'PATHEXT') ?? '.EXE;.CMD;.BAT').split(';'), ''];
}

/** Windows writes it `Path`. */
function variable(env: Environment, name: string): string | undefined {
  const key = Object.keys(env).find((each) => each.toUpperCase() === name);
  return (key && env[key]) || undefined;
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
