// Scripts of a package.json, and the package manager that runs them. Knows nothing of the editor.
import * as fs from 'node:fs';
import * as path from 'node:path';

/** A script of a package.json. */
export interface Script {
  name: string;
  /** Absolute path of the folder of its package.json. */
  folder: string;
}

const MANAGERS = ['npm', 'yarn', 'pnpm'] as const;
export type PackageManager = (typeof MANAGERS)[number];

/** What each of them leaves beside the package.json of a project, or of the workspace that holds it. */
const LOCKS: readonly [file: string, manager: PackageManager][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
];

/** Names of scripts that run a project; the rest tell by their commands. */
const RUNS_PROJECT = /^(start|dev|serve|test)(:|$)/;
const RUNS_NODE = /(^|[\s;&|/'"])(node|nodemon|tsx|ts-node|pm2)($|[\s;&|'"])/;

/** Fields of a package.json, as far as they are what they should be. */
export interface Manifest {
  main?: unknown;
  scripts?: unknown;
  packageManager?: unknown;
}

/** The package.json of a folder; `undefined` where there is none that can be read. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const manifest: unknown = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** The scripts of a folder's package.json that most likely run Node, in its order. */
export function nodeScripts(folder: string): Script[] {
  const scripts = Object.entries(readManifest(folder)?.scripts ?? {});
  return scripts
    .filter(([name, command]) => RUNS_PROJECT.test(name) || RUNS_NODE.test(String(command)))
    .map(([name]) => ({ name, folder }));
}

/**
 * Who runs the scripts of a folder: as `packageManager` says, or else as the lock file shows, there or in a folder above.
 * @param top the last folder above to look into
 */
export function packageManagerOf(folder: string, top: string): PackageManager {
  const found = named(folder) ?? LOCKS.find(([file]) => fs.existsSync(path.join(folder, file)))?.[1];
  if (found) return found;
  const above = path.dirname(folder);
  const inside = folder !== top && folder.startsWith(top) && above !== folder;
  return inside ? packageManagerOf(above, top) : 'npm';
}

/** `"packageManager": "pnpm@9.1.0"`. https://nodejs.org/api/packages.html#packagemanager */
function named(folder: string): PackageManager | undefined {
  const name = String(readManifest(folder)?.packageManager ?? '').split('@', 1)[0];
  return MANAGERS.find((manager) => manager === name);
}

/** The script that a row of VS Code's view "NPM Scripts" stands for: it holds the task that would run it. */
export function scriptOfRow(row: unknown): Script | undefined {
  const { definition, scope } = (row as { task?: ScriptTask } | undefined)?.task ?? {};
  const folder = scope?.uri?.fsPath;
  if (typeof definition?.script !== 'string' || folder === undefined) return undefined;
  return { name: definition.script, folder: path.resolve(folder, definition.path ?? '') };
}

/** https://github.com/microsoft/vscode/blob/main/extensions/npm/src/tasks.ts */
interface ScriptTask {
  definition?: { script?: string; path?: string };
  scope?: { uri?: { fsPath: string } };
}
