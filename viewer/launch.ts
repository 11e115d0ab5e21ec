// What a launcher needs to bring a program under the lens.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { addStub, type Environment, missingPermission, VARIABLE } from '../protocol/environment';

/** Where everybody reads what root writes. */
const COMMON_DIRECTORY = '/var/lib/worker-lens';

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
 * What stands in a folder of bundles, as a host is told of it that is of use without a stub too: where there is none, whoever
 * reads its path to start a program is told why.
 */
export function launchParts(
  dist: string,
  directory: string,
  directories: readonly string[] = stubDirectories(),
): Omit<LaunchOptions, 'run'> {
  const stub = pathOrError(() => installStub(path.join(dist, 'stub.cjs'), directories));
  return {
    agent: path.join(dist, 'agent.cjs'),
    get stub() {
      if (typeof stub !== 'string') throw stub;
      return stub;
    },
    directory,
  };
}

function pathOrError(make: () => string): string | Error {
  try {
    return make();
  } catch (error) {
    return error as Error;
  }
}

/**
 * Copies the stub to a path that never changes and is never deleted, not even by an uninstall: environments that name
 * it live for months, and Node does not start where a file to be preloaded is missing.
 * @param directories the first of them that can be written to is taken
 * @param uid as whom; absent where the system knows no such numbers
 * @returns the path of the copy
 * @throws Error with a sentence for a person where none can be written to, or none is safe
 */
export function installStub(
  source: string,
  [directory, ...others]: readonly string[] = stubDirectories(),
  uid = process.getuid?.(),
): string {
  if (directory === undefined) throw noPlace('Worker Lens has no place for its stub: this user has no home directory');
  try {
    return copyStub(source, directory, uid);
  } catch (error) {
    if (others.length > 0) return installStub(source, others, uid);
    throw noPlace(`Worker Lens can't keep its stub in ${directory}: ${(error as Error).message}`);
  }
}

function noPlace(what: string): Error {
  return new Error(`${what}. Set XDG_DATA_HOME to a directory of your own.`);
}

function copyStub(source: string, directory: string, uid: number | undefined): string {
  const target = path.join(directory, 'stub.cjs');
  const content = fs.readFileSync(source);
  const isNew = fs.mkdirSync(directory, { recursive: true }) !== undefined;
  assertOwn(directory, uid);
  if (fs.existsSync(target) && fs.readFileSync(target).equals(content)) return target;
  // Renamed into place: a program that starts meanwhile reads the old one or the new one, never half of one.
  const partial = `${target}.${process.pid}`;
  fs.writeFileSync(partial, content);
  // Whatever the umask: a program may go on as somebody else. What was there is perhaps meant to be private.
  if (isNew) fs.chmodSync(directory, 0o755);
  fs.chmodSync(partial, 0o644);
  fs.renameSync(partial, target);
  return target;
}

/** Whoever owns a folder can put another file in the place of one in it, and this one all programs run. */
function assertOwn(directory: string, uid: number | undefined): void {
  const owner = fs.statSync(directory).uid;
  if (uid !== undefined && owner !== uid && owner !== 0) throw new Error('it belongs to another user');
}

/**
 * Where the stub may be installed: a folder of the user's that belongs to no editor. Nobody else can read that of root, as
 * whom many containers begin to go on as somebody else (`gosu`, `setpriv`): Node would not start there.
 */
export function stubDirectories(env: NodeJS.ProcessEnv = process.env, uid = process.getuid?.()): string[] {
  const data = userDataDirectory(env);
  const own = data === undefined ? [] : [path.join(data, 'worker-lens')];
  return uid === 0 && !isAbsolute(env.XDG_DATA_HOME) ? [COMMON_DIRECTORY, ...own] : own;
}

function userDataDirectory(env: NodeJS.ProcessEnv): string | undefined {
  if (process.platform === 'win32') return env.LOCALAPPDATA || homeDirectory(env);
  if (isAbsolute(env.XDG_DATA_HOME)) return env.XDG_DATA_HOME;
  const home = homeDirectory(env);
  return home && path.join(home, '.local', 'share');
}

/** Node takes a path that does not begin at the root for the name of a package; the XDG specification says to pass it over. */
function isAbsolute(directory: string | undefined): directory is string {
  return directory !== undefined && path.isAbsolute(directory);
}

/** Undefined where the system has noted none either, as of a number that a container goes on as. */
function homeDirectory(env: NodeJS.ProcessEnv): string | undefined {
  if (isAbsolute(env.HOME)) return env.HOME;
  try {
    // Not `os.homedir`, to which an empty HOME is one.
    return os.userInfo().homedir;
  } catch {
    return undefined;
  }
}
