// What a launcher needs to bring a program under the lens.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { addStub, type Environment, missingPermission, VARIABLE } from '../protocol/environment';

/** Where the parts that go into a program stand, and which hub and run they report to. */
export interface LaunchOptions {
  /** Absolute path of `dist/agent.cjs`. */
  agent: string;
  /** Absolute path of the installed stub. */
  stub: string;
  /** The rendezvous directory. */
  directory: string;
  /** Absent where each program started becomes a run of its own. */
  run?: string;
  /** A hold may be meant for the command itself: it asks the hub before its first line. */
  ask?: boolean;
}

/**
 * The two variables that bring a command under the lens, to be laid over `base`.
 * Where the command itself asks for an inspector, Node goes on announcing it. None where the command may not read the
 * stub: it would not start.
 */
export function launchEnvironment(
  options: LaunchOptions,
  command: readonly string[],
  base: NodeJS.ProcessEnv,
): Record<string, string> {
  const { agent, stub, directory, run, ask } = options;
  const words = [...command, base.NODE_OPTIONS ?? ''];
  if (missingPermission(words, false) !== null) return {};
  const environment: Environment = { agent, stub, directory, ...(run !== undefined && { run }), ...(ask && { ask }) };
  const quiet = !words.some((word) => word.includes('--inspect'));
  return { NODE_OPTIONS: addStub(base.NODE_OPTIONS, stub, quiet), [VARIABLE]: JSON.stringify(environment) };
}

/**
 * The same for a shell: each program that it starts begins a run of its own, and Node announces its inspectors, for
 * nobody knows yet who will ask for one.
 */
export function shellEnvironment(parts: Omit<LaunchOptions, 'run'>, base: NodeJS.ProcessEnv): Record<string, string> {
  return { NODE_OPTIONS: addStub(base.NODE_OPTIONS, parts.stub), [VARIABLE]: shellVariable(parts) };
}

/** What programs of a shell are told. */
export function shellVariable({ agent, stub, directory }: Omit<LaunchOptions, 'run'>): string {
  return JSON.stringify({ agent, stub, directory } satisfies Environment);
}

/**
 * Copies the stub to a path that never changes and is never deleted, not even by an uninstall: environments that name
 * it live for months, and Node does not start where a file to be preloaded is missing.
 * @returns the path of the copy.
 */
export function installStub(source: string, directory: string): string {
  const target = path.join(directory, 'stub.cjs');
  const content = fs.readFileSync(source);
  if (fs.existsSync(target) && fs.readFileSync(target).equals(content)) return target;
  fs.mkdirSync(directory, { recursive: true });
  // Renamed into place: a program that starts meanwhile reads the old one or the new one, never half of one.
  const partial = `${target}.${process.pid}`;
  fs.writeFileSync(partial, content);
  fs.renameSync(partial, target);
  return target;
}

/** Where the stub is installed: a folder of the user's that belongs to no editor. */
export function userDataDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const home = env.HOME ?? env.USERPROFILE ?? '/tmp';
  if (process.platform === 'win32') return path.join(env.LOCALAPPDATA ?? home, 'worker-lens');
  return path.join(env.XDG_DATA_HOME ?? path.join(home, '.local', 'share'), 'worker-lens');
}
